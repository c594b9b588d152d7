"""Why an answer failed is found out by what a wider search would have found."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import pytest

from domain.answers import Answer, CheckedClaim, Claim, Evidence, Outcome, Support, Verdict
from domain.diagnoses import Diagnosis, Failed
from domain.documents import Chunk, Passage, Policy, Scores, StoredChunk
from domain.errors import Overloaded
from domain.generation import Abstention, Generated, Piece, Task
from domain.places import Whole
from domain.reviews import Cause, ClaimLabel, Resolution, ResolutionKind
from monitoring.claims.splitting import ClaimSplitter
from monitoring.verdict.judging import Judge
from server.usecases.abstaining import AbstentionCheck
from server.usecases.diagnosing import Diagnosing
from tests.server.usecases.fakes import NOW, Library, WordVerifier
from tests.storage import samples

CLAIM = "The pool opens at six."
SAYS, DENIES, ANSWERS, BESIDE = f"Hours: {CLAIM}", f"No: {CLAIM}", "Answer: It is shut.", "The gym is red."


class Reading(WordVerifier):
    """A claim stands where a passage holds its words, and is denied where “No:” goes before them."""

    def verify(self, claims: Sequence[Claim], passages: Sequence[str], **_: object) -> Sequence[Verdict]:  # type: ignore[override]
        return [self._read(claim.text, passages) for claim in claims]

    def _read(self, text: str, passages: Sequence[str]) -> Verdict:
        said = text.partition(" [")[0].rstrip(".")
        if any(f"No: {said}" in passage for passage in passages):
            return Verdict(Support.CONTRADICTED, 0.9, (), {}, 0.9)
        for at, passage in enumerate(passages):
            if said in passage:
                return Verdict(Support.SUPPORTED, 0.1, (Evidence(at, 0, 1, passage[0]),), {}, 0.9)
        return Verdict(Support.UNSUPPORTED, 0.8, (), {}, 0.9)


class Witness:
    """Quotes what follows “Answer:”."""

    def generate(self, task: Task) -> Iterator[Generated]:
        for at, passage in enumerate(task.passages, 1):
            if passage.text.startswith("Answer:"):
                yield Piece(passage.text.removeprefix("Answer: ").rstrip(".") + f" [{at}].")
                return
        yield Abstention("Nothing.")


@dataclass
class Kept:
    """Diagnoses in memory; `waiting` are to be looked into."""

    waiting: list[Failed] = field(default_factory=list)
    kept: list[Diagnosis] = field(default_factory=list)

    def undiagnosed(self, *, since: datetime, limit: int) -> Sequence[Failed]:
        known = {one.answer_id for one in self.kept}
        return [one for one in self.waiting if one.answer.id not in known][:limit]

    def keep(self, diagnosis: Diagnosis) -> None:
        self.kept.append(diagnosis)


def found(text: str, number: int) -> Passage:
    stored = StoredChunk(number, f"doc_{number}", f"{number}.txt", "default", Chunk(text, 0, len(text), Whole()))
    return Passage(stored, 0.9, Scores(0.8, 1.0))


def diagnosing(wider: Sequence[str], kept: Kept | None = None) -> Diagnosing:
    return Diagnosing(
        diagnoses=kept or Kept(),  # type: ignore[arg-type]
        retriever=Library([found(text, 10 + at) for at, text in enumerate(wider)]),
        judge=Judge(Reading(), None),
        abstentions=AbstentionCheck(Witness(), ClaimSplitter),
        now=lambda: NOW,
    )


def flagged(given: Sequence[str], support: Support) -> Answer:
    claim = CheckedClaim(Claim(f"{CLAIM[:-1]} [1].", 0, len(CLAIM) + 4), Verdict(support, 0.9, (), {}))
    passages = tuple(found(text, at) for at, text in enumerate(given))
    made = replace(samples.answer("c"), policy=Policy.ANNOTATE, claims=(claim,), withheld=None, passages=passages)
    return replace(made, outcome=Outcome.FLAGGED, support=support)


def abstained(given: Sequence[str]) -> Answer:
    return replace(flagged(given, Support.UNSUPPORTED), claims=(), outcome=Outcome.ABSTAINED, support=None)


@pytest.mark.parametrize(
    ("given", "support", "wider", "cause", "document"),
    [
        ([BESIDE], Support.UNSUPPORTED, [BESIDE, SAYS], Cause.RETRIEVAL_MISS, "11.txt"),
        ([BESIDE], Support.UNSUPPORTED, [ANSWERS], Cause.RETRIEVAL_MISS, "10.txt"),
        ([BESIDE, DENIES], Support.CONTRADICTED, [BESIDE], Cause.PASSAGES_IGNORED, None),
        ([BESIDE, ANSWERS], Support.UNSUPPORTED, [BESIDE], Cause.PASSAGES_IGNORED, "1.txt"),
        ([BESIDE, DENIES], Support.CONTRADICTED, [SAYS], Cause.SOURCES_CONFLICT, "10.txt"),
        ([SAYS, DENIES], Support.CONTRADICTED, [], Cause.SOURCES_CONFLICT, None),
        ([BESIDE], Support.UNSUPPORTED, [BESIDE], Cause.OUTSIDE_DOCUMENTS, None),
        ([], Support.UNSUPPORTED, [], Cause.OUTSIDE_DOCUMENTS, None),
    ],
)
def test_a_claim_that_the_check_finds_wrong_has_its_reason(
    given: Sequence[str], support: Support, wider: Sequence[str], cause: Cause, document: str | None
) -> None:
    answer = flagged(given, support)
    told = diagnosing(wider).diagnosis(Failed(answer, None), NOW)
    assert (told.answer_id, told.cause, told.claim, told.document) == (answer.id, cause, 0, document)


@pytest.mark.parametrize(
    ("given", "wider", "cause"),
    [
        ([BESIDE], [ANSWERS], Cause.RETRIEVAL_MISS),
        ([ANSWERS], [ANSWERS], Cause.PASSAGES_IGNORED),
        ([BESIDE], [BESIDE], Cause.OUTSIDE_DOCUMENTS),
    ],
)
def test_an_abstention_has_its_reason(given: Sequence[str], wider: Sequence[str], cause: Cause) -> None:
    told = diagnosing(wider).diagnosis(Failed(abstained(given), None), NOW)
    assert (told.cause, told.claim) == (cause, None)


def test_where_a_person_says_otherwise_the_check_is_suspect_and_nothing_is_searched() -> None:
    looking = diagnosing([SAYS])
    said = Resolution(ResolutionKind.EDIT, "", (ClaimLabel(0, Support.SUPPORTED),), reuse=False, reviewer="ann")
    told = looking.diagnosis(Failed(flagged([BESIDE], Support.UNSUPPORTED), said), NOW)
    assert (told.cause, told.claim, told.document) == (Cause.DETECTOR_WRONG, 0, None)
    assert isinstance(looking.retriever, Library)
    assert looking.retriever.asked == []


def test_passages_that_were_given_are_no_wider_ones_and_files_of_the_conversation_are_searched_too() -> None:
    answer = flagged([BESIDE], Support.UNSUPPORTED)
    looking = diagnosing([])
    assert isinstance(looking.retriever, Library)
    looking.retriever.passages = [found(SAYS, 0)]  # by its id the one that was given
    assert looking.diagnosis(Failed(answer, None), NOW).cause is Cause.OUTSIDE_DOCUMENTS
    asked = [(query, collections) for query, collections, _ in looking.retriever.asked]
    assert asked == [(answer.query, ("default", "conversation:c")), (CLAIM, ("default", "conversation:c"))]


def test_what_waits_is_looked_into_a_few_at_a_time_unless_somebody_needs_the_machine() -> None:
    kept = Kept([Failed(abstained([BESIDE]), None) for _ in range(10)])
    looking = diagnosing([], kept)
    assert looking.step(lambda: False) is False
    assert kept.kept == []
    assert looking.step(lambda: True) is True
    assert len(kept.kept) == 8
    assert looking.step(lambda: True) is False
    assert len({one.answer_id for one in kept.kept}) == 10


class Broken:
    """A search that fails."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def retrieve(self, query: str, *, collections: Sequence[str], k: int) -> Sequence[Passage]:
        raise self.error


def test_one_that_cannot_be_looked_into_keeps_no_other_waiting_and_models_that_are_busy_are_asked_later() -> None:
    kept = Kept([Failed(abstained([BESIDE]), None)])
    replace(diagnosing([], kept), retriever=Broken(ValueError("odd"))).step(lambda: True)
    assert [one.cause for one in kept.kept] == [None]
    kept.kept.clear()
    with pytest.raises(Overloaded):
        replace(diagnosing([], kept), retriever=Broken(Overloaded("busy"))).step(lambda: True)
    assert kept.kept == []
