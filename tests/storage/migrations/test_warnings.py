"""Documents from before warnings were kept have none."""

import sqlite3
from contextlib import closing
from pathlib import Path

from domain.documents import DocumentStatus
from storage.database.transactions import open_database
from storage.stores import SqlDocuments
from tests.storage.migrations.test_identity import migrate


def test_old_documents_are_kept_and_have_no_warnings(url: str, tmp_path: Path) -> None:
    migrate(url, "0004")
    with closing(sqlite3.connect(tmp_path / "candor.db")) as old, old:
        old.execute("INSERT INTO collections VALUES ('default', 'shared', 'hold', 'en', NULL, 0)")
        old.execute("INSERT INTO documents VALUES ('d', 'default', 'a.csv', NULL, 1, 0, 1)")
        columns = "document_id, version, media_type, sha256, bytes, status, chunks, progress_done, progress_total"
        old.execute(
            f"INSERT INTO document_versions ({columns}) VALUES ('d', 1, 'text/csv', 'x', 5, 'ready', 2, 2, 2)"  # noqa: S608
        )
    with closing(open_database(url)) as database:
        kept = SqlDocuments(database).get("d")
    assert (kept.name, kept.status, kept.chunks, kept.warnings) == ("a.csv", DocumentStatus.READY, 2, ())
