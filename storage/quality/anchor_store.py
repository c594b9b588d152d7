"""How the frozen claims were judged, in SQL."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from domain.anchors import AnchorRun
from storage.database.transactions import Database
from storage.quality.rows import AnchorRow


class SqlAnchors:
    """`domain.anchors.AnchorStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def runs(self, claims: str, *, since: datetime) -> Sequence[AnchorRun]:
        """Those of a set since then, oldest first."""
        wanted = select(AnchorRow).where(AnchorRow.claims == claims, AnchorRow.at >= since).order_by(AnchorRow.at)
        with self._database.read() as session:
            return [_run(row) for row in session.scalars(wanted)]

    def last(self, claims: str) -> AnchorRun | None:
        """The newest of a set."""
        newest = select(AnchorRow).where(AnchorRow.claims == claims).order_by(AnchorRow.at.desc()).limit(1)
        with self._database.read() as session:
            row = session.scalar(newest)
            return None if row is None else _run(row)

    def keep(self, run: AnchorRun) -> None:
        """Adds it."""
        row = AnchorRow(at=run.at, claims=run.claims, judge=run.judge, threshold=run.threshold, risks=list(run.risks))
        with self._database.write() as session:
            session.merge(row)


def _run(row: AnchorRow) -> AnchorRun:
    return AnchorRun(row.at, row.claims, row.judge, row.threshold, tuple(row.risks))
