"""What the data is, before anything is learnt from it."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from statistics import median, quantiles
from typing import Any

from domain.errors import Misconfigured
from training.tuning.rows import TuningRow
from training.tuning.splitting import Split

_FEW_ROWS = 30
_LENGTH_RATIO = 1.5
_DEVIATIONS = 3.0
_LONG_RATIO = 0.1


@dataclass(frozen=True, slots=True)
class Side:
    """One side of the split; tokens are of prompt and answer together."""

    rows: int
    documents: int
    abstentions: int
    pairs: int
    median_tokens: float
    tokens_95: float
    most_tokens: int


@dataclass(frozen=True, slots=True)
class DataReport:
    """`too_long` rows are left out, not cut: what would be cut off is the question. `warnings` are sentences."""

    train: Side
    held_out: Side
    repeated: int
    near_duplicates: int
    too_long: int
    too_long_ratio: float
    limit_tokens: int
    warnings: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        return asdict(self)

    def lines(self) -> list[str]:
        """For people."""
        return [
            *(_side_line(name, side) for name, side in (("learnt from", self.train), ("held out", self.held_out))),
            f"{self.repeated} repeated rows and {self.near_duplicates} that are nearly a held-out one were left out",
            f"{self.too_long} rows ({self.too_long_ratio:.1%}) are longer than {self.limit_tokens} tokens and left out",
            *(f"Warning: {warning}" for warning in self.warnings),
        ]


def reported(split: Split, tokens: Callable[[TuningRow], int], *, limit: int) -> tuple[Split, DataReport]:
    """The split without what is too long, and what is to be said of it. Raises `Misconfigured` if a side is empty."""
    lengths = {row: tokens(row) for row in (*split.train, *split.held_out)}
    train, held_out = (tuple(row for row in side if lengths[row] <= limit) for side in (split.train, split.held_out))
    if not train or not held_out:
        raise Misconfigured(
            f"No row is left that fits in data.most_tokens ({limit}): the shortest has {min(lengths.values())} tokens."
        )
    too_long = len(lengths) - len(train) - len(held_out)
    learnt, kept = (_side(rows, [lengths[row] for row in rows]) for rows in (train, held_out))
    ratio = too_long / len(lengths)
    warnings = tuple(_warnings(learnt, kept, ratio))
    report = DataReport(learnt, kept, split.repeated, split.near, too_long, ratio, limit, warnings)
    return Split(train, held_out, split.repeated, split.near), report


def _side(rows: Sequence[TuningRow], lengths: Sequence[int]) -> Side:
    return Side(
        rows=len(rows),
        documents=len({row.group for row in rows}),
        abstentions=sum(row.abstains for row in rows),
        pairs=sum(row.rejected is not None for row in rows),
        median_tokens=median(lengths),
        tokens_95=quantiles(lengths, n=20, method="inclusive")[-1] if len(lengths) > 1 else lengths[0],
        most_tokens=max(lengths),
    )


def _warnings(train: Side, held_out: Side, too_long: float) -> list[str]:
    found = []
    if held_out.rows < _FEW_ROWS:
        found.append(f"Only {held_out.rows} rows are held out: what is measured on them says little.")
    if too_long > _LONG_RATIO:
        found.append("Many rows are too long: raise data.most_tokens, or give fewer passages a row.")
    shares = [side.abstentions / side.rows for side in (train, held_out)]
    whole = (train.abstentions + held_out.abstentions) / (train.rows + held_out.rows)
    deviation = (whole * (1 - whole) * (1 / train.rows + 1 / held_out.rows)) ** 0.5
    if abs(shares[0] - shares[1]) > _DEVIATIONS * deviation > 0:
        found.append(
            f"The sides differ: {shares[0]:.0%} of the rows that are learnt from have no answer and {shares[1]:.0%} "
            "of those held out, since documents differ in it. Take another seed, or name data.held_out."
        )
    ratio = held_out.median_tokens / train.median_tokens
    if not 1 / _LENGTH_RATIO <= ratio <= _LENGTH_RATIO:
        found.append(
            f"The sides differ: a row that is held out has {ratio:.1f} times the tokens of one that is learnt from, "
            "since documents differ in it. Take another seed, or name data.held_out."
        )
    return found


def _side_line(name: str, side: Side) -> str:
    return (
        f"{name}: {side.rows} rows of {side.documents} documents, {side.abstentions} without an answer, {side.pairs} "
        f"with a rejected one; tokens: median {side.median_tokens:.0f}, 95 % {side.tokens_95:.0f}, "
        f"most {side.most_tokens}"
    )
