"""A backup holds one moment of everything, and a restore trusts nothing that it has not checked."""

import io
import json
import sqlite3
import tarfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from domain.documents import Document, MediaType, Upload
from domain.errors import CandorError, Invalid, Misconfigured
from storage.backups.archive import DATABASE, HEADER, MANIFEST
from storage.backups.making import Source, Summary, back_up
from storage.backups.restoring import holds_data, restore
from storage.database.transactions import Database, open_database
from storage.documents.originals import Originals
from storage.stores import SqlChunks, SqlConversations, SqlDocuments, SqlJobs
from tests.storage import samples

pytestmark = pytest.mark.sqlite


def silently(stage: str, *, done: int, total: int) -> None:
    """Shows no progress."""


class Installation:
    """A data folder as a server uses it."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.folder, self.database = folder, database
        self.documents, self.jobs = SqlDocuments(database), SqlJobs(database)
        self.originals = Originals(folder / "originals", needed=self.documents.needs)
        self.source = Source(database=folder / "candor.db", originals=folder / "originals")

    def add(self, name: str, content: bytes) -> Document:
        with self.originals.arriving([content], limit_bytes=10**6) as kept:
            upload = Upload(name, "default", MediaType.TEXT, kept.sha256, kept.bytes, owner=None)
            document, _ = self.documents.add(upload)
        job = self.jobs.claim(worker="one", lease=samples.LEASE)
        assert job is not None
        assert self.jobs.publish(job, samples.parsed(), samples.chunks(3), samples.vectors(3), encoder="encoder")
        return document

    def delete(self, document: Document) -> None:
        for sha256 in self.documents.delete(document.id):
            self.originals.drop(sha256)


@pytest.fixture
def live(database: Database, tmp_path: Path) -> Installation:
    return Installation(database, tmp_path)


@pytest.fixture
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("elsewhere")


def backed_up(live: Installation, elsewhere: Path, progress: Any = silently) -> tuple[Path, Summary]:
    target = elsewhere / "backup.tar.gz"
    return target, back_up(live.source, target, candor="1.2.3", progress=progress)


def new_place(elsewhere: Path) -> Source:
    folder = elsewhere / "new"
    folder.mkdir(exist_ok=True)
    return Source(database=folder / "candor.db", originals=folder / "originals")


def restored(backup: Path, elsewhere: Path) -> Source:
    target = new_place(elsewhere)
    restore(backup, target, indexes=target.database.parent / "indexes", progress=silently)
    return target


def names(source: Source) -> set[str]:
    with closing(open_database(f"sqlite:///{source.database}")) as database:
        found = SqlDocuments(database).list("default", status=None, cursor=None, limit=100).items
    return {document.name for document in found}


def kept(source: Source) -> set[bytes]:
    return {path.read_bytes() for path in source.originals.glob("??/*")}


def test_what_was_backed_up_is_there_after_a_restore(live: Installation, elsewhere: Path) -> None:
    live.add("a.txt", b"first")
    live.add("b.txt", b"second")
    SqlConversations(live.database).create(title="kept", collection="default", owner=None, metadata={})
    backup, summary = backed_up(live, elsewhere)
    assert (summary.documents, summary.conversations, summary.originals, summary.missing) == (2, 1, 2, [])
    assert summary.bytes == backup.stat().st_size
    assert backup.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in elsewhere.iterdir()] == [backup.name]

    target = restored(backup, elsewhere)

    assert names(target) == {"a.txt", "b.txt"}
    assert kept(target) == {b"first", b"second"}
    assert {path.name for path in target.database.parent.iterdir()} == {"candor.db", "originals"}
    with closing(open_database(f"sqlite:///{target.database}")) as database:
        assert len(SqlChunks(database).changes("default", after=0, limit=100)) == 6


def test_what_a_reader_noted_of_a_file_is_backed_up_with_it(live: Installation, elsewhere: Path) -> None:
    document = live.add("scan.pdf", b"a scan")
    place = live.originals.path(live.documents.visible_sha256(document.id))
    place.with_name(f"{place.name}.words").write_bytes(b"what it says")
    backup, summary = backed_up(live, elsewhere)
    assert summary.originals == 1
    target = restored(backup, elsewhere)
    assert {path.name: path.read_bytes() for path in target.originals.glob("??/*")} == {
        place.name: b"a scan",
        f"{place.name}.words": b"what it says",
    }


def once(stage: str, action: Callable[[], None]) -> Callable[..., None]:
    """Does something in the middle of a backup."""
    left = [action]

    def progress(name: str, *, done: int, total: int) -> None:
        if name == stage and left:
            left.pop()()

    return progress


@pytest.mark.parametrize("stage", ["database", "uploaded files"])
def test_a_document_that_is_deleted_meanwhile_is_left_out_whole(
    live: Installation, elsewhere: Path, stage: str
) -> None:
    documents = [live.add(f"{n}.txt", f"content {n}".encode()) for n in range(8)]
    last = max(documents, key=lambda document: document.sha256)
    backup, summary = backed_up(live, elsewhere, once(stage, lambda: live.delete(last)))
    assert summary.missing == []
    target = restored(backup, elsewhere)
    assert names(target) == {document.name for document in documents} - {last.name}
    assert len(kept(target)) == 7


def test_a_document_that_is_added_meanwhile_does_not_disturb(live: Installation, elsewhere: Path) -> None:
    live.add("a.txt", b"first")
    backup, _ = backed_up(live, elsewhere, once("uploaded files", lambda: (live.add("b.txt", b"second"), None)[1]))
    assert names(restored(backup, elsewhere)) == {"a.txt"}


def test_a_document_whose_bytes_were_lost_or_damaged_is_kept_and_named(live: Installation, elsewhere: Path) -> None:
    lost, damaged = live.add("a.txt", b"first"), live.add("b.txt", b"second")
    live.originals.path(lost.sha256).unlink()
    live.originals.path(damaged.sha256).write_bytes(b"something else")
    backup, summary = backed_up(live, elsewhere)
    assert summary.missing == sorted([lost.sha256, damaged.sha256])
    assert names(restored(backup, elsewhere)) == {"a.txt", "b.txt"}


def test_a_damaged_database_is_not_backed_up_and_leaves_no_file(live: Installation, elsewhere: Path) -> None:
    for number in range(40):
        live.add(f"{number}.txt", f"content {number}".encode())
    live.database.close()
    with (live.folder / "candor.db").open("r+b") as file:
        file.seek(4096 * 10)
        file.write(b"\xa5" * 4096 * 20)
    with pytest.raises(Misconfigured):
        backed_up(live, elsewhere)
    assert list(elsewhere.iterdir()) == []


def test_there_must_be_something_to_back_up(elsewhere: Path) -> None:
    with pytest.raises(Misconfigured, match="nothing to back up"):
        back_up(new_place(elsewhere), elsewhere / "backup", candor="1", progress=silently)


def _rewritten(backup: Path, change: Callable[[dict[str, bytes]], None], **odd: tarfile.TarInfo) -> None:
    """Changes a backup's files and packs them again."""
    with tarfile.open(backup) as tar:
        files = {member.name: file.read() for member in tar if (file := tar.extractfile(member)) is not None}
    change(files)
    with tarfile.open(backup, "w:gz") as tar:
        for name, content in files.items():
            if name == MANIFEST:
                for member in odd.values():
                    tar.addfile(member)
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))


