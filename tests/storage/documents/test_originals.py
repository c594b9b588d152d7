"""Uploaded bytes."""

import hashlib
import os
import resource
from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.errors import Misconfigured, NotFound, StorageFull, TooLarge
from storage.documents.originals import Originals

LIMIT = 1000


@pytest.fixture
def originals(tmp_path: Path) -> Originals:
    return Originals(tmp_path / "originals")


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_bytes_are_kept_once_under_their_hash(originals: Originals, tmp_path: Path) -> None:
    kept = originals.keep([b"some ", b"bytes"], limit_bytes=LIMIT)
    assert kept.sha256 == hashlib.sha256(b"some bytes").hexdigest()
    assert kept.bytes == 10
    assert originals.keep([b"some bytes"], limit_bytes=LIMIT) == kept
    assert originals.path(kept.sha256).read_bytes() == b"some bytes"
    assert files(tmp_path) == [tmp_path / "originals" / kept.sha256[:2] / kept.sha256]


def test_an_upload_that_is_cut_off_leaves_nothing(originals: Originals, tmp_path: Path) -> None:
    def cut_off() -> Iterator[bytes]:
        yield b"half"
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        originals.keep(cut_off(), limit_bytes=LIMIT)
    assert files(tmp_path) == []


def test_an_upload_over_the_limit_is_refused_before_it_is_read_whole(originals: Originals, tmp_path: Path) -> None:
    def endless() -> Iterator[bytes]:
        while True:
            yield b"x" * 300

    with pytest.raises(TooLarge, match="1,000 bytes"):
        originals.keep(endless(), limit_bytes=LIMIT)
    assert files(tmp_path) == []
    assert originals.keep([b"x" * LIMIT], limit_bytes=LIMIT).bytes == LIMIT


def test_a_sweep_takes_what_nobody_needs_and_spares_what_is_young(originals: Originals, tmp_path: Path) -> None:
    needed, unneeded, young = (originals.keep([name], limit_bytes=LIMIT).sha256 for name in (b"a", b"b", b"c"))
    for sha256 in (needed, unneeded):
        os.utime(originals.path(sha256), (0, 0))
    left_behind = tmp_path / "originals" / "incoming" / "of-a-killed-server"
    left_behind.touch()
    os.utime(left_behind, (0, 0))
    assert originals.sweep({needed}) == 2
    assert sorted(files(tmp_path)) == sorted([originals.path(needed), originals.path(young)])
    with pytest.raises(NotFound):
        originals.path(unneeded)


def test_bytes_that_come_again_are_young_again(originals: Originals) -> None:
    kept = originals.keep([b"a"], limit_bytes=LIMIT)
    os.utime(originals.path(kept.sha256), (0, 0))
    originals.keep([b"a"], limit_bytes=LIMIT)
    assert originals.sweep(frozenset()) == 0
    assert originals.path(kept.sha256).read_bytes() == b"a"


def test_bytes_that_nobody_needs_are_dropped_at_once_and_others_stay(tmp_path: Path) -> None:
    needed: set[str] = set()
    originals = Originals(tmp_path / "originals", needed=needed.__contains__)
    with originals.arriving([b"wanted"], limit_bytes=LIMIT) as wanted:
        needed.add(wanted.sha256)
    with originals.arriving([b"refused"], limit_bytes=LIMIT):
        pass
    assert files(tmp_path) == [originals.path(wanted.sha256)]
    originals.drop(wanted.sha256)
    assert files(tmp_path) == [originals.path(wanted.sha256)]
    needed.clear()
    originals.drop(wanted.sha256)
    assert files(tmp_path) == []


def test_what_a_reader_noted_beside_the_bytes_goes_and_stays_with_them(tmp_path: Path) -> None:
    needed: set[str] = set()
    originals = Originals(tmp_path / "originals", needed=needed.__contains__)
    kept = originals.keep([b"a scan"], limit_bytes=LIMIT)
    note = originals.path(kept.sha256).with_name(f"{kept.sha256}.words")
    note.write_bytes(b"what it says")
    for file in (note, originals.path(kept.sha256)):
        os.utime(file, (0, 0))
    assert originals.sweep({kept.sha256}) == 0
    needed.add(kept.sha256)
    originals.drop(kept.sha256)
    assert note.exists()
    needed.clear()
    originals.drop(kept.sha256)
    assert files(tmp_path) == []
    note.write_bytes(b"written after that")
    os.utime(note, (0, 0))
    assert originals.sweep(frozenset()) == 1
    assert files(tmp_path) == []


def test_bytes_that_arrive_while_the_same_are_dropped_stay(tmp_path: Path) -> None:
    needed: set[str] = set()
    originals = Originals(tmp_path / "originals", needed=needed.__contains__)
    with originals.arriving([b"same"], limit_bytes=LIMIT) as first:
        needed.add(first.sha256)
    with originals.arriving([b"same"], limit_bytes=LIMIT) as second:
        needed.clear()  # the first document is deleted before the second is stored
        originals.drop(first.sha256)
        assert originals.path(second.sha256).read_bytes() == b"same"
        needed.add(second.sha256)
    assert originals.path(second.sha256).read_bytes() == b"same"


def test_bytes_whose_document_is_refused_go_unless_the_same_are_still_arriving(tmp_path: Path) -> None:
    originals = Originals(tmp_path / "originals", needed=lambda _: False)
    with originals.arriving([b"same"], limit_bytes=LIMIT) as kept:
        with pytest.raises(ConnectionResetError), originals.arriving([b"same"], limit_bytes=LIMIT):
            raise ConnectionResetError
        assert originals.path(kept.sha256).read_bytes() == b"same"
    assert files(tmp_path) == []


def test_a_folder_for_bytes_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Misconfigured, match="cannot be made"):
        Originals(tmp_path / "file" / "originals")


def test_bytes_that_the_disk_refuses_are_not_kept(originals: Originals, tmp_path: Path) -> None:
    (tmp_path / "originals" / "incoming").rmdir()
    with pytest.raises(Misconfigured, match="cannot be written"):
        originals.keep([b"a"], limit_bytes=LIMIT)


def test_bytes_that_the_disk_has_no_room_for_leave_nothing_and_name_no_place(
    originals: Originals, tmp_path: Path
) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (5_000, before[1]))
    try:
        with pytest.raises(StorageFull) as refused:
            originals.keep([b"x" * 4_000, b"x" * 20_000], limit_bytes=10**6)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert str(tmp_path) not in str(refused.value)
    assert files(tmp_path) == []


def test_nothing_is_kept_where_too_little_is_free(tmp_path: Path) -> None:
    originals = Originals(tmp_path / "originals", least_free_bytes=2**60)
    with pytest.raises(StorageFull):
        originals.keep([b"a"], limit_bytes=LIMIT)
    assert files(tmp_path) == []
