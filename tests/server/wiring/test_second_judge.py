"""A language model judges beside the judge where the settings say so, and its word has a name in what is kept."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from domain.errors import Misconfigured
from domain.generation import Sampling, Task
from generation.judging import judging_identity
from monitoring.detectors.detection import Assessment, Inspection
from monitoring.verdict.calibration import Calibration, Quality
from monitoring.verdict.risk import GreyBand
from monitoring.verdict.weighing import Weighing, WeighingFigures
from server.wiring.adapters import Adapters
from server.wiring.bootstrap import compose
from server.wiring.calibrating import WEIGHING_FILE, Beside, read_weighings, write_weighing
from server.wiring.opening import LocalModels, open_models
from server.wiring.settings import Settings
from tests.generation.openai_server import Exchange, OpenAIServer, first_token, openai_server, refuses, replies, says
from tests.monitoring.risk_models import risk_model
from tests.server.conftest import Client, client_of, serving, settings_for
from text.marks import strip_marks

QUESTION = "How many books may a member borrow?"
SURE = "Members can borrow as many as six books [1]."
DOUBTFUL = "Somebody who is late pays 25 cents daily [2]."
RISKS = {SURE: 0.05, DOUBTFUL: 0.45}
PASSAGES = ["Members borrow six books. Late books cost 25 cents a day."]
QUALITY = Quality(0.8, 0.2, 0.5, 0.5, 0.7, 0.1)
FIGURES = WeighingFigures(30, 40, QUALITY, QUALITY, QUALITY, 0.9)
WEIGHING = Weighing(Calibration(), (1.0, 1.0), 0.0)
BESIDE = Beside("scripted@1", judging_identity())


class ScriptedGrounding:
    """Gives each sentence the risk that this test wants it to have."""

    name = "judge"
    reads_question = False

    def assess(self, inspection: Inspection) -> Sequence[Assessment]:
        by_claim = {strip_marks(sentence).text: risk for sentence, risk in RISKS.items()}
        return [Assessment(by_claim.get(claim, 0.05)) for claim in inspection.claims]


@dataclass
class WritingJudge:
    """A language model that writes the two sentences, and says yes to each claim with this likelihood; null fails."""

    server: OpenAIServer
    says_yes: float | None = 0.9

    def __call__(self, exchange: Exchange) -> None:
        if not self.server.requests[-1].get("logprobs"):
            says(f"{SURE} {DOUBTFUL}")(exchange)
        elif self.says_yes is None:
            refuses(503)(exchange)
        else:
            replies("yes", first_token(yes=self.says_yes, no=1 - self.says_yes))(exchange)

    def asked_of_claims(self) -> list[dict[str, Any]]:
        return [request for request in self.server.requests if request.get("logprobs")]


@contextmanager
def open_scripted(settings: Settings) -> Iterator[LocalModels]:
    with open_models(settings) as models:
        yield replace(
            models,
            grounding=ScriptedGrounding(),  # type: ignore[arg-type]  # a `Detector` is all that it has to be
            risk=replace(risk_model(), answer_weights=(0.1, 1.0, 0.0)),
            claim_threshold=0.4,
            grey_band=GreyBand(0.15, 0.6),
            answer_threshold=None,
            judge_identity="scripted@1",
        )


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, documents: dict[str, Path]) -> Iterator[tuple[str, WritingJudge]]:
    with openai_server() as model:
        judge = WritingJudge(model)
        model.behave([judge])
        data = tmp_path_factory.mktemp("data")
        write_weighing(data, "llama", BESIDE, WEIGHING, FIGURES)
        settings = settings_for(data, llm_url=model.url, judge_llm="doubt", judge="small", verify_limit_seconds=120)
        with serving(settings, Adapters(local_models=open_scripted)) as url, client_of(url) as client:
            client.upload(documents["pdf"])
            yield url, judge


@pytest.fixture
def model(served: tuple[str, WritingJudge]) -> WritingJudge:
    model = served[1]
    model.says_yes = 0.9
    model.server.requests.clear()
    return model


@pytest.fixture
def client(served: tuple[str, WritingJudge]) -> Iterator[Client]:
    with client_of(served[0]) as client:
        yield client


def counted(client: Client, line: str) -> float:
    lines = client.http.get("/metrics").text.splitlines()
    return sum(float(one.split()[-1]) for one in lines if one.startswith(line))


def verified(client: Client) -> list[dict[str, Any]]:
    body = {"answer": f"{SURE} {DOUBTFUL}", "passages": PASSAGES}
    claims: list[dict[str, Any]] = client.http.post("/v1/verify", json=body).json()["claims"]
    return claims


def test_a_claim_in_doubt_is_supported_where_the_calibrated_model_says_yes(client: Client, model: WritingJudge) -> None:
    claims = verified(client)
    assert claims[1]["detectors"] == pytest.approx({"judge": 0.45, "llm": 0.1})
    assert [claim["support"] for claim in claims] == ["supported", "supported"]
    assert "llm" not in claims[0]["detectors"]
    assert len(model.asked_of_claims()) == 1


def test_its_yes_to_what_it_wrote_itself_is_counted_and_releases_nothing(client: Client, model: WritingJudge) -> None:
    series = 'candor_llm_opinions_total{author="itself",model="llama",read="probabilities",said="yes"}'
    before = counted(client, series)
    answer = client.ask(QUESTION)["candor"]
    kept = client.http.get(f"/v1/answers/{answer['answer_id']}").json()
    [withheld] = kept["withheld"]["claims"]
    assert (withheld["support"], withheld["risk"]) == ("unsupported", pytest.approx(0.45))
    assert withheld["detectors"] == pytest.approx({"judge": 0.45, "llm": 0.1, "llm_own": 0.1})
    assert counted(client, series) == before + 2  # of the sentence, and of what was to be its repair


def test_a_model_that_does_not_answer_leaves_the_judges_verdict(client: Client, model: WritingJudge) -> None:
    series = 'candor_detector_failures_total{detector="llm",reason="error"}'
    before, model.says_yes = counted(client, series), None
    claims = verified(client)
    assert [claim["support"] for claim in claims] == ["supported", "unsupported"]
    assert claims[1]["detectors"] == pytest.approx({"judge": 0.45})
    assert counted(client, series) == before + 1


def test_a_judge_that_failed_again_and_again_does_not_keep_the_model_from_answering(
    client: Client, model: WritingJudge
) -> None:
    model.says_yes = None
    for _ in range(3):
        verified(client)
    answer = client.ask(QUESTION)["candor"]
    assert answer["claims"][0]["text"] == SURE


def test_off_asks_nothing(tmp_path: Path) -> None:
    with openai_server() as model:
        settings = settings_for(tmp_path, llm_url=model.url, judge="small")
        with serving(settings, Adapters(local_models=open_scripted)) as url, client_of(url) as client:
            claims = verified(client)
    assert [set(claim["detectors"]) for claim in claims] == [{"judge"}, {"judge"}]
    assert model.requests == []


def test_without_a_language_model_there_is_none_to_ask(tmp_path: Path) -> None:
    settings = settings_for(tmp_path, judge_llm="doubt", judge="small")
    with pytest.raises(Misconfigured, match=r"there is none; see docs/models\.md"), compose(settings):
        pass


def test_weighings_are_kept_by_the_models_name(tmp_path: Path) -> None:
    other = replace(WEIGHING, bias=1.0)
    write_weighing(tmp_path, "one", BESIDE, WEIGHING, FIGURES)
    write_weighing(tmp_path, "two", BESIDE, other, FIGURES)
    assert read_weighings(tmp_path, BESIDE) == ({"one": WEIGHING, "two": other}, [])
    assert [path.name for path in tmp_path.iterdir()] == [WEIGHING_FILE]


@pytest.mark.parametrize("now", [replace(BESIDE, judge="scripted@2"), replace(BESIDE, prompt="another")])
def test_what_was_fitted_beside_another_judge_or_prompt_is_ignored(tmp_path: Path, now: Beside) -> None:
    write_weighing(tmp_path, "one", BESIDE, WEIGHING, FIGURES)
    assert read_weighings(tmp_path, now) == ({}, ["one"])


def test_nothing_fitted_is_nothing(tmp_path: Path) -> None:
    assert read_weighings(tmp_path, BESIDE) == ({}, [])


@pytest.mark.parametrize("content", ["", "[]", '{"one": {}}', '{"one": 7}'])
def test_a_damaged_file_says_what_to_do(tmp_path: Path, content: str) -> None:
    (tmp_path / WEIGHING_FILE).write_text(content)
    with pytest.raises(Misconfigured, match=r"calibration-llm\.json is damaged.*candor calibrate --detector llm FILE"):
        read_weighings(tmp_path, BESIDE)


def test_an_answer_says_which_model_judged_beside_the_judge(tmp_path: Path) -> None:
    write_weighing(tmp_path, "llama", BESIDE, WEIGHING, FIGURES)
    with openai_server() as model:
        settings = settings_for(tmp_path, llm_url=model.url, judge_llm="always", judge="small")
        with compose(settings, Adapters(local_models=open_scripted)) as application:
            made = application.assistant.made_by("llama", None, Task("?", "?", (), (), Sampling()))
    assert made.judge.startswith(f"scripted@1+llm-always:llama@{judging_identity()}:")
    assert not made.judge.endswith("uncalibrated")
