"""Every setting, read from the environment (prefix `CANDOR_`) and `.env`; only the composition root reads it."""

from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from domain.documents import Policy
from domain.errors import Misconfigured
from domain.reviews import EscalationKind

SMALL_JUDGE = "small"
HUB_JUDGE = "hub:"
_ROOT = Path(__file__).resolve().parents[2]


def _judge(value: str) -> str:
    names_one = value.startswith(HUB_JUDGE) and value != HUB_JUDGE
    if value not in {"default", SMALL_JUDGE} and not names_one:
        raise ValueError("give default, small, or hub:NAME with the name or the folder of a model")
    return value


def _review_times(value: dict[str, tuple[int, int]]) -> dict[str, tuple[int, int]]:
    kinds = {"*", *EscalationKind}
    for name, (first, due) in value.items():
        collection, _, kind = name.rpartition("/")
        if not collection or kind not in kinds:
            raise ValueError(f"{name} is not COLLECTION/KIND; a kind is one of {', '.join(sorted(kinds))}")
        if not 0 < first <= due:
            raise ValueError(f"{name}: give minutes to the claim, then as many or more to the decision")
    return value


class Settings(BaseSettings):
    """How this installation runs. An unknown `CANDOR_` name in `.env` is refused, so a typing error is seen."""

    model_config = SettingsConfigDict(env_prefix="CANDOR_", env_file=".env", env_ignore_empty=True, frozen=True)

    host: str = Field("127.0.0.1", description="Address to listen on. Any but loopback needs an API key first.")
    port: int = Field(8080, ge=0, le=65535, description="Port to listen on; 0 takes a free one.")
    allowed_hosts: tuple[str, ...] = Field(
        (), description="Host names, beside the address itself, by which browsers may reach the server (JSON list)."
    )
    page: bool = Field(default=True, description="Whether the page is served beside the API.")
    data: Path = Field(Path("data"), description="Folder for the database, uploaded files and indexes.")
    database_url: str | None = Field(None, description="SQLAlchemy URL; by default SQLite in the data folder.")
    models: Path = Field(_ROOT / "models", description="Folder of the shipped models.")
    log_format: Literal["console", "json"] = Field("console", description="How log lines look.")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="Least severity logged.")
    metrics_token: SecretStr | None = Field(None, description="Bearer token for `/metrics` beyond loopback.")

    upload_limit_bytes: int = Field(100 * 2**20, ge=1, description="Largest file that can be uploaded.")
    body_limit_bytes: int = Field(4 * 2**20, ge=1024, description="Largest body of any request but an upload.")
    header_limit_seconds: float = Field(10, gt=0, description="Longest time for a request's headers to come in.")
    body_idle_seconds: float = Field(30, gt=0, description="Longest pause between the parts of a request's body.")
    question_limit_characters: int = Field(8_000, ge=1, description="Longest question.")
    parse_limit_seconds: float = Field(60, gt=0, description="Longest time to read one file.")
    parse_limit_bytes: int = Field(2**30, ge=2**27, description="Most memory to read one file.")
    text_limit_characters: int = Field(20_000_000, ge=1, description="Most text taken from one file.")
    page_limit: int = Field(5_000, ge=1, description="Most pages or slides taken from one file.")
    ocr: Literal["auto", "off"] = Field("auto", description="Whether pages that are pictures of text are read by OCR.")
    chunk_tokens: int = Field(220, ge=32, le=250, description="Longest chunk, in the encoder's tokens.")
    chunk_overlap_tokens: int = Field(30, ge=0, description="Tokens that neighbouring chunks of prose share.")
    chunk_limit: int = Field(20_000, ge=1, description="Most chunks taken from one file.")

    model_threads: int = Field(0, ge=0, description="Threads of the local models; 0 takes all cores.")
    encoder: str | None = Field(None, description="A sentence-transformers encoder in place of ours (extra `hub`).")
    cross_encoder: str | None = Field(None, description="A cross-encoder for reranking in place of ours (extra `hub`).")
    judge: Annotated[str, AfterValidator(_judge)] = Field(
        "default",
        description="What checks answers: `default`; `small`, 22M parameters for less memory and time; or `hub:NAME`, "
        "a public detector (extra `hub`).",
    )
    judge_llm: Literal["off", "doubt", "always"] = Field(
        "off",
        description="Whether a language model is asked, too, if the sources support a claim: `off`; `doubt`, where the "
        "check is in doubt; or `always`.",
    )
    judge_llm_model: str | None = Field(
        None, description="Model to ask that, of whatever provider; by default the one that answers by default."
    )
    wrong_answer_cost: float | None = Field(
        None,
        gt=0,
        description="How many right answers held back weigh as much as one wrong one delivered; by default 5.",
    )
    quote_from: float = Field(
        0.22,
        gt=0,
        lt=1,
        description="How likely a sentence has to answer before it is quoted, without a language model: higher "
        "abstains more and is wrong less.",
    )
    entailment: str | None = Field(
        None,
        description="A sequence classification model for comparing answers with samples (SelfCheck) in place of ours "
        "(extra `hub`).",
    )
    candidates: int = Field(16, ge=1, le=500, description="Passages that the cross-encoder reranks.")
    candidates_when_crowded: int = Field(
        8, ge=1, le=500, description="The same while many answers wait for their turn; they come faster so."
    )
    passages: int = Field(5, ge=1, le=50, description="Passages that an answer is written from (`k`).")

    suggestions: int = Field(
        3, ge=0, le=20, description="Questions kept of each document to be suggested on the page; 0 makes none."
    )

    answers_at_once: int = Field(
        128, ge=1, description="Answers that run at once; beyond them questions get 503 and when to try again."
    )
    policy: Policy = Field(Policy.HOLD, description="Policy of new collections.")
    language: str = Field("en", min_length=2, max_length=2, description="Language of new collections (ISO 639-1).")
    verify_limit_seconds: float = Field(20, gt=0, description="Longest time for one check before it reads unchecked.")
    selfcheck_samples: int = Field(
        0,
        ge=0,
        le=20,
        description="Other answers a language model writes where grounding is in doubt, such as 5; 0 for none.",
    )
    repair: Literal["on", "off"] = Field(
        "on",
        description="Whether what a language model wrote without support is first written anew or left out.",
    )
    review_due_minutes: int = Field(240, ge=1, description="Time in which a person should have answered.")
    audits_a_week: float = Field(
        20, ge=0, description="About how many answers a week are drawn at random for people to audit; 0 for none."
    )
    reasons: Literal["on", "off"] = Field(
        "on", description="Whether it is found out in quiet moments why answers failed that did."
    )
    anchors: Literal["on", "off"] = Field(
        "on", description="Whether frozen claims are judged anew every night, which shows whether the check drifts."
    )
    audit_expires_days: int = Field(
        28, ge=1, description="Time after which an audit that nobody judged is given up, as not reviewed."
    )
    review_first_minutes: int = Field(60, ge=1, description="Time in which a person should have taken a case.")
    review_times: Annotated[dict[str, tuple[int, int]], AfterValidator(_review_times)] = Field(
        default={},
        description="Other times by `COLLECTION/KIND`, either may be `*`: minutes to the claim and to the decision "
        '(JSON, such as `{"legal/*": [15, 60]}`).',
    )
    claim_lease_minutes: int = Field(
        5, ge=1, description="Time for which a reviewer holds an escalation; the page renews it meanwhile."
    )
    canned_replies: Path | None = Field(
        None, description="JSON file of replies that reviewers choose from, in place of ours."
    )
    webhook_urls: tuple[str, ...] = Field(
        (), description="Addresses that are told of escalations: opened, due, resolved (JSON list)."
    )
    webhook_secret: SecretStr | None = Field(None, description="Signs what they are told; needed for any address.")

    otel_endpoint: str | None = Field(
        None,
        description="Base URL of an OpenTelemetry collector (OTLP over HTTP) that traces are sent to (extra `otel`); "
        "by default what OpenTelemetry's own variables name; `off` for none.",
    )

    llm_url: str | None = Field(None, description="Base URL of an OpenAI-compatible endpoint, such as vLLM's `/v1`.")
    llm_model: str | None = Field(
        None,
        description="Model that answers by default, of whatever provider; else the first of the endpoint, then of "
        "`CANDOR_LLM_CLASS`, then of this machine.",
    )
    llm_api_key: SecretStr | None = Field(None, description="Key of that endpoint, if it wants one.")
    llm_class: str | None = Field(
        None, description="Any LangChain chat model by its class, such as `langchain_anthropic.ChatAnthropic`."
    )
    llm_class_arguments: dict[str, Any] = Field({}, description="What it is made with (JSON object).")
    llm_context_tokens: int = Field(
        8192, ge=512, description="Most tokens of prompt and answer that a model of this machine keeps in memory."
    )
    model_hub: str = Field("https://huggingface.co", description="Where models that can be had by name come from.")
    model_upload_limit_bytes: int = Field(
        16 * 2**30, ge=1, description="Largest language model that can be uploaded on the page."
    )
    llm_prompt: str = Field(
        "auto",
        description="`full`, `short`, or the path of a prompt of your own (TOML); `auto` takes `short` for models with "
        "fewer than four billion parameters.",
    )
    canary_model: str | None = Field(
        None, description="Candidate that answers a share of the conversations in the default model's place."
    )
    canary_share: float = Field(
        0.05, ge=0, lt=1, description="That share, in [0, 1); a conversation stays with the model that it began with."
    )
    canary_collections: tuple[str, ...] = Field(
        (), description="Collections in which the candidate is tried (JSON list); all where none is named."
    )
    llm_examples: Literal["off", "verified"] = Field(
        "off",
        description="Whether a language model is shown what people answered to similar questions of the collection: "
        "`off`, or `verified`, two of them at most.",
    )
    llm_quotes_first: Literal["auto", "on", "off"] = Field(
        "auto",
        description="Whether a language model that nobody named is asked only what no quote answers. `auto`: models "
        "with fewer than four billion parameters that bear no adapter.",
    )
    plantuml: str = Field("plantuml", description="Program that draws diagrams, by its name or its path.")
    plantuml_limit_seconds: float = Field(20, gt=0, description="Longest time for it to draw one.")
    llm_connect_seconds: float = Field(3, gt=0, description="Longest time to connect.")
    llm_first_token_seconds: float = Field(30, gt=0, description="Longest wait for the first token.")
    llm_silence_seconds: float = Field(15, gt=0, description="Longest pause between tokens.")
    llm_total_seconds: float = Field(120, gt=0, description="Longest time for one answer.")

    least_free_bytes: int = Field(
        256 * 2**20,
        ge=0,
        description="Room on the data folder's disk below which uploads are refused and `/readyz` says 503.",
    )
    erase_seconds: float = Field(
        600,
        gt=0,
        description="Longest time until the last traces of deleted text leave the files; a quiet moment comes first.",
    )
    drain_seconds: int = Field(6, ge=0, description="Time that running answers get to finish on shutdown.")

    url: str | None = Field(
        None, description="For the command line: the server to speak to, in place of the one that runs here."
    )
    key: SecretStr | None = Field(None, description="For the command line: the API key to send.")

    @property
    def language_models(self) -> Path:
        """The folder of the language models that run in the process."""
        return self.data / "models"

    @property
    def prompts(self) -> Path:
        """The folder of the prompts that collections may name."""
        return self.data / "prompts"

    @property
    def loopback(self) -> bool:
        """Whether the server is reachable from this machine alone."""
        if self.host == "localhost":
            return True
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return False

    @property
    def open_locally(self) -> bool:
        """Whether whoever is at this machine needs no key while none was made: nobody else is let in."""
        return self.loopback and not self.allowed_hosts

    @property
    def sqlalchemy_url(self) -> str:
        """Where the database is."""
        return self.database_url or f"sqlite:///{self.data.resolve() / 'candor.db'}"

    @property
    def held_folders(self) -> tuple[Path, ...]:
        """Those that one server has to itself: the data folder, and that of a SQLite file elsewhere."""
        scheme, _, file = self.sqlalchemy_url.partition(":///")
        beside = Path(file.partition("?")[0]).resolve().parent
        if not scheme.startswith("sqlite") or not file or beside == self.data.resolve():
            return (self.data,)
        return self.data, beside


def read_settings() -> Settings:
    """The settings of the environment and `.env`. Raises `Misconfigured` that names each wrong one."""
    try:
        return Settings()
    except ValidationError as error:
        wrong = (f"CANDOR_{str(item['loc'][0]).upper()}: {item['msg']}" for item in error.errors())
        raise Misconfigured("; ".join(wrong)) from error
