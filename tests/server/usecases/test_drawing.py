"""A diagram is drawn, repaired once with its error, and kept as what it is: drawn, not checked."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from domain.answers import Outcome, Provenance, Support
from domain.documents import Policy, StoredChunk
from domain.errors import ModelUnavailable
from domain.generation import Generated, Piece, Sampling, Task, Usage
from domain.tasks import Diagram, Drawn, Refused, TaskKind
from server.usecases.answering import EXTRACTIVE, Ask, Finished, NewConversation, Released
from server.usecases.drawing import Drawing
from server.usecases.naming import NamedDocuments
from tests.server.usecases.fakes import NOW, Answers, Conversations, Documents, Telemetry, collection
from text.task_notices import said_not_to_be_drawn, said_to_be_drawn, said_to_need_a_model

WRONG = "@startuml\nReader => => Desk\n@enduml"
RIGHT = "@startuml\nReader -> Desk : asks\n@enduml"


@dataclass
class Says:
    """A model that says one after another, and fails where that is an error; `asked` are its tasks."""

    said: list[str | Exception]
    asked: list[Task] = field(default_factory=list)

    def generate(self, task: Task) -> Iterator[Generated]:
        self.asked.append(task)
        text = self.said.pop(0)
        if isinstance(text, Exception):
            raise text
        yield Piece(text)
        yield Usage(10, 2)


class Draws:
    """Draws what has no double arrow."""

    def render(self, code: str) -> Drawn | Refused:
        return Refused("line 2: Syntax Error?") if "=>" in code else Drawn(f"<svg>{code}</svg>")


class Nothing:
    """Documents without text."""

    def of_document(self, document_id: str, *, limit: int) -> list[StoredChunk]:
        return []


@dataclass
class Desk:
    """What draws, with everything around it in memory."""

    model: Says
    name: str = "fake"
    answers: Answers = field(default_factory=Answers)

    def draw(self) -> tuple[str, Finished]:
        """The text that was released, and the end."""
        drawing = Drawing(
            documents=NamedDocuments(Documents(), Nothing()),  # type: ignore[arg-type]  # nothing else is asked of it
            generator_for=lambda _: (self.name, self.model),
            renderer=Draws(),
            conversations=Conversations(),
            answers=self.answers,
            telemetry=Telemetry(),
            made_by=lambda model, _: Provenance(
                model=model, prompt="p", encoder="e", reader="r", judge="j", consistency="c", claim_threshold=0.5,
                answer_threshold=None,
            ),
            now=lambda: NOW,
        )  # fmt: skip
        events = list(drawing.answer(_ask()))
        [finished] = [event for event in events if isinstance(event, Finished)]
        return "".join(event.text for event in events if isinstance(event, Released)), finished


def _ask() -> Ask:
    return Ask(
        question="A reader asks at the desk.",
        collection=collection(),
        conversation=NewConversation("t", None, {}),
        new_title=None,
        history=(),
        instructions="",
        policy=Policy.HOLD,
        model="default",
        k=5,
        sampling=Sampling(),
        task=TaskKind.DIAGRAM,
    )


def test_a_diagram_is_drawn_and_flagged_since_nobody_checked_what_it_says() -> None:
    desk = Desk(Says([RIGHT]))
    text, finished = desk.draw()
    assert text == f"```plantuml\n{RIGHT}\n```\n\n{said_to_be_drawn('en')}"
    assert finished.diagram == Diagram(RIGHT, svg=f"<svg>{RIGHT}</svg>")
    kept = desk.answers.kept[0][0]
    assert (kept.content, kept.outcome, kept.support, kept.risk) == (text, Outcome.FLAGGED, Support.UNCHECKED, None)


def test_one_that_is_refused_is_repaired_with_its_error() -> None:
    model = Says([WRONG, RIGHT])
    _, finished = Desk(model).draw()
    assert finished.diagram == Diagram(RIGHT, svg=f"<svg>{RIGHT}</svg>")
    assert finished.usage == Usage(20, 4)
    again = model.asked[1].question
    assert WRONG in again
    assert "line 2: Syntax Error?" in again


@pytest.mark.parametrize("second", [WRONG, ModelUnavailable("down"), ""])
def test_one_that_cannot_be_repaired_is_given_as_code_with_the_error(second: str | Exception) -> None:
    text, finished = Desk(Says([WRONG, second])).draw()
    assert finished.diagram == Diagram(WRONG, error="line 2: Syntax Error?")
    assert text.endswith(said_not_to_be_drawn("line 2: Syntax Error?", "en"))


@pytest.mark.parametrize(
    "said", [f"```\n{RIGHT}\n```", "```puml\nReader -> Desk : asks\n```", f"Sure!\n{RIGHT}\nDone."]
)
def test_the_code_is_found_in_what_a_model_writes_around_it(said: str) -> None:
    _, finished = Desk(Says([said])).draw()
    assert finished.diagram is not None
    assert finished.diagram.code == RIGHT


def test_without_a_model_or_with_one_that_is_down_it_says_what_it_needs() -> None:
    needed = said_to_need_a_model(TaskKind.DIAGRAM, "en")
    assert Desk(Says([]), name=EXTRACTIVE).draw()[0] == needed
    text, finished = Desk(Says([ModelUnavailable("down")])).draw()
    assert (text, finished.diagram, finished.answer.outcome) == (needed, None, Outcome.ABSTAINED)
