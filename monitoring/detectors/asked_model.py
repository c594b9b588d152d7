"""A detector: a language model that is asked, claim by claim, whether the passages support it."""

from collections.abc import Callable, Iterator, Sequence
from itertools import zip_longest

from domain.generation import ClaimCase, ModelOpinion
from domain.headed import told_heading
from domain.ports import LanguageJudge
from monitoring.detectors.detection import Inspection
from monitoring.detectors.packing import EvidencePacker

MODEL_DETECTOR = "llm"
OWN_DETECTOR = "llm_own"
MOST_CHARACTERS = 12_000
"""Of evidence: what five passages of the largest chunks hold, and a context of 4,096 tokens can take."""


def opinions(
    judge: LanguageJudge, inspection: Inspection, places: Sequence[int], *, left_seconds: Callable[[], float]
) -> Iterator[tuple[int, ModelOpinion | None]]:
    """What the model says of the claims at `places`, one after another: the first has the passages read for the others.

    `left_seconds` is how long anybody waits. Raises what `LanguageJudge.opinion` and `Inspection.check` raise.
    """
    case_of = cases_of(inspection)
    for place in places:
        inspection.check()
        yield place, judge.opinion(case_of(place), within_seconds=left_seconds())


def doubts(judge: LanguageJudge, inspection: Inspection, *, within_seconds: float) -> list[float | None]:
    """1 - P(yes) of each claim, null where it says neither yes nor no; each has so long. Raises as `opinions` does."""
    said = opinions(judge, inspection, range(len(inspection.claims)), left_seconds=lambda: within_seconds)
    return [None if opinion is None else 1 - opinion.yes for _, opinion in said]


def cases_of(inspection: Inspection) -> Callable[[int], ClaimCase]:
    """Gives the claim at a place its evidence: all passages below their headings, the same for every claim.

    Where these are too long, the sentences that bear on the claim, passage by passage.
    """
    headed = zip_longest(inspection.passages, inspection.headings[: len(inspection.passages)], fillvalue="")
    whole = tuple(_below(heading, text) for text, heading in headed if text.strip())
    if sum(map(len, whole)) <= MOST_CHARACTERS:
        return lambda place: ClaimCase(inspection.question, inspection.claims[place], whole)
    packer = EvidencePacker(inspection.passages, len, check=inspection.check, headings=inspection.headings)

    def picked(place: int) -> ClaimCase:
        claim, question = inspection.claims[place], inspection.question
        parts = packer.pick(claim, budget_tokens=MOST_CHARACTERS, hint=question)
        return ClaimCase(question, claim, tuple("\n".join(sentences) for sentences in parts))

    return picked


def _below(heading: str, text: str) -> str:
    return f"{told_heading(heading)}\n{text}" if heading else text
