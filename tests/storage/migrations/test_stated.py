"""Documents from before anybody looked for what they state: their names speak until they are read again."""

import sqlite3
from contextlib import closing
from pathlib import Path

from domain.stated import Fact, Stated
from storage.database.transactions import open_database
from storage.documents.embedding_values import packed
from storage.stores import SqlChunks, SqlDocuments
from tests.storage import samples
from tests.storage.migrations.test_identity import migrate


def test_old_documents_and_their_chunks_state_what_their_names_do(url: str, tmp_path: Path) -> None:
    migrate(url, "0006")
    (embedding,) = packed(samples.vectors(1))
    with closing(sqlite3.connect(tmp_path / "candor.db")) as old, old:
        old.execute("INSERT INTO collections VALUES ('default', 'shared', 'hold', 'en', NULL, 0)")
        old.execute("INSERT INTO documents VALUES ('d', 'default', 'rules 2022.txt', NULL, 1, 0, 1)")
        old.execute("INSERT INTO encoders (id, identity) VALUES (1, 'e')")
        old.execute(
            "INSERT INTO document_versions (document_id, version, media_type, sha256, bytes, status, chunks,"
            " progress_done, progress_total) VALUES ('d', 1, 'text/plain', 'x', 5, 'ready', 1, 1, 1)"
        )
        old.execute(
            'INSERT INTO chunks (id, collection, document_id, start, "end", encoder_id, sha256, text, embedding)'
            " VALUES (1, 'default', 'd', 0, 1, 1, '', 'a', ?)",
            (embedding,),
        )
    expected = Stated(dated=Fact("2022", "rules 2022.txt", None))
    with closing(open_database(url)) as database:
        assert SqlDocuments(database).get("d").stated == expected
        assert SqlChunks(database).chunks([1])[1].stated == expected
