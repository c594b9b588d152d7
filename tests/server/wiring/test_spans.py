"""An answer as spans and events, by the names of OpenTelemetry's conventions, without a word of what was said."""

from dataclasses import dataclass, field, replace
from typing import Any

from opentelemetry.context import Context
from opentelemetry.trace import INVALID_SPAN_CONTEXT, NonRecordingSpan, get_current_span

from domain.answers import Answer
from domain.generation import Usage
from server.usecases.answering import EXTRACTIVE
from server.usecases.stages import TOTAL, StageSpan
from server.usecases.tracing import Traced
from server.wiring.spans import EVALUATION, SpanWriter
from tests.storage.samples import answer

STAGES = (
    StageSpan(TOTAL, 10.0, 14.0, 4.0, None),
    StageSpan("retrieve", 10.0, 11.0, 1.0, TOTAL),
    StageSpan("rerank", 10.5, 11.0, 0.5, "retrieve"),
    StageSpan("generate", 11.0, 13.0, 1.5, TOTAL),
    StageSpan("verify", 12.0, 13.5, 0.5, TOTAL),
)


class Kept(NonRecordingSpan):
    """A span that keeps what it is told."""

    def __init__(self, name: str, parent: str | None, attributes: Any, start_time: int) -> None:
        super().__init__(INVALID_SPAN_CONTEXT)
        self.name, self.parent, self.attributes, self.start_time = name, parent, dict(attributes), start_time
        self.events: list[dict[str, Any]] = []
        self.end_time = 0

    def add_event(self, name: str, attributes: Any = None, timestamp: int | None = None) -> None:
        assert name == EVALUATION
        self.events.append(dict(attributes))

    def end(self, end_time: int | None = None) -> None:
        self.end_time = end_time or 0


@dataclass
class Keeper:
    """A tracer that keeps its spans in order."""

    spans: list[Kept] = field(default_factory=list)

    def start_span(self, name: str, *, context: Context | None, kind: Any, attributes: Any, start_time: int) -> Kept:
        parent = get_current_span(context) if context else None
        self.spans.append(Kept(name, parent.name if isinstance(parent, Kept) else None, attributes, start_time))
        return self.spans[-1]


def written(given: Answer, *, usage: Usage | None = None) -> list[Kept]:
    keeper = Keeper()
    traced = Traced(answer=given, stages=STAGES, usage=usage, k=5, escalation_id=None)
    SpanWriter(keeper).write(traced)  # type: ignore[arg-type]  # it starts spans, which is all that is asked of it
    return keeper.spans


def test_a_stage_is_a_span_within_what_it_is_a_part_of() -> None:
    spans = written(replace(answer("conv_1"), model="large"))
    assert [(span.name, span.parent) for span in spans] == [
        ("invoke_workflow candor", None),
        ("retrieval default", "invoke_workflow candor"),
        ("chat large", "invoke_workflow candor"),
        ("verify", "invoke_workflow candor"),
        ("rerank", "retrieval default"),
    ]
    assert all(span.end_time >= span.start_time > 0 for span in spans)
    assert (spans[2].start_time, spans[2].end_time) == (11_000_000_000, 13_000_000_000)
    assert spans[2].attributes["candor.active_seconds"] == 1.5


def test_the_model_is_named_with_its_tokens_and_what_the_check_says() -> None:
    given = replace(answer("conv_1"), model="large")
    chat = written(given, usage=Usage(90, 9))[2]
    assert chat.attributes["gen_ai.operation.name"] == "chat"
    assert (chat.attributes["gen_ai.usage.input_tokens"], chat.attributes["gen_ai.usage.output_tokens"]) == (90, 9)
    whole, *claims = chat.events
    assert whole["gen_ai.evaluation.name"] == "answer_risk"
    assert whole["gen_ai.evaluation.score.label"] == given.outcome.value
    assert whole.get("gen_ai.evaluation.score.value") == given.risk
    verdicts = [checked.verdict for checked in given.written.claims]
    assert verdicts
    assert [one["gen_ai.evaluation.score.label"] for one in claims] == [one.support.value for one in verdicts]
    assert [one.get("gen_ai.evaluation.score.value") for one in claims] == [one.risk for one in verdicts]
    assert {one["gen_ai.response.id"] for one in chat.events} == {given.id}


def test_where_no_model_wrote_there_is_no_chat_and_the_whole_was_judged() -> None:
    spans = written(replace(answer("conv_1"), model=EXTRACTIVE))
    assert "generate" in [span.name for span in spans]
    assert spans[0].events
    assert not any(span.events for span in spans[1:])


def test_nothing_that_was_said_is_in_a_trace() -> None:
    given = answer("conv_1")
    told = " ".join(str((span.name, span.attributes, span.events)) for span in written(given))
    said = [given.question, given.query, *(claim.claim.text for claim in given.written.claims)]
    assert not [one for one in [*said, *(passage.stored.chunk.text for passage in given.passages)] if one in told]
