"""What the frozen claims say of the check: how often it is wrong on them, and whether it is what it was."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.resources import files

from domain.anchors import Anchor, AnchorRun

REFERENCE_AGE = timedelta(days=28)
"""The check is compared with what it was so long ago, or since it is known."""
_FILE = "anchors.jsonl"


@dataclass(frozen=True, slots=True)
class AnchorFigures:
    """Of the newest run. `wrong_ratio` is the share of claims on the wrong side of the threshold.

    Of the wrong ones `missed` were let pass, `refused` are right and were not. `change` is by how much risks differ
    from the oldest run of the last four weeks, on average, at `since`; null while there is one run alone.
    `unjudged` have no risk.
    """

    at: datetime
    judge: str
    claims: int
    missed: int
    refused: int
    unjudged: int
    change: float | None
    since: datetime | None

    @property
    def wrong_ratio(self) -> float | None:
        """Null where none was judged."""
        judged = self.claims - self.unjudged
        return (self.missed + self.refused) / judged if judged else None


def anchor_figures(anchors: Sequence[Anchor], runs: Sequence[AnchorRun]) -> AnchorFigures | None:
    """`runs` are those of the last four weeks, oldest first; null without any."""
    if not runs:
        return None
    reference, newest = runs[0], runs[-1]
    judged = [(one.is_supported, risk) for one, risk in zip(anchors, newest.risks, strict=True) if risk is not None]
    return AnchorFigures(
        at=newest.at,
        judge=newest.judge,
        claims=len(anchors),
        missed=sum(risk < newest.threshold for is_supported, risk in judged if not is_supported),
        refused=sum(risk >= newest.threshold for is_supported, risk in judged if is_supported),
        unjudged=len(anchors) - len(judged),
        change=None if reference is newest else _change(reference, newest),
        since=None if reference is newest else reference.at,
    )


def _change(before: AnchorRun, after: AnchorRun) -> float | None:
    """The mean of how far each risk moved; null where no claim was judged both times."""
    pairs = zip(before.risks, after.risks, strict=True)
    moved = [abs(then - now) for then, now in pairs if then is not None and now is not None]
    return sum(moved) / len(moved) if moved else None


@dataclass(frozen=True, slots=True)
class AnchorSet:
    """The frozen claims; `name` changes with them."""

    name: str
    anchors: tuple[Anchor, ...]


def frozen_claims() -> AnchorSet:
    """Those of this package's `anchors.jsonl`; see docs/quality.md for where they are from."""
    content = files(__package__).joinpath(_FILE).read_bytes()
    rows = [json.loads(line) for line in content.decode().splitlines()]
    anchors = tuple(Anchor(row["claim"], row["evidence"], row["question"], row["supported"]) for row in rows)
    return AnchorSet(hashlib.sha256(content).hexdigest()[:16], anchors)
