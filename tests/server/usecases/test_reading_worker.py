"""The reading worker: whose turn it is, what ends it and what does not, and what it leaves behind."""

import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from server.usecases.reading import LEASE
from server.usecases.turns import Turns
from storage.database.transactions import open_database
from tests.server.usecases.queue_fakes import Bench, open_bench
from tests.storage.samples import Clock

WORKER = "reader of a test"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def bench(tmp_path: Path, clock: Clock) -> Iterator[Bench]:
    database = open_database(f"sqlite:///{tmp_path}/candor.db", clock=clock)
    yield open_bench(database, tmp_path / "originals")
    database.close()


def eventually(holds: Callable[[], bool]) -> bool:
    ends = time.monotonic() + 20
    while not holds() and time.monotonic() < ends:
        time.sleep(0.005)
    return holds()


def test_a_small_file_of_another_key_is_read_while_a_large_one_is_embedded(bench: Bench) -> None:
    bench.encoder.held = "large 70"
    bench.add("large", lines=200, owner="key_1")
    with bench.working() as worker:
        assert bench.encoder.arrived.wait(20)
        bench.add("small", owner="key_2")
        worker.wake()
        assert bench.names_read(count=1) == ["small"]
        bench.encoder.go_on.set()
        assert bench.names_read(count=2) == ["small", "large"]


def test_a_small_file_of_the_same_key_goes_first_and_nothing_is_embedded_twice(bench: Bench) -> None:
    bench.encoder.held = "large 0"
    bench.add("large", lines=200)
    with bench.working():
        assert bench.encoder.arrived.wait(20)
        bench.add("small")
        bench.encoder.go_on.set()
        assert bench.names_read(count=2) == ["small", "large"]
    assert len(bench.encoder.seen) == len(set(bench.encoder.seen)) == 201


def test_a_large_file_among_many_small_ones_of_its_key_ends_before_them(bench: Bench) -> None:
    bench.encoder.held = "large 0"
    bench.add("large", lines=150)
    with bench.working():
        assert bench.encoder.arrived.wait(20)
        for number in range(20):
            bench.add(f"small-{number}")
        bench.encoder.go_on.set()
        assert "large" in bench.names_read(count=12)


def test_keys_take_turns(bench: Bench) -> None:
    bench.files.held = {"first"}
    bench.add("first", owner="key_1")
    with bench.working():
        assert bench.files.arrived.wait(20)
        for number in range(10):
            bench.add(f"more-{number}", owner="key_1")
        assert bench.jobs.owners() == ["key_1"]
        bench.add("other", owner="key_2")
        bench.files.go_on.set()
        assert "other" in bench.names_read(count=3)


def test_a_key_with_a_file_that_takes_long_to_parse_holds_up_no_other_key(bench: Bench) -> None:
    bench.files.held = {"slow-0", "slow-1"}
    for number in range(2):
        bench.add(f"slow-{number}", owner="key_1")
    with bench.working():
        assert bench.files.arrived.wait(20)
        bench.add("quick", owner="key_2")
        assert bench.names_read(count=1) == ["quick"]
        bench.files.go_on.set()
        bench.names_read(count=3)


def test_an_error_while_tidying_up_does_not_stop_reading(bench: Bench) -> None:
    tidied = threading.Event()

    def tidy() -> None:
        tidied.set()
        raise PermissionError(13, "Permission denied")

    bench.tidy = tidy
    with bench.working() as worker:
        assert tidied.wait(20)
        bench.add("after")
        worker.wake()
        assert bench.names_read(count=1) == ["after"]
        assert worker.alive()


def test_a_queue_that_fails_over_and_over_makes_it_read_as_dead_until_it_works_again(bench: Bench) -> None:
    bench.jobs.broken = True
    with bench.working() as worker:
        assert eventually(lambda: not worker.alive())
        assert bench.jobs.failures >= 3
        bench.add("after")
        bench.jobs.broken = False
        assert bench.names_read(count=1) == ["after"]
        assert eventually(worker.alive)


def test_a_file_that_cannot_be_opened_for_now_waits_and_holds_up_nothing(bench: Bench) -> None:
    bench.files.forbidden = {"locked"}
    locked = bench.add("locked")
    bench.add("open", lines=2)
    with bench.working():
        assert bench.names_read(count=1) == ["open"]
    assert bench.status(locked) == "queued"
    bench.files.forbidden, bench.files.closed = set(), False
    clock = bench.database.now
    assert isinstance(clock, Clock)
    clock.advance(timedelta(minutes=1))
    with bench.working():
        assert bench.names_read(count=2) == ["open", "locked"]
    assert bench.status(locked) == "ready"


def test_a_good_file_survives_any_number_of_restarts_while_it_is_parsed(bench: Bench) -> None:
    document = bench.add("good")
    bench.files.held = {"good"}
    for _ in range(4):
        with bench.working():
            assert bench.files.arrived.wait(20)
        assert bench.status(document) == "queued"
        bench.files.arrived.clear()
        bench.files.go_on.clear()
        bench.files.closed = False
    bench.files.held = set()
    with bench.working():
        assert bench.names_read(count=1) == ["good"]
    assert bench.status(document) == "ready"


def test_what_a_thread_is_stuck_with_is_given_back_on_a_stop_and_never_published_by_it(bench: Bench) -> None:
    bench.encoder.held = "good 0"
    document = bench.add("good")
    others = set(threading.enumerate())  # servers of other tests read, too
    with bench.working():
        assert bench.encoder.arrived.wait(20)
        readers = [one for one in set(threading.enumerate()) - others if one.name.startswith("candor-reader")]
    assert readers
    assert bench.status(document) == "queued"
    bench.encoder.go_on.set()
    assert eventually(lambda: not any(reader.is_alive() for reader in readers))
    assert bench.status(document) == "queued"
    again = bench.jobs.claim(worker=WORKER, lease=LEASE)
    assert again is not None
    assert again.attempt == 1


