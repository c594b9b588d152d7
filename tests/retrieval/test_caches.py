"""The indexes on disk are caches: loaded where they fit, caught up, rebuilt where anything is wrong."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from threading import Event, Thread

import pytest

from domain.errors import Misconfigured
from domain.ports import Change
from retrieval.hybrid import HybridRetriever
from retrieval.live_folder import LiveFolder
from retrieval.snapshots import Origin, Snapshots, folder_name
from tests.retrieval.conftest import Opener, tuned
from tests.retrieval.fakes import MemoryDatabase, WordEncoder

TEXTS = tuple(f"Paragraph {n} of the travel policy" for n in range(30))


def ask(retriever: HybridRetriever, query: str = "travel policy paragraph 7", k: int = 50) -> list[str]:
    return [passage.text for passage in retriever.retrieve(query, collections=["default"], k=k)]


def snapshot_in(folder: Path, collection: str = "default") -> Path:
    (snapshot,) = (folder / folder_name(collection)).glob("snapshot-*")
    return snapshot


@pytest.fixture
def indexes(database: MemoryDatabase, open_retriever: Opener, tmp_path: Path) -> Path:
    """The folder of a retriever that has answered and was closed."""
    database.add("default", *TEXTS)
    with closing(open_retriever()) as retriever:
        assert ask(retriever)
    return tmp_path / "indexes"


def test_a_saved_index_is_loaded_and_only_newer_changes_are_read(
    database: MemoryDatabase, open_retriever: Opener, indexes: Path
) -> None:
    database.changes_read = 0
    newer = database.add("default", "A newer paragraph")
    database.remove(newer[0] - 1)
    retriever = open_retriever()
    assert "A newer paragraph" in ask(retriever)
    assert TEXTS[-1] not in ask(retriever)
    assert database.changes_read == 2


Damage = Callable[[Path], object]


def cut(pattern: str) -> Damage:
    def damage(snapshot: Path) -> None:
        path = next(path for path in sorted(snapshot.rglob(pattern)) if path.stat().st_size)
        content = path.read_bytes()
        path.unlink()
        path.write_bytes(content[: len(content) // 2])

    return damage


def edit_manifest(change: Callable[[dict[str, dict[str, object]]], object]) -> Damage:
    def damage(snapshot: Path) -> None:
        manifest = json.loads((snapshot / "manifest.json").read_text())
        change(manifest)
        (snapshot / "manifest.json").write_text(json.dumps(manifest))

    return damage


@pytest.mark.parametrize(
    "damage",
    [
        cut("*.faiss"),
        cut("*.ids.npy"),
        cut("encoders.json"),
        cut("*.term"),
        cut("meta.json"),
        cut("manifest.json"),
        lambda snapshot: (snapshot / "manifest.json").unlink(),
        lambda snapshot: next(snapshot.rglob("*.idx")).unlink(),
        lambda snapshot: (snapshot / "dense" / "stray").write_text("?"),
        edit_manifest(lambda manifest: manifest.update(format=0)),
        edit_manifest(lambda manifest: manifest["origin"].update(language="hu")),
        edit_manifest(lambda manifest: manifest["origin"].update(collection="other")),
        edit_manifest(lambda manifest: manifest["origin"].update(sequence=10**9)),
    ],
)
def test_a_damaged_or_foreign_index_is_rebuilt(
    database: MemoryDatabase, open_retriever: Opener, indexes: Path, damage: Damage
) -> None:
    damage(snapshot_in(indexes))
    database.changes_read = 0
    with closing(open_retriever()) as retriever:
        assert sorted(ask(retriever)) == sorted(TEXTS)
    assert database.changes_read == len(TEXTS)
    database.changes_read = 0
    assert sorted(ask(open_retriever())) == sorted(TEXTS)
    assert database.changes_read == 0


@pytest.mark.parametrize("another", [WordEncoder(salt="another model"), WordEncoder(48)])
def test_vectors_of_another_encoder_are_never_searched_with_this_one(
    open_retriever: Opener, indexes: Path, another: WordEncoder
) -> None:
    found = open_retriever(encoder=another).retrieve("paragraph 7", collections=["default"], k=50)
    assert sorted(passage.text for passage in found) == sorted(TEXTS)
    assert {passage.scores.dense for passage in found} == {None}
    assert another.texts_encoded == 0


def test_vectors_of_another_encoder_are_searched_with_their_own(
    open_retriever: Opener, indexes: Path, encoder: WordEncoder
) -> None:
    another = WordEncoder(48)
    found = open_retriever(encoder=another, former=[encoder]).retrieve("paragraph 7", collections=["default"], k=1)
    text, query = encoder.encode([found[0].text, "paragraph 7"])
    assert found[0].scores.dense == pytest.approx(float(text @ query), abs=1e-3)
    assert another.texts_encoded == 0


def test_another_language_makes_the_index_anew(database: MemoryDatabase, open_retriever: Opener, indexes: Path) -> None:
    database.changes_read = 0
    ask(open_retriever(language_of=lambda _: "hu"))
    assert database.changes_read == len(TEXTS)


def test_a_database_put_back_to_an_earlier_state_is_followed(
    database: MemoryDatabase, open_retriever: Opener, indexes: Path
) -> None:
    earlier = MemoryDatabase()
    earlier.add("default", "Only this was there")
    assert ask(open_retriever(feed=earlier, chunks=earlier)) == ["Only this was there"]


def test_a_database_put_back_while_it_is_searched_is_followed(database: MemoryDatabase, open_retriever: Opener) -> None:
    retriever = open_retriever()
    (kept, *_) = database.add("default", *TEXTS)
    assert len(ask(retriever)) == len(TEXTS)
    database.lose(*(chunk_id for chunk_id in database.texts("default") if chunk_id != kept))
    assert ask(retriever) == [TEXTS[0]]
    database.wipe("default")
    assert ask(retriever) == []


def test_forgetting_a_collection_leaves_no_file_of_it(
    database: MemoryDatabase, open_retriever: Opener, indexes: Path
) -> None:
    retriever = open_retriever()
    ask(retriever)
    database.wipe("default")
    retriever.forget("default")
    assert not (indexes / folder_name("default")).exists()
    assert [path.name for path in (indexes / "live").rglob("*") if path.is_dir() and any(path.glob("*.term"))] == []
    retriever.forget("never seen")


def test_a_crash_loses_nothing_and_its_working_files_are_swept(
    database: MemoryDatabase, open_retriever: Opener, indexes: Path
) -> None:
    script = "from pathlib import Path; from retrieval.live_folder import LiveFolder; import os\n"
    script += f"live = LiveFolder(Path({str(indexes)!r})); live.new_path().mkdir(); os.kill(os.getpid(), 9)"
    assert subprocess.run([sys.executable, "-c", script], check=False, cwd=Path.cwd()).returncode == -9
    left = {path for path in (indexes / "live").iterdir() if path.is_dir()}
    assert len(left) == 1
    assert sorted(ask(open_retriever())) == sorted(TEXTS)
    assert not any(path.exists() for path in left)


def test_two_processes_share_the_folder_without_taking_each_others_files(
    database: MemoryDatabase, open_retriever: Opener, indexes: Path
) -> None:
    one, two = open_retriever(), open_retriever()
    database.add("default", "A newer paragraph")
    assert "A newer paragraph" in ask(one)
    assert "A newer paragraph" in ask(two)
    one.close()
    assert "A newer paragraph" in ask(two)


def test_the_least_recently_used_collection_is_closed_and_comes_back(
    database: MemoryDatabase, open_retriever: Opener
) -> None:
    retriever = open_retriever(tuning=tuned(most_open=2))
    for name in ("default", "b", "c"):
        database.add(name, *TEXTS)
        retriever.retrieve("travel", collections=[name], k=3)
    database.changes_read = 0
    assert len(ask(retriever)) == len(TEXTS)
    assert database.changes_read == 0


def test_a_search_goes_on_while_its_collection_is_closed(database: MemoryDatabase, open_retriever: Opener) -> None:
    database.add("default", *TEXTS)
    retriever = open_retriever()
    retriever.refresh("default")
    view = retriever._shelf.view("default")
    assert view is not None
    retriever.forget("default")
    assert not view.working.exists()
    assert view.lexical.search("travel", limit=5)


def test_a_question_does_not_wait_long_for_an_index_that_catches_up(
    database: MemoryDatabase, open_retriever: Opener, encoder: WordEncoder
) -> None:
    go_on, begun = Event(), Event()

    class SlowFeed(MemoryDatabase):
        slow = False

        def changes(self, collection: str, *, after: int, limit: int) -> Sequence[Change]:
            if self.slow:
                begun.set()
                go_on.wait(10)
            return super().changes(collection, after=after, limit=limit)

    feed = SlowFeed(encoder)
    feed.add("default", *TEXTS)
    retriever = open_retriever(feed=feed, chunks=feed, tuning=tuned(patience_seconds=0.01))
    retriever.refresh("default")
    feed.slow = True
    feed.add("default", "A newer paragraph")
    refreshing = Thread(target=retriever.refresh, args=("default",))
    refreshing.start()
    assert begun.wait(10)
    assert sorted(ask(retriever)) == sorted(TEXTS)
    go_on.set()
    refreshing.join()
    assert "A newer paragraph" in ask(retriever)


def test_an_index_that_cannot_be_written_is_searched_as_it_was_and_catches_up_later(
    database: MemoryDatabase, open_retriever: Opener
) -> None:
    database.add("default", *TEXTS)
    retriever = open_retriever()
    retriever.refresh("default")
    view = retriever._shelf.view("default")
    assert view is not None
    hidden = view.working.with_name("hidden")
    view.working.rename(hidden)
    view.working.write_text("in the way")
    database.add("default", "A newer paragraph")
    with pytest.raises(Misconfigured, match="cannot be written"):
        retriever.refresh("default")
    assert sorted(ask(retriever)) == sorted(TEXTS)
    view.working.unlink()
    hidden.rename(view.working)
    assert "A newer paragraph" in ask(retriever)


def test_index_files_removed_under_a_running_server_are_made_again(
    database: MemoryDatabase, open_retriever: Opener, tmp_path: Path
) -> None:
    database.add("default", *TEXTS)
    retriever = open_retriever()
    retriever.refresh("default")
    shutil.rmtree(tmp_path / "indexes")
    assert sorted(ask(retriever)) == sorted(TEXTS)
    database.add("default", "A newer paragraph")
    assert sorted(ask(retriever)) == sorted([*TEXTS, "A newer paragraph"])


def test_a_snapshot_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    snapshots = Snapshots(tmp_path / "c")
    (tmp_path / "c" / "draft-left-by-a-crash").mkdir(parents=True)
    snapshots.save(Origin("c", "en", 1), lambda folder: _write(folder, "first"))

    def fail(folder: Path) -> None:
        _write(folder, "second")
        raise OSError("no space")

    with pytest.raises(OSError, match="no space"):
        snapshots.save(Origin("c", "en", 2), fail)
    newest = snapshots.newest()
    assert newest is not None
    assert newest.origin.sequence == 1
    assert (newest.folder / "a").read_text() == "first"
    assert len(list((tmp_path / "c").iterdir())) == 1


def test_a_live_folder_held_by_another_is_left_alone(tmp_path: Path) -> None:
    one = LiveFolder(tmp_path)
    path = one.new_path()
    path.mkdir()
    other = LiveFolder(tmp_path)
    assert path.exists()
    one.close()
    other.close()
    assert not path.exists()


def _write(folder: Path, text: str) -> None:
    (folder / "a").write_text(text)
