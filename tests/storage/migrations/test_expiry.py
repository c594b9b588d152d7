"""Audits of before are given up as those that come now; what was decided and other cases stay as they are."""

import sqlite3
from contextlib import closing
from pathlib import Path

from storage.database.transactions import open_database
from storage.reviews.rows import EscalationRow
from tests.storage.migrations.test_identity import migrate

_DAYS = 24 * 60 * 60 * 1_000_000


def test_audits_that_wait_get_their_end(url: str, tmp_path: Path) -> None:
    migrate(url, "0014")
    with closing(sqlite3.connect(tmp_path / "candor.db")) as old, old:
        old.execute("INSERT INTO collections VALUES ('default', 'shared', 'hold', 'en', NULL, 0, NULL)")
        old.execute("INSERT INTO conversations VALUES ('c', '', 'default', NULL, '{}', 0, 0)")
        cases = [("waits", "audit", None), ("done", "audit", 9), ("other", "flagged", None)]
        rows = [(name, "c", "default", kind, "", 0, 0, 7, resolved) for name, kind, resolved in cases]
        old.executemany(
            "INSERT INTO escalations (id, conversation_id, collection, kind, reason, priority, due_at, created_at,"
            " resolved_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            rows,
        )
    with closing(open_database(url)) as database, database.read() as session:
        expiries = {row.id: row.expires_at for row in session.query(EscalationRow)}
        assert expiries["done"] is expiries["other"] is None
        assert expiries["waits"] is not None
        assert expiries["waits"].timestamp() * 1_000_000 == 28 * _DAYS + 7
