"""No index file holds what was removed, once there was time; searches go on meanwhile."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

from domain.errors import Misconfigured
from retrieval.hybrid import HybridRetriever, Tuning
from retrieval.purging import Purger
from tests.retrieval.fakes import MemoryDatabase, WordEncoder
from tests.retrieval.remains import indexed_words

PATIENCE_SECONDS = 20


def retriever(database: MemoryDatabase, folder: Path, *, delay_seconds: float = 0.0) -> HybridRetriever:
    return HybridRetriever(
        feed=database,
        chunks=database,
        encoder=WordEncoder(),
        reader=None,
        folder=folder,
        language_of=lambda _: "en",
        tuning=Tuning(purge_delay_seconds=delay_seconds),
    )


def awaited(condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)
    return condition()


def test_words_of_removed_chunks_leave_the_files_and_others_are_found(tmp_path: Path) -> None:
    database = MemoryDatabase()
    index = retriever(database, tmp_path)
    removed = database.add("c", "the zyxom sleeps", "another zyxom wakes")
    kept = database.add("c", "the lighthouse is white")
    index.refresh("c")
    assert indexed_words(tmp_path, "zyx")

    database.remove(*removed)
    index.refresh("c")

    assert awaited(lambda: not indexed_words(tmp_path, "zyx"))
    later = database.add("c", "a boat passes the lighthouse")
    index.refresh("c")
    found = index.retrieve("lighthouse", collections=["c"], k=5)
    assert {passage.stored.id for passage in found} == {*kept, *later}
    index.close()


def test_an_index_that_could_not_be_made_anew_is_not_left_for_the_next_process(tmp_path: Path) -> None:
    database = MemoryDatabase()
    index = retriever(database, tmp_path, delay_seconds=3600)
    removed = database.add("c", "the zyxom sleeps")
    database.add("c", "the lighthouse is white")
    index.refresh("c")
    database.remove(*removed)
    index.refresh("c")
    index.close()
    assert [path for path in tmp_path.rglob("*") if path.is_file() and path.name != "gate"] == []

    again = retriever(database, tmp_path, delay_seconds=3600)
    assert len(again.retrieve("lighthouse", collections=["c"], k=5)) == 1
    again.close()


def test_an_index_of_an_earlier_process_is_made_anew_after_a_removal(tmp_path: Path) -> None:
    database = MemoryDatabase()
    index = retriever(database, tmp_path)
    removed = database.add("c", "the zyxom sleeps")
    database.add("c", "the lighthouse is white")
    index.refresh("c")
    index.close()
    assert indexed_words(tmp_path, "zyx")

    database.remove(*removed)
    again = retriever(database, tmp_path)
    again.refresh("c")
    assert awaited(lambda: not indexed_words(tmp_path, "zyx"))
    again.close()


def test_a_run_that_fails_does_not_end_the_others() -> None:
    purged, done = list[str](), threading.Event()

    def purge(collection: str) -> None:
        purged.append(collection)
        if collection == "full":
            raise Misconfigured("no room")
        done.set()

    purger = Purger(purge, delay_seconds=0)
    purger.ask("full")
    purger.ask("next")
    assert done.wait(PATIENCE_SECONDS)
    purger.close()
    assert purged == ["full", "next"]