def test_a_file_that_killed_the_server_three_times_is_set_aside(bench: Bench) -> None:
    deadly = bench.add("deadly")
    for _ in range(3):
        assert bench.jobs.claim(worker=WORKER, lease=LEASE) is not None
        bench.jobs.drop_leases(worker=WORKER)
    with bench.working():
        bench.names_read(count=1)
    assert bench.status(deadly) == "failed"
    assert "stopped the server 3 times" in str(bench.documents.get(deadly.id).error)


def test_a_good_file_outlives_a_server_that_is_killed_again_and_again_from_outside(bench: Bench) -> None:
    document = bench.add("good")
    for _ in range(2):
        assert bench.jobs.claim(worker=WORKER, lease=LEASE) is not None
        bench.jobs.drop_leases(worker=WORKER)
    for number in range(3):
        other = bench.add(f"other-{number}")
        with bench.working(settled_seconds=60):
            bench.names_read(count=number + 1)
        assert (bench.status(document), bench.status(other)) == ("queued", "ready")
        bench.files.closed = False
    with bench.working():
        bench.names_read(count=4)
    assert bench.status(document) == "ready"


def test_a_file_that_a_server_was_killed_with_is_read_alone(bench: Bench) -> None:
    bench.add("suspect")
    bench.add("other", owner="key_2")
    assert bench.jobs.claim(worker=WORKER, lease=LEASE) is not None
    bench.jobs.drop_leases(worker=WORKER)
    turns, taken = Turns(bench.jobs, worker=WORKER), threading.Event()

    def take() -> None:
        with turns.next():
            taken.set()

    other = threading.Thread(target=take)
    with turns.next() as reading:
        assert reading is not None
        assert (reading.job.name, reading.suspect) == ("suspect", True)
        other.start()
        assert not taken.wait(0.2)
    assert taken.wait(20)
    other.join()


def test_a_lease_is_renewed_while_its_file_is_parsed(bench: Bench, clock: Clock) -> None:
    bench.add("slow")
    bench.files.held = {"slow"}
    with bench.working():
        assert bench.files.arrived.wait(20)
        for _ in range(2):
            clock.advance(LEASE * 0.9)
            bench.jobs.renewed.clear()
            assert bench.jobs.renewed.wait(20)
            assert bench.jobs.claim(worker="another", lease=LEASE) is None
        bench.files.go_on.set()
        assert bench.names_read(count=1) == ["slow"]


def test_a_deleted_document_ends_its_reading(bench: Bench) -> None:
    bench.encoder.held = "large 0"
    document = bench.add("large", lines=200)
    with bench.working():
        assert bench.encoder.arrived.wait(20)
        bench.documents.delete(document.id)
        bench.add("next")
        bench.encoder.go_on.set()
        assert bench.names_read(count=1) == ["next"]
    assert "large 199" not in bench.encoder.seen


def test_scanned_pages_are_recognised_one_by_one_and_their_progress_is_shown(bench: Bench) -> None:
    bench.files.scanned["scan"] = 3
    shown: list[tuple[str, int, int]] = []

    document = bench.add("scan")

    def show(_: int) -> None:
        now = bench.documents.get(document.id)
        assert now.progress is not None
        shown.append((now.status, now.progress.done, now.progress.total))

    bench.files.on_page = show
    with bench.working():
        assert bench.names_read(count=1) == ["scan"]
    assert bench.files.recognised == [("scan", 1), ("scan", 2), ("scan", 3)]
    assert shown == [("parsing", 0, 3), ("parsing", 1, 3), ("parsing", 2, 3)]
    assert bench.status(document) == "ready"


def test_a_small_file_of_another_key_is_read_between_the_pages_of_scans(bench: Bench) -> None:
    bench.files.scanned = {"first": 40, "second": 40}
    reached = threading.Event()
    added = threading.Event()

    def wait(page: int) -> None:
        if page == 2:
            reached.set()
            assert added.wait(20)

    bench.files.on_page = wait
    bench.add("first", owner="key_1")
    bench.add("second", owner="key_2")
    with bench.working() as worker:
        assert reached.wait(20)
        bench.add("small", owner="key_3")
        added.set()
        worker.wake()
        assert bench.names_read(count=3)[0] == "small"


def test_a_server_that_stops_within_a_scan_goes_on_where_it_was(bench: Bench) -> None:
    bench.files.scanned["scan"] = 3
    reached = threading.Event()

    def stop(page: int) -> None:
        if page == 2 and not reached.is_set():
            reached.set()
            bench.files.go_on.wait(20)

    bench.files.on_page = stop
    document = bench.add("scan")
    with bench.working():
        assert reached.wait(20)
    assert bench.status(document) == "queued"
    bench.files.closed = False
    with bench.working():
        assert bench.names_read(count=1) == ["scan"]
    assert bench.files.recognised == [("scan", 1), ("scan", 2), ("scan", 3)]


def test_a_scan_that_is_deleted_while_it_is_recognised_is_let_go(bench: Bench) -> None:
    bench.files.scanned["scan"] = 30
    document = bench.add("scan")

    def delete(page: int) -> None:
        if page == 2:
            bench.documents.delete(document.id)

    bench.files.on_page = delete
    with bench.working() as worker:
        assert eventually(lambda: len(bench.files.recognised) >= 2)
        bench.add("next")
        worker.wake()
        assert bench.names_read(count=1) == ["next"]
    assert bench.files.recognised == [("scan", 1), ("scan", 2)]
