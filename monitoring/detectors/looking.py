"""How a judge is asked: twice where the nearest sentences do not support a claim, and for what contradicts it."""

from collections.abc import Callable, Sequence

from domain.answers import Evidence
from domain.generation import ClaimCase, JudgedClaim
from domain.ports import ClaimJudge
from monitoring.detectors.detection import Inspection
from monitoring.detectors.packing import EvidencePacker

FIRST_LOOK_TOKENS = 150
SECOND_LOOK_TOKENS = 900
CONTRADICTED = 0.5
_DOUBTED = 0.5
_CANDIDATES = 3


def look_twice(
    judge: ClaimJudge,
    case_of: Callable[[int, int], ClaimCase],
    inspection: Inspection,
    *,
    evidence_tokens: int,
    first_tokens: int = FIRST_LOOK_TOKENS,
) -> list[JudgedClaim]:
    """One judgement per claim; `case_of` gives a claim's place and a budget of tokens its case.

    What little evidence does not support is held against more, and the look that says more for the claim counts.
    """
    claims = range(len(inspection.claims))
    judged = list(judge.judge([case_of(place, first_tokens) for place in claims]))
    if evidence_tokens <= first_tokens:
        return judged
    doubted = [place for place in claims if judged[place].relation.entailed < _DOUBTED]
    inspection.check()
    again = judge.judge([case_of(place, SECOND_LOOK_TOKENS) for place in doubted])
    for place, second in zip(doubted, again, strict=True):
        if second.relation.entailed > judged[place].relation.entailed:
            judged[place] = second
    return judged


def contradicting(judge: ClaimJudge, claim: str, inspection: Inspection, packer: EvidencePacker) -> Evidence | None:
    """The sentence that contradicts the claim by itself, of those that share most with it."""
    near = packer.nearest(claim, count=_CANDIDATES, hint=inspection.question)
    quotes = [inspection.passages[one.passage][one.start : one.end] for one in near]
    judged: Sequence[JudgedClaim] = judge.judge([ClaimCase(inspection.question, claim, (quote,)) for quote in quotes])
    found = zip(judged, near, quotes, strict=True)
    best = max(found, key=lambda candidate: candidate[0].relation.contradicted, default=None)
    if best is None or best[0].relation.contradicted < CONTRADICTED:
        return None
    _, place, quote = best
    return Evidence(place.passage, place.start, place.end, quote)
