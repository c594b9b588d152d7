"""Prometheus series of what happened."""

from collections.abc import Sequence
from threading import Lock

from prometheus_client import CollectorRegistry, Counter, Histogram

from domain.answers import CheckedClaim, Outcome, Rating, Reason
from domain.documents import CONVERSATION_PREFIX
from domain.generation import ModelOpinion
from domain.repairs import RepairReason, RepairResult
from domain.reviews import Sla
from domain.webhooks import Sent

OTHER_LABEL = "other"
_MAX_LABEL_VALUES = 100
_HALF = 0.5
_PASSAGES = ("some", "none")
_SHOWN = ("quote", "abstention")
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_RISK_BUCKETS = tuple(step / 10 for step in range(1, 11))
_SECONDS_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120)


class Metrics:
    """What happened, counted. Names of collections and models beyond the first hundred count as `other`."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._collections = _Capped()
        self._models = _Capped()
        self._answers = Counter(
            "candor_answers", "Answers by how they ended", ["outcome", "collection", "model"], registry=registry
        )
        self._off_point = Counter(
            "candor_answers_off_point",
            "Answers whose claims are supported and do not answer the question",
            ["collection", "model"],
            registry=registry,
        )
        self._claims = Counter("candor_claims", "Claims by what the check says", ["support"], registry=registry)
        self._risk = Histogram(
            "candor_answer_risk",
            "Risk that an answer is wrong or beside the point",
            buckets=_RISK_BUCKETS,
            registry=registry,
        )
        self._failures = Counter(
            "candor_detector_failures", "Checks that gave no risk", ["detector", "reason"], registry=registry
        )
        self._sla = Counter("candor_escalation_sla", "Escalations closed, by deadline", ["result"], registry=registry)
        self._stages = Histogram(
            "candor_stage_seconds", "Time of one stage", ["stage"], buckets=_SECONDS_BUCKETS, registry=registry
        )
        self._tokens = Counter("candor_llm_tokens", "Tokens of language models", ["model", "kind"], registry=registry)
        self._citations = _citations_mended(registry)
        self._contested = _abstentions_contested(registry)
        self._repairs = _repairs(registry)
        self._computed = _computed(registry)
        self._model_opinions = _model_opinions(registry)
        self._feedback = Counter("candor_feedback", "Thumbs", ["rating"], registry=registry)
        self._webhooks = _webhooks(registry)
        self._searched = _questions_searched(registry)
        self._requests = Counter(
            "candor_http_requests", "Requests answered", ["route", "method", "status"], registry=registry
        )
        self._request_seconds = Histogram(
            "candor_http_request_seconds", "Time of one request", ["route"], buckets=_SECONDS_BUCKETS, registry=registry
        )

    def answered(
        self,
        outcome: Outcome,
        claims: Sequence[CheckedClaim],
        *,
        risk: float | None,
        reason: Reason | None,
        collection: str,
        model: str,
    ) -> None:
        """An answer ended; `claims` are all that were written, withheld ones included, and `risk` is the answer's."""
        labels = {"collection": self._collections.label(_partition(collection)), "model": self._models.label(model)}
        self._answers.labels(outcome=outcome.value, **labels).inc()
        off_point = self._off_point.labels(**labels)  # there from the first answer on, so that a rate can be had
        off_point.inc(reason is Reason.OFF_POINT)
        for shown in _SHOWN:
            self._contested.labels(model=labels["model"], shown=shown)
        for claim in claims:
            self._claims.labels(support=claim.verdict.support.value).inc()
        if risk is not None:
            self._risk.observe(risk)

    def detector_failed(self, detector: str, reason: str) -> None:
        """A check gave no risk."""
        self._failures.labels(detector=detector, reason=reason).inc()

    def escalation_closed(self, sla: Sla) -> None:
        """An escalation was resolved in time, or its time ran out."""
        self._sla.labels(result=sla.value).inc()

    def stage_took(self, name: str, seconds: float) -> None:
        """One stage of an answer or of a retrieval took this long."""
        self._stages.labels(stage=name).observe(seconds)

    def tokens_used(self, model: str, *, prompt_tokens: int, completion_tokens: int) -> None:
        """What a language model counted."""
        label = self._models.label(model)
        self._tokens.labels(model=label, kind="prompt").inc(prompt_tokens)
        self._tokens.labels(model=label, kind="completion").inc(completion_tokens)

    def searched(self, *, found: bool) -> None:
        """Passages were looked for to answer a question."""
        self._searched.labels(passages=_PASSAGES[not found]).inc()

    def citations_mended(self, change: str, count: int) -> None:
        """Marks of what was written were `moved` to where the evidence stands, `added` there, or `dropped`."""
        self._citations.labels(change=change).inc(count)

    def abstention_contested(self, model: str, *, quoted: bool) -> None:
        """A model found no answer, and a sentence of the passages likely is one."""
        self._contested.labels(model=self._models.label(model), shown=_SHOWN[not quoted]).inc()

    def repaired(self, reason: RepairReason, result: RepairResult) -> None:
        """What a model wrote was to be written anew."""
        self._repairs.labels(reason=reason.value, result=result.value).inc()

    def computed(self, outcome: str) -> None:
        """A question was computed over a table, or was to be."""
        self._computed.labels(outcome=outcome).inc()

    def model_said(self, opinion: ModelOpinion, written_by: str | None) -> None:
        """What a language model said of a claim, and who wrote it, null where that is not known."""
        author = "unknown" if written_by is None else "itself" if written_by == opinion.model else "another"
        self._model_opinions.labels(
            model=self._models.label(opinion.model),
            author=author,
            said="yes" if opinion.yes > _HALF else "no",
            read="word" if opinion.by_word else "probabilities",
        ).inc()

    def rated(self, rating: Rating) -> None:
        """A user's thumb."""
        self._feedback.labels(rating=rating.value).inc()

    def webhook_sent(self, result: Sent) -> None:
        """An attempt to tell another system ended."""
        self._webhooks.labels(result=result.value).inc()

    def request_served(self, route: str, *, method: str, status: int, seconds: float) -> None:
        """`route` is the template, such as `/v1/documents/{id}`, never the path. Made-up methods count as `other`."""
        method = method if method in _METHODS else OTHER_LABEL
        self._requests.labels(route=route, method=method, status=str(status)).inc()
        self._request_seconds.labels(route=route).observe(seconds)


