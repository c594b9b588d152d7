"""Claims and answers that somebody labelled, with the risks that a judge gives them."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from monitoring.claims.splitting import split_claims
from monitoring.claims.statements import bare_statement
from monitoring.detectors.detection import Inspection
from monitoring.detectors.quotation import Quotations
from monitoring.verdict.calibration import Scored
from text.marks import cited_passages, states_something


class Left(StrEnum):
    """Why a row says nothing of the judge."""

    QUOTED = "quoted word for word, which needs no judge"
    NO_CLAIM = "without a claim"
    UNREAD = "in a language that this judge does not read"


@dataclass(frozen=True, slots=True)
class Labelled:
    """`text` is one claim, or a whole `answer`, right only where all of it is; `question` is empty for none."""

    text: str
    answer: bool
    question: str
    passages: tuple[str, ...]
    wrong: bool


def scored(
    rows: Iterable[Labelled], score: Callable[[Inspection], Sequence[float | None]]
) -> tuple[list[Scored], Counter[Left]]:
    """Each row with its risk, and how many were left out why. An answer has the risk of its worst claim."""
    found: list[Scored] = []
    left: Counter[Left] = Counter()
    for row in rows:
        risk = _risk(row, score)
        if isinstance(risk, Left):
            left[risk] += 1
        else:
            group = hashlib.sha256("\0".join(row.passages).encode("utf-8", "replace")).hexdigest()
            found.append(Scored(risk, row.wrong, group))
    return found, left


def _risk(row: Labelled, score: Callable[[Inspection], Sequence[float | None]]) -> float | Left:
    said = [claim.text for claim in split_claims(row.text)] if row.answer else [row.text]
    claims = [text for text in said if states_something(bare_statement(text))]
    if not claims:
        return Left.NO_CLAIM
    quotations = Quotations(row.passages)
    claims = [text for text in claims if quotations.find(bare_statement(text)) is None]
    if not claims:
        return Left.QUOTED
    cited = tuple(cited_passages(text) for text in claims)
    inspection = Inspection(tuple(map(bare_statement, claims)), cited, row.passages, row.question, ())
    risks = [risk for risk in score(inspection) if risk is not None]
    return max(risks) if len(risks) == len(claims) else Left.UNREAD
