"""An answer as spans, after OpenTelemetry's semantic conventions for generative AI. Only the extra `otel` brings it in.

https://github.com/open-telemetry/semantic-conventions-genai: `invoke_workflow` is the whole, `retrieval` and `chat` its
stages that the conventions know, `gen_ai.evaluation.result` what the check says. No question, answer or passage is in
any of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from opentelemetry.trace import Span, SpanKind, Tracer, set_span_in_context

from domain.answers import Answer
from domain.verified import VERIFIED
from server.usecases.answering import EXTRACTIVE
from server.usecases.stages import TOTAL, StageSpan
from server.usecases.tracing import Traced

Attributes: TypeAlias = dict[str, str | int | float]
EVALUATION = "gen_ai.evaluation.result"
_NANOSECONDS = 1_000_000_000
_BY_NO_MODEL = frozenset({EXTRACTIVE, VERIFIED})


@dataclass(frozen=True, slots=True)
class SpanWriter:
    """Writes each answer to `tracer` once it is over."""

    tracer: Tracer

    def write(self, traced: Traced) -> None:
        """The stages within the whole, the parts of a stage within it."""
        spans = dict[str, Span]()
        for stage in _outer_first(traced.stages):
            spans[stage.name] = self._started(stage, traced, spans)
        judged = spans["generate"] if "generate" in spans and _is_chat(traced.answer) else spans[TOTAL]
        _evaluate(judged, traced.answer, at=_latest(traced.stages, "verify"))
        for stage in reversed(_outer_first(traced.stages)):
            spans[stage.name].end(end_time=_nanoseconds(stage.ended))

    def _started(self, stage: StageSpan, traced: Traced, spans: Mapping[str, Span]) -> Span:
        name, kind, attributes = _described(stage, traced)
        parent = spans.get(stage.within or "") or spans.get(TOTAL)
        return self.tracer.start_span(
            name,
            context=set_span_in_context(parent) if parent else None,
            kind=kind,
            attributes=attributes,
            start_time=_nanoseconds(stage.began),
        )


def _described(stage: StageSpan, traced: Traced) -> tuple[str, SpanKind, Attributes]:
    answer, active = traced.answer, {"candor.active_seconds": round(stage.active_seconds, 6)}
    if stage.name == TOTAL:
        return "invoke_workflow candor", SpanKind.INTERNAL, _of_the_whole(traced)
    if stage.name == "retrieve":
        found: Attributes = {
            "gen_ai.operation.name": "retrieval",
            "gen_ai.data_source.id": answer.collection,
            "gen_ai.retrieval.top_k": traced.k,
        }
        return f"retrieval {answer.collection}", SpanKind.INTERNAL, found | active
    if stage.name == "generate" and _is_chat(answer):
        return f"chat {answer.model}", SpanKind.CLIENT, _of_the_model(traced) | active
    return stage.name, SpanKind.INTERNAL, {**active}


def _of_the_whole(traced: Traced) -> Attributes:
    answer = traced.answer
    known: dict[str, str | int | float | None] = {
        "gen_ai.operation.name": "invoke_workflow",
        "gen_ai.agent.name": "candor",
        "gen_ai.conversation.id": answer.conversation_id,
        "gen_ai.response.id": answer.id,
        "gen_ai.response.model": answer.model,
        "candor.collection": answer.collection,
        "candor.policy": answer.policy.value,
        "candor.outcome": answer.outcome.value,
        "candor.reason": answer.reason.value if answer.reason else None,
        "candor.risk": answer.risk,
        "candor.escalation.id": traced.escalation_id,
    }
    return {name: value for name, value in known.items() if value is not None}


def _of_the_model(traced: Traced) -> Attributes:
    answer, usage = traced.answer, traced.usage
    counted: Attributes = {}
    if usage is not None:
        counted["gen_ai.usage.input_tokens"] = usage.prompt_tokens
        counted["gen_ai.usage.output_tokens"] = usage.completion_tokens
    return {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "_OTHER",  # whose endpoint it is nobody says
        "gen_ai.request.model": answer.model,
        "gen_ai.response.id": answer.id,
    } | counted


def _evaluate(span: Span, answer: Answer, *, at: float) -> None:
    """The answer as a whole, then each claim in order, withheld ones included."""
    timestamp = _nanoseconds(at)
    span.add_event(EVALUATION, _result("answer_risk", answer.risk, answer.outcome.value, answer), timestamp)
    for number, checked in enumerate(answer.written.claims):
        verdict = checked.verdict
        result = _result("claim_support", verdict.risk, verdict.support.value, answer)
        span.add_event(EVALUATION, {**result, "candor.claim": number}, timestamp)


def _result(name: str, risk: float | None, label: str, answer: Answer) -> Attributes:
    scored: Attributes = {} if risk is None else {"gen_ai.evaluation.score.value": risk}
    return {
        "gen_ai.evaluation.name": name,
        "gen_ai.evaluation.score.label": label,
        "gen_ai.response.id": answer.id,
    } | scored


def _is_chat(answer: Answer) -> bool:
    return answer.model not in _BY_NO_MODEL


def _outer_first(stages: tuple[StageSpan, ...]) -> list[StageSpan]:
    """Each behind what it is a part of."""
    depth = {None: 0, TOTAL: 1}
    return sorted(stages, key=lambda stage: (depth.get(stage.within, 2), stage.began))


def _latest(stages: tuple[StageSpan, ...], name: str) -> float:
    return next((stage.ended for stage in stages if stage.name == name), stages[0].ended)


def _nanoseconds(seconds: float) -> int:
    return round(seconds * _NANOSECONDS)
