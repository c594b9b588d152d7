"""Models are taken in one at a time; what is on its way can be given up, and a failure is kept until it was seen."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from errno import ENOSPC
from pathlib import Path
from threading import Event

import pytest

from domain.errors import Conflict, NotFound, StorageFull, Unsupported
from domain.language_models import OnShelf
from server.usecases.model_shelf import Dropped, ModelShelf, Step, Watcher

TINY = OnShelf(name="tiny", licence="mit", size_bytes=4, parameters=1, memory_bytes=None)
_PATIENCE_SECONDS = 30


@dataclass
class Folder:
    """Models in memory. `take` is what becomes of one; `over` is set when one was dealt with."""

    root: Path
    take: Callable[[Watcher], None] = lambda _: None
    here: list[str] = field(default_factory=list)
    begun: Event = field(default_factory=Event)
    over: Event = field(default_factory=Event)
    missing: str | None = None

    def to_get(self) -> Sequence[OnShelf]:
        return [TINY]

    def checked(self, path: Path, name: str | None, adapter: Path | None) -> str:
        return name or path.stem

    def add(self, path: Path, name: str, adapter: Path | None, watcher: Watcher) -> None:
        try:
            watcher.trying()
            self.begun.set()
            self.take(watcher)
            self.here.append(name)
        finally:
            self.over.set()

    def get(self, name: str, watcher: Watcher) -> None:
        watcher.downloaded(1, 4)
        self.add(self.root, name, None, watcher)

    def remove(self, name: str) -> None:
        self.here.remove(name)

    def uploads(self) -> Path:
        return self.root / "uploads"


@dataclass
class Choice:
    """In memory."""

    name: str | None = None

    def get(self) -> str | None:
        return self.name

    def set(self, name: str | None) -> None:
        self.name = name


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


@pytest.fixture
def shelf(folder: Folder) -> Iterator[ModelShelf]:
    made = ModelShelf(folder, Choice(), pinned=None, served=lambda: [*folder.here, "extractive"])
    yield made
    made.close()


def wait_until_given_up(watcher: Watcher) -> None:
    assert watcher.given_up.wait(_PATIENCE_SECONDS)
    raise Dropped


def test_what_is_on_its_way_is_given_up_and_leaves_nothing(shelf: ModelShelf, folder: Folder) -> None:
    folder.take = wait_until_given_up
    arrival = shelf.add(Path("/a.gguf"), name=None)
    assert folder.begun.wait(_PATIENCE_SECONDS)
    assert [(one.name, one.step) for one in shelf.arriving()] == [("a", Step.TRYING)]
    with pytest.raises(Conflict, match="on its way already"):
        shelf.add(Path("/a.gguf"), name=None)
    shelf.drop(arrival.id)
    assert folder.over.wait(_PATIENCE_SECONDS)
    assert (shelf.arriving(), folder.here) == ([], [])
    with pytest.raises(NotFound):
        shelf.drop(arrival.id)


def test_a_failure_is_kept_until_the_same_is_tried_again(shelf: ModelShelf, folder: Folder) -> None:
    def refuse(watcher: Watcher) -> None:
        raise Unsupported("It says nothing.")

    folder.take = refuse
    shelf.get("tiny")
    shelf.close()
    assert [(one.step, one.error) for one in shelf.arriving()] == [(Step.FAILED, "It says nothing.")]


def test_what_nobody_thought_of_is_told_and_leaves_nothing(shelf: ModelShelf, folder: Folder) -> None:
    def break_off(watcher: Watcher) -> None:
        raise ZeroDivisionError

    folder.take = break_off
    with shelf.receiving("boats.gguf", 7) as path:
        path.write_text("weights")
        shelf.add(path, name=None, uploaded=True)
    shelf.close()
    assert [one.step for one in shelf.arriving()] == [Step.FAILED]
    assert list(folder.uploads().iterdir()) == []


def test_only_what_is_on_the_shelf_can_be_had(shelf: ModelShelf) -> None:
    with pytest.raises(NotFound, match="tiny"):
        shelf.get("huge")


def test_what_was_sent_is_gone_when_it_was_taken_in_or_broke_off(shelf: ModelShelf, folder: Folder) -> None:
    with shelf.receiving("../../boats.gguf", 7) as path:
        path.write_text("weights")
        assert path.parent.parent == folder.uploads()
        shelf.add(path, name=None, uploaded=True)
    shelf.close()
    assert (folder.here, list(folder.uploads().iterdir())) == (["boats"], [])
    with pytest.raises(StorageFull), shelf.receiving("b.gguf", 0):
        raise OSError(ENOSPC, "No space left on device")
    assert list(folder.uploads().iterdir()) == []


def test_what_would_fill_the_disk_is_refused_before_it_is_sent(shelf: ModelShelf) -> None:
    with pytest.raises(StorageFull), shelf.receiving("b.gguf", 2**62):
        pass


def test_only_what_is_served_can_be_chosen_and_nothing_where_the_settings_say_it(folder: Folder) -> None:
    choice = Choice()
    free = ModelShelf(folder, choice, pinned=None, served=lambda: ["a"])
    free.choose("a")
    with pytest.raises(NotFound):
        free.choose("b")
    assert free.chosen() == "a"
    with pytest.raises(Conflict, match="CANDOR_LLM_MODEL names b"):
        ModelShelf(folder, choice, pinned="b", served=lambda: ["a"]).choose("a")
