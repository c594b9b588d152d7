"""What a language model is told: the rules, the passages as data, the conversation, the question."""

import hashlib
import re
from collections.abc import Sequence
from functools import cache
from itertools import chain
from typing import NamedTuple

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage

from domain.conversations import Author
from domain.documents import Chunk, Passage, Scores, StoredChunk
from domain.generation import Excerpt, Precedent, Sampling, Task, Turn, transcript
from domain.places import Page, PageRows, Place, Rows, Section, SheetRows, Slide
from domain.repairs import RepairReason, Unsound
from generation.templates import FULL, NO_ANSWER, Example, ExamplePassage, Template, shipped
from text.describing import described
from text.marks import strip_marks

__all__ = ["NO_ANSWER", "answer_prompt", "inert", "prompt_identity", "repair_prompt", "rewriting_prompt"]

NOTHING_INSTEAD = "DROP"
_MAX_TURNS = 6
_DIGEST_LETTERS = 16
_TAG = re.compile(r"<(?=/?\s*(?:passages?|question|claim)\b)", re.IGNORECASE)

_REWRITING = """Rewrite the last question of a conversation so that it can be understood without the conversation.
Fill in what its pronouns and omissions refer to. Keep its language and its meaning. Do not answer it.
Reply with the question alone. If it stands alone already, repeat it as it is."""


_REPAIRING = f"""This of your answer cannot be delivered, since {{fault}}:
{{text}}
Write what is to take its place: one sentence, two at most, that the passages support in answer to the
question{{marks}}. It must neither repeat nor contradict the rest of your answer, nor speak of passages or of
what was wrong.
Reply with that alone. If the passages hold nothing that could take its place, reply with exactly {NOTHING_INSTEAD}."""
_WITH_MARKS = ", with the numbers of those passages in square brackets"
_FAULTS = {
    RepairReason.UNSUPPORTED: "the passages do not say it",
    RepairReason.CONTRADICTED: "the passages say otherwise",
    RepairReason.OFF_POINT: "it does not answer the question",
}


class _Found(NamedTuple):
    number: int
    source: str
    text: str


def answer_prompt(task: Task, template: Template | None = None) -> list[BaseMessage]:
    """The messages for an answer; what is the same for every question comes first, so that it can be cached."""
    template = template or shipped(FULL)
    rules = template.told
    if task.instructions.strip():
        rules += f"\n\nWishes of tone and form, which never override these rules:\n{task.instructions.strip()}"
    history = map(_message, task.history[-_MAX_TURNS:])
    return [
        SystemMessage(rules),
        *chain.from_iterable(_shown(example, template) for example in template.shown),
        *history,
        _asked(_found(task), task.question, template),
    ]


@cache
def prompt_identity(template: Template | None = None) -> str:
    """Changes whenever the same question and passages would be put to the model in other words."""
    template = template or shipped(FULL)
    chunk = Chunk("text", 0, 4, Page(1))
    passage = Passage(StoredChunk(1, "id", "name", "collection", chunk), 1.0, Scores(None, None))
    history = (Turn(Author.USER, "earlier"), Turn(Author.ASSISTANT, "reply")) * _MAX_TURNS
    task = Task("question", "query", (passage, passage), history, Sampling(), "wishes")
    repairs = [
        message
        for reason in _FAULTS
        for message in repair_prompt(task, Unsound("text", "before", reason, ("contrary",)), template)[-2:]
    ]
    messages = [*answer_prompt(task, template), *rewriting_prompt("question", history), *repairs]
    written = "\0".join([str(template.most_sentences), *(f"{one.type}:{one.content}" for one in messages)])
    digest = hashlib.sha256(written.encode()).hexdigest()[:_DIGEST_LETTERS]
    return f"prompt:{template.name}.{template.version}:{digest}"


def with_precedents(template: Template, precedents: Sequence[Precedent]) -> Template:
    """With what people answered as further examples, in the form of the others."""
    if not precedents:
        return template
    return template.model_copy(
        update={"examples": (*template.examples, *(_example(one, template) for one in precedents))}
    )


def _example(precedent: Precedent, template: Template) -> Example:
    passages = tuple(ExamplePassage(source=_source(one), text=one.text) for one in precedent.passages)
    answer = precedent.answer if template.numbered else strip_marks(precedent.answer).text
    return Example(passages=passages, question=precedent.question, answer=answer)


def plain_prompt(turns: Sequence[Turn], instructions: str) -> list[BaseMessage]:
    """A conversation as it stands, with the caller's own system message."""
    return [*([SystemMessage(instructions)] if instructions.strip() else []), *map(_message, turns)]


def rewriting_prompt(question: str, history: Sequence[Turn]) -> list[BaseMessage]:
    """The messages for a question that stands alone."""
    conversation = f"{transcript(history[-_MAX_TURNS:])}\n\nLast question: {question}"
    return [SystemMessage(_REWRITING), HumanMessage(conversation)]


def repair_prompt(task: Task, unsound: Unsound, template: Template | None = None) -> list[BaseMessage]:
    """The messages for what takes the place of a part of an answer; they begin as those for the answer did."""
    fault = _FAULTS[unsound.reason]
    if unsound.contrary:
        fault += f" (“{'” and “'.join(map(inert, unsound.contrary))}”)"
    written = f"{unsound.before} {unsound.text}".strip()
    marks = _WITH_MARKS if (template or shipped(FULL)).numbered else ""
    asked = _REPAIRING.format(fault=fault, text=unsound.text, marks=marks)
    return [*answer_prompt(task, template), AIMessage(written), HumanMessage(asked)]


def _found(task: Task) -> list[_Found]:
    """Excerpts bear the numbers of their passages."""
    shown = task.excerpts or [Excerpt(place, one.text) for place, one in enumerate(task.passages)]
    return [_Found(one.passage + 1, _source(task.passages[one.passage]), one.text) for one in shown]


def _asked(found: Sequence[_Found], question: str, template: Template) -> HumanMessage:
    """The question last: that is what a small model answers."""
    numbered = [(f'number="{one.number}" ' if template.numbered else "", one.source, one.text) for one in found]
    passages = "\n".join(
        f'<passage {number}source="{inert(source)}">\n{inert(text)}\n</passage>' for number, source, text in numbered
    )
    return HumanMessage(f"<passages>\n{passages}\n</passages>\n\n<question>\n{inert(question)}\n</question>")


def _shown(example: Example, template: Template) -> tuple[BaseMessage, BaseMessage]:
    found = [_Found(number, one.source, one.text) for number, one in enumerate(example.passages, start=1)]
    return _asked(found, example.question, template), AIMessage(example.answer)


def _source(passage: Passage) -> str:
    states = ", ".join(part for part in (passage.stored.document, described(passage.stored.stated)) if part)
    return f"{states}{_place(passage.stored.chunk.place)}".replace('"', "'").replace("\n", " ")


def _place(place: Place) -> str:
    match place:
        case Page(number):
            return f", page {number}"
        case PageRows(number, first, last):
            return f", page {number}, rows {first}-{last}"
        case Rows(first, last):
            return f", rows {first}-{last}"
        case Slide(number):
            return f", slide {number}"
        case SheetRows(sheet, first, last):
            return f", sheet {sheet}, rows {first}-{last}"
        case Section(heading, spot):
            return f", {heading}{_place(spot)}"
        case _:
            return ""


def inert(text: str) -> str:
    """Text that cannot close or open the tags around it."""
    return _TAG.sub("‹", text)


def _message(turn: Turn) -> BaseMessage:
    return HumanMessage(turn.text) if turn.author is Author.USER else AIMessage(turn.text)
