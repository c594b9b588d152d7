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
from monitoring.verdict.weighing import Pair
from text.marks import cited_passages, states_something

Score = Callable[[Inspection], Sequence[float | None]]


class Left(StrEnum):
    """Why a row says nothing of the judge."""

    QUOTED = "quoted word for word, which needs no judge"
    NO_CLAIM = "without a claim"
    UNREAD = "in a language that this judge does not read"
    UNSAID = "of which the model says neither yes nor no"


@dataclass(frozen=True, slots=True)
class Labelled:
    """`text` is one claim, or a whole `answer`, right only where all of it is; `question` is empty for none."""

    text: str
    answer: bool
    question: str
    passages: tuple[str, ...]
    wrong: bool


def scored(rows: Iterable[Labelled], score: Score) -> tuple[list[Scored], Counter[Left]]:
    """Each row with its risk, and how many were left out why. An answer has the risk of its worst claim."""
    found: list[Scored] = []
    left: Counter[Left] = Counter()
    for row in rows:
        asked = _inspection(row)
        risk = asked if isinstance(asked, Left) else _worst(asked, score, Left.UNREAD)
        if isinstance(risk, Left):
            left[risk] += 1
        else:
            found.append(Scored(risk, row.wrong, _group(row)))
    return found, left


def paired(rows: Iterable[Labelled], score: Score, doubts: Score) -> tuple[list[Pair], Counter[Left]]:
    """The same with the judge's risk and a model's doubt, each of the claim that it finds worst."""
    found: list[Pair] = []
    left: Counter[Left] = Counter()
    for row in rows:
        pair = _pair(row, score, doubts)
        if isinstance(pair, Left):
            left[pair] += 1
        else:
            found.append(pair)
    return found, left


def _pair(row: Labelled, score: Score, doubts: Score) -> Pair | Left:
    asked = _inspection(row)
    if isinstance(asked, Left):
        return asked
    risk = _worst(asked, score, Left.UNREAD)
    if isinstance(risk, Left):
        return risk
    doubt = _worst(asked, doubts, Left.UNSAID)
    return doubt if isinstance(doubt, Left) else Pair(risk, doubt, row.wrong, _group(row))


def _inspection(row: Labelled) -> Inspection | Left:
    said = [claim.text for claim in split_claims(row.text)] if row.answer else [row.text]
    claims = [text for text in said if states_something(bare_statement(text))]
    if not claims:
        return Left.NO_CLAIM
    quotations = Quotations(row.passages)
    claims = [text for text in claims if quotations.find(bare_statement(text)) is None]
    if not claims:
        return Left.QUOTED
    cited = tuple(cited_passages(text) for text in claims)
    return Inspection(tuple(map(bare_statement, claims)), cited, row.passages, row.question, ())


def _worst(asked: Inspection, score: Score, unknown: Left) -> float | Left:
    risks = [risk for risk in score(asked) if risk is not None]
    return max(risks) if len(risks) == len(asked.claims) else unknown


def _group(row: Labelled) -> str:
    return hashlib.sha256("\0".join(row.passages).encode("utf-8", "replace")).hexdigest()
