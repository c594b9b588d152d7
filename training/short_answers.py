"""How often a short answer is said of what is quoted for the written questions, and how often it is the written one."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from domain.generation import Piece, Short, Task
from domain.ports import ClaimJudge, Encoder, Generator, PairReader
from evaluation.written_questions import WrittenQuestion, answered_share
from generation.quoting import fitted
from generation.quoting.generator import ExtractiveGenerator, Quoting
from generation.quoting.picking import Limits
from monitoring.claims.splitting import split_sentences
from monitoring.quality.gold import holds
from server.wiring.settings import Settings
from text.marks import strip_marks


@dataclass(frozen=True, slots=True)
class Said:
    """Of a question that was answered: whether the quotes are right, and the short answer, null for none."""

    question: WrittenQuestion
    is_right: bool
    short: str | None

    @property
    def agrees(self) -> bool:
        """Whether the short answer is the written one, or one holds the other."""
        short, written = self.short, self.question.answer
        return short is not None and bool(written) and (holds(short, written) or holds(written, short))


def as_served(encoder: Encoder, reader: PairReader, judge: ClaimJudge) -> Generator:
    """Quotes as the service does by default; a yes or a no before a quote takes nothing from it."""
    quoting = Quoting(
        reader=reader,
        split=split_sentences,
        weighing=fitted.ours(encoder, judge),
        abroad=None,
        by_words=fitted.by_words(),
        limits=Limits(least=Settings.model_fields["quote_from"].default, second_ratio=fitted.SECOND_RATIO),
    )
    return ExtractiveGenerator(quoting)


def said(asked: Iterable[tuple[WrittenQuestion, Task]], generator: Generator) -> Iterator[Said]:
    """What `generator` quotes and says for each, those left out that it abstains from."""
    for question, task in asked:
        items = list(generator.generate(task))
        text = "".join(item.text for item in items if isinstance(item, Piece))
        short = next((text[item.start : item.end] for item in items if isinstance(item, Short)), None)
        if text:
            yield Said(question, answered_share(question, strip_marks(text).text) == 1, short)


def report(name: str, found: Iterable[Said]) -> Iterator[str]:
    """A row of a table, then the short answers that are not the written ones."""
    every = list(found)
    right = [one for one in every if one.is_right]
    short = [one for one in right if one.short is not None]
    beside = [one for one in every if one.short is not None and not one.is_right]
    yield (
        f"{name}: {len(right)} quotes right, {len(short)} with a short answer, {sum(one.agrees for one in short)} of "
        f"them as written; {len(every) - len(right)} quotes wrong, {len(beside)} with a short answer"
    )
    for one in [*(one for one in short if not one.agrees), *beside]:
        yield f"    {one.question.id} {one.question.question} | {one.short} | {one.question.answer}"