def _newer_format(files: dict[str, bytes]) -> None:
    files[HEADER] = json.dumps(json.loads(files[HEADER]) | {"format": 3, "candor": "9.9"}).encode()


def _damaged_database(files: dict[str, bytes]) -> None:
    files[DATABASE] = files[DATABASE][:-100] + b"\xa5" * 100


def _another_original(files: dict[str, bytes]) -> None:
    files[next(name for name in files if name.startswith("originals/"))] = b"something else"


def _without_an_original(files: dict[str, bytes]) -> None:
    del files[next(name for name in files if name.startswith("originals/"))]


def _without_manifest(files: dict[str, bytes]) -> None:
    del files[MANIFEST]


def _an_original_too_many(files: dict[str, bytes]) -> None:
    manifest = files.pop(MANIFEST)
    files["originals/" + "0" * 64] = b"x"
    files[MANIFEST] = manifest


def _climbing(files: dict[str, bytes]) -> None:
    manifest = files.pop(MANIFEST)
    files["../escaped"] = b"x"
    files[MANIFEST] = manifest


def _absolute(files: dict[str, bytes]) -> None:
    manifest = files.pop(MANIFEST)
    files["/tmp/escaped"] = b"x"  # noqa: S108 - it must not be written
    files[MANIFEST] = manifest


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (_newer_format, "newer"),
        (_damaged_database, "damaged"),
        (_another_original, "damaged"),
        (_without_an_original, "damaged"),
        (_without_manifest, "damaged"),
        (_an_original_too_many, "damaged"),
        (_climbing, "damaged"),
        (_absolute, "damaged"),
    ],
)
def test_a_backup_that_is_not_what_it_was_changes_nothing(
    live: Installation, elsewhere: Path, change: Callable[[dict[str, bytes]], None], says: str
) -> None:
    live.add("a.txt", b"first")
    backup, _ = backed_up(live, elsewhere)
    before = restored(backup, elsewhere)
    _rewritten(backup, change)
    with pytest.raises(Invalid, match=says):
        restored(backup, elsewhere)
    assert names(before) == {"a.txt"}
    assert kept(before) == {b"first"}
    assert {path.name for path in before.database.parent.iterdir()} == {"candor.db", "originals"}
    assert {path.name for path in elsewhere.iterdir()} == {"backup.tar.gz", "new"}


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.FIFOTYPE])
def test_a_backup_with_anything_but_files_is_refused(live: Installation, elsewhere: Path, kind: bytes) -> None:
    live.add("a.txt", b"first")
    backup, _ = backed_up(live, elsewhere)
    link = tarfile.TarInfo("originals/" + "0" * 64)
    link.type, link.linkname = kind, "../../escaped"
    _rewritten(backup, lambda _: None, link=link)
    with pytest.raises(Invalid):
        restored(backup, elsewhere)
    assert not holds_data(new_place(elsewhere))


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9, 0.97])
def test_a_backup_that_breaks_off_is_refused(live: Installation, elsewhere: Path, share: float) -> None:
    live.add("a.txt", b"first" * 1000)
    backup, _ = backed_up(live, elsewhere)
    content = backup.read_bytes()
    backup.write_bytes(content[: int(share * len(content))])
    with pytest.raises(Invalid):
        restored(backup, elsewhere)
    assert not holds_data(new_place(elsewhere))


def test_a_backup_of_a_newer_database_is_refused(live: Installation, elsewhere: Path) -> None:
    live.add("a.txt", b"first")
    live.database.close()
    with closing(sqlite3.connect(live.folder / "candor.db")) as file, file:
        file.execute("UPDATE alembic_version SET version_num = '9999'")
    backup, _ = backed_up(live, elsewhere)
    with pytest.raises(CandorError, match="newer Candor"):
        restored(backup, elsewhere)
    assert not holds_data(new_place(elsewhere))


def test_a_restore_replaces_what_was_there_and_its_indexes(live: Installation, elsewhere: Path) -> None:
    live.add("a.txt", b"first")
    backup, _ = backed_up(live, elsewhere)
    live.add("b.txt", b"second")
    live.database.close()
    (live.folder / "indexes").mkdir()
    assert holds_data(live.source)

    restore(backup, live.source, indexes=live.folder / "indexes", progress=silently)

    assert names(live.source) == {"a.txt"}
    assert kept(live.source) == {b"first"}
    assert not (live.folder / "indexes").exists()