def _model_opinions(registry: CollectorRegistry) -> Counter:
    return Counter(
        "candor_llm_opinions",
        "Claims of which a language model said whether the sources support them",
        ["model", "author", "said", "read"],
        registry=registry,
    )


def _abstentions_contested(registry: CollectorRegistry) -> Counter:
    return Counter(
        "candor_abstentions_contested",
        "Abstentions of language models that are likely wrong",
        ["model", "shown"],
        registry=registry,
    )


def _citations_mended(registry: CollectorRegistry) -> Counter:
    """Each change is there from the start, so that a rate can be had from the first one on."""
    counter = Counter(
        "candor_citations_mended",
        "Marks moved to where the evidence stands, dropped since they named no passage, or added where there was none",
        ["change"],
        registry=registry,
    )
    return _from_the_start(counter, "moved", "dropped", "added")


def _repairs(registry: CollectorRegistry) -> Counter:
    """Each pair that can be is there from the start."""
    counter = Counter(
        "candor_repairs",
        "Sentences and answers by language models that were to be written anew, by why and how that ended",
        ["reason", "result"],
        registry=registry,
    )
    for reason in RepairReason:
        for result in [RepairResult.LEFT_OUT] if reason is RepairReason.REPEATED else RepairResult:
            counter.labels(reason=reason.value, result=result.value)
    return counter


def _webhooks(registry: CollectorRegistry) -> Counter:
    """Each result is there from the start."""
    counter = Counter(
        "candor_webhook_deliveries", "Attempts to tell other systems, by how they ended", ["result"], registry=registry
    )
    return _from_the_start(counter, *Sent)


def _questions_searched(registry: CollectorRegistry) -> Counter:
    """Both are there from the start."""
    counter = Counter(
        "candor_questions_searched",
        "Questions that passages were looked for, by whether there were any",
        ["passages"],
        registry=registry,
    )
    return _from_the_start(counter, *_PASSAGES)


def _from_the_start(counter: Counter, *values: str) -> Counter:
    """With a series for each value of its one label."""
    for value in values:
        counter.labels(value)
    return counter


def _computed(registry: CollectorRegistry) -> Counter:
    counter = Counter(
        "candor_computed_answers",
        "Questions that a query over a table answers, by how it ended",
        ["outcome"],
        registry=registry,
    )
    return _from_the_start(counter, "answered", "impossible", "failed", "untold")


class _Capped:
    """The first hundred values keep their names."""

    def __init__(self) -> None:
        self._known: set[str] = set()
        self._lock = Lock()

    def label(self, value: str) -> str:
        with self._lock:
            if len(self._known) < _MAX_LABEL_VALUES:
                self._known.add(value)
            return value if value in self._known else OTHER_LABEL


def _partition(collection: str) -> str:
    """All conversations' own documents count as one collection."""
    return CONVERSATION_PREFIX.rstrip(":") if collection.startswith(CONVERSATION_PREFIX) else collection
