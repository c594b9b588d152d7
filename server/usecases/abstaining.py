"""A model found no answer: whether the documents hold one after all, by their own sentences."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import structlog

from domain.answers import CheckedClaim, Support
from domain.documents import Chunk, Passage, Scores, StoredChunk
from domain.errors import ModelUnavailable
from domain.generation import Piece, Sampling, Task
from domain.places import Whole
from domain.ports import Generator
from monitoring.verdict.judging import Hearing
from server.usecases.answering import ClaimStream

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Objection:
    """What the documents say and a model did not find: sentences of theirs, cited, and what the check says of them."""

    text: str
    claims: tuple[CheckedClaim, ...]

    @property
    def is_supported(self) -> bool:
        """Whether it may stand in place of the abstention."""
        return all(checked.verdict.support is Support.SUPPORTED for checked in self.claims)


@dataclass(frozen=True, slots=True)
class AbstentionCheck:
    """`witness` quotes what surely answers, or abstains; the check has to say of one sentence that it does."""

    witness: Generator
    claim_stream: Callable[[], ClaimStream]

    def objection(self, task: Task, hearing: Hearing) -> Objection | None:
        """Null where nothing of the passages answers, or nobody can tell; `hearing` takes none of it."""
        text = self._quoted(task)
        stream = self.claim_stream()
        claims = (*stream.feed(text), *stream.flush())
        checked = hearing.check(claims) if claims else ()
        answered = any(one.verdict.answers_question for one in checked)
        return Objection(text, tuple(checked)) if answered else None

    def contests(self, question: str, passages: Sequence[str], hearing: Hearing) -> bool:
        """Whether passages that came without documents hold an answer."""
        found = tuple(_passage(at, text) for at, text in enumerate(passages, 1) if text.strip())
        return bool(found) and self.objection(Task(question, question, found, (), Sampling()), hearing) is not None

    def _quoted(self, task: Task) -> str:
        """The abstention that cannot be held against the documents stands; it is one from the question as a whole."""
        try:
            found = self.witness.generate(replace(task, parts=()))
            return "".join(item.text for item in found if isinstance(item, Piece))
        except ModelUnavailable as error:
            _log.warning("abstention not looked into", detail=str(error))
            return ""


def _passage(number: int, text: str) -> Passage:
    stored = StoredChunk(number, f"passage {number}", "", "", Chunk(text, 0, len(text), Whole()))
    return Passage(stored, 0.0, Scores(0.0, 0.0))
