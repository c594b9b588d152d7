"""What answers are worth: shared words beside what the product's check would have delivered, right and wrong."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol

from domain.answers import Outcome, Support
from domain.documents import Policy
from evaluation.overlap import mean_overlap, overlap
from generation.templates import NO_ANSWER
from monitoring.quality.gold import Label, label
from monitoring.verdict.judging import Case, Judge
from text.marks import cited_passages
from training.tuning.rows import TuningRow


@dataclass(frozen=True, slots=True)
class Checked:
    """What the check makes of an answer; `cited_rightly` are marks of a passage that alone bears out its claim."""

    abstains: bool
    delivers: bool
    cited: int
    cited_rightly: int


class Check(Protocol):
    """Looks at an answer before it is delivered."""

    def check(self, row: TuningRow, answer: str) -> Checked:
        """One answer."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Of the answers to `rows` held-out questions; the counts add up to them. Null is what nobody looked at.

    `right` and `wrong` were delivered, which is told by the words of the wanted answer (`monitoring.quality.gold`). An
    abstention is `abstained`, and `abstained_rightly` where it was wanted.
    """

    name: str
    rows: int
    right: int
    wrong: int
    held_back: int | None
    abstained: int
    abstained_rightly: int
    citation_precision: float | None
    rouge_1: float
    rouge_2: float
    rouge_l: float
    rouge_lsum: float
    exact_match: float
    token_f1: float


class WordsAlone:
    """No check: everything that is no abstention is delivered."""

    def check(self, row: TuningRow, answer: str) -> Checked:  # noqa: ARG002 - a check's
        """See `Check`."""
        return Checked(abstains=not answer.strip(), delivers=True, cited=0, cited_rightly=0)


class JudgeCheck:
    """The product's own check, with its thresholds."""

    def __init__(self, judge: Judge) -> None:
        self._judge = judge

    def check(self, row: TuningRow, answer: str) -> Checked:
        """See `Check`."""
        passages = [passage.text for passage in row.passages]
        found = self._judge.judge(answer, Case(passages=passages, policy=Policy.ANNOTATE, question=row.question))
        cited = [
            (claim.claim.text, passages[place])
            for claim in found.claims
            for place in sorted(cited_passages(claim.claim.text))
            if place < len(passages)
        ]
        borne = sum(self._bears_out(passage, claim) for claim, passage in cited)
        return Checked(
            abstains=found.outcome is Outcome.ABSTAINED,
            delivers=found.outcome is Outcome.ANSWERED,
            cited=len(cited),
            cited_rightly=borne,
        )

    def _bears_out(self, passage: str, claim: str) -> bool:
        found = self._judge.judge(claim, Case(passages=[passage], policy=Policy.ANNOTATE))
        return found.support is Support.SUPPORTED


@contextmanager
def opened_check(models: Path | None) -> Iterator[Check]:
    """The check with the shipped models of this folder; words alone for none. Raises `Misconfigured`."""
    if models is None:
        yield WordsAlone()
        return
    from evaluation.subjects import local

    with local(models) as subject:
        yield JudgeCheck(subject.judge)


def scored(name: str, rows: Sequence[TuningRow], answers: Sequence[str], check: Check) -> Figures:
    """Of at least one row."""
    told = [_told(row, answer, check) for row, answer in zip(rows, answers, strict=True)]
    shared = mean_overlap([overlap(answer, row.wanted) for row, answer in zip(rows, answers, strict=True)])
    if shared is None:
        raise ValueError("there is no answer to score")
    delivered = [one for one, checked in told if checked.delivers and one is not Label.ABSTAINED]
    abstained = [row for row, (one, _) in zip(rows, told, strict=True) if one is Label.ABSTAINED]
    held_back = len(rows) - len(delivered) - len(abstained)
    cited = sum(checked.cited for _, checked in told)
    return Figures(
        name=name,
        rows=len(rows),
        right=sum(one is Label.RIGHT for one in delivered),
        wrong=sum(one is not Label.RIGHT for one in delivered),
        held_back=None if isinstance(check, WordsAlone) else held_back,
        abstained=len(abstained),
        abstained_rightly=sum(row.abstains for row in abstained),
        citation_precision=sum(checked.cited_rightly for _, checked in told) / cited if cited else None,
        **asdict(shared),
    )


def _told(row: TuningRow, answer: str, check: Check) -> tuple[Label, Checked]:
    """An abstention by its words need not be checked."""
    golds = () if row.abstains else (*row.golds, row.wanted)
    found = label(answer, question=row.question, passages=[one.text for one in row.passages], golds=golds)
    if NO_ANSWER in answer or found is Label.ABSTAINED:
        return Label.ABSTAINED, Checked(abstains=True, delivers=False, cited=0, cited_rightly=0)
    checked = check.check(row, answer)
    return (Label.ABSTAINED if checked.abstains else found), checked


def table(figures: Sequence[Figures]) -> list[str]:
    """In Markdown: a column a measurement, a line a measure."""
    head = ["", *(one.name for one in figures)]
    lines = [head, ["---"] * len(head)]
    lines += [[_LABELS[name], *(_cell(getattr(one, name)) for one in figures)] for name in _LABELS]
    return [f"| {' | '.join(line)} |" for line in lines]


_LABELS = {
    "rows": "questions",
    "right": "right, delivered",
    "wrong": "wrong, delivered",
    "held_back": "held back",
    "abstained": "abstained",
    "abstained_rightly": "abstained where no answer was there",
    "citation_precision": "citation precision",
    "rouge_1": "ROUGE-1",
    "rouge_2": "ROUGE-2",
    "rouge_l": "ROUGE-L",
    "rouge_lsum": "ROUGE-Lsum",
    "exact_match": "exact match",
    "token_f1": "token F1",
}


def _cell(value: float | str | None) -> str:
    if value is None:
        return "–"
    return f"{value:.3f}" if isinstance(value, float) else str(value)
