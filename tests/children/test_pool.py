import json
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from children.failures import Closed, DoesNotStart, Failure, TaskFailed
from children.limits import TaskLimits
from children.pool import Children

PIPE_WAIT_TRIES = 1_000


@contextmanager
def pool(
    *,
    size: int = 1,
    module: str = "tests.children.odd_jobs",
    wall_seconds: float = 30,
    memory_bytes: int = 1 << 28,
    output_bytes: int = 1 << 20,
    tasks_per_child: int = 100,
) -> Iterator[Children]:
    limits = TaskLimits(
        wall_seconds=wall_seconds,
        cpu_seconds=60,
        memory_bytes=memory_bytes,
        output_bytes=output_bytes,
        tasks_per_child=tasks_per_child,
    )
    with closing(Children(module, limits, size=size)) as children:
        yield children


@pytest.fixture(scope="module")
def shared() -> Iterator[Children]:
    with pool() as children:
        yield children


@pytest.fixture
def endless(tmp_path: Path) -> Path:
    """A pipe that nobody writes to: opening it hangs."""
    path = tmp_path / "endless"
    os.mkfifo(path)
    return path


def echo(children: Children, text: str = "well") -> int:
    """Has a child say something, and gives its process id."""
    head, body = children.ask({"do": "echo", "with": text})
    assert body == text.encode()
    return int(head["pid"])


def failure(children: Children, job: str, given: object) -> TaskFailed:
    with pytest.raises(TaskFailed) as failed:
        children.ask({"do": job, "with": given})
    return failed.value


def in_thread(work: Callable[[], object]) -> tuple[threading.Thread, list[BaseException]]:
    raised: list[BaseException] = []

    def run() -> None:
        try:
            work()
        except (TaskFailed, Closed, AssertionError) as error:
            raised.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    return thread, raised


def test_a_warm_child_does_one_task_after_another(shared: Children) -> None:
    assert echo(shared, "one") == echo(shared, "naïve 🙂")


def test_a_task_that_hangs_fails_alone(endless: Path) -> None:
    with pool(wall_seconds=0.3) as children:
        assert failure(children, "wait", str(endless)).failure is Failure.LATE
        echo(children)


def test_a_task_that_takes_too_much_memory_fails_alone() -> None:
    with pool(memory_bytes=64 << 20) as children:
        assert failure(children, "take", 128 << 20).failure is Failure.MEMORY
        echo(children)


def test_an_answer_that_is_too_large_is_not_taken() -> None:
    with pool(output_bytes=1000) as children:
        assert len(children.ask({"do": "take", "with": 1000})[1]) == 1000
        assert failure(children, "take", 1001).failure is Failure.BROKEN_ANSWER
        echo(children)


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (signal.SIGKILL, Failure.KILLED),
        (signal.SIGXCPU, Failure.CPU_TIME),
        (signal.SIGABRT, Failure.ABORTED),
        (signal.SIGSEGV, Failure.ENDED),
    ],
)
def test_a_child_that_dies_takes_only_its_own_task_with_it(
    shared: Children, number: signal.Signals, expected: Failure
) -> None:
    failed = failure(shared, "die", number)
    assert (failed.failure, failed.detail) == (expected, str(-number))
    echo(shared)


def test_a_crash_says_what_and_where_and_quotes_nothing(shared: Children) -> None:
    failed = failure(shared, "fail", "sesame")
    assert failed.failure is Failure.CRASHED
    assert failed.detail == "ValueError in odd_jobs"
    echo(shared)


def test_what_a_library_prints_does_not_get_into_the_answer(shared: Children) -> None:
    assert shared.ask({"do": "chatter", "with": "noise"})[1] == b"said"
    echo(shared)


def test_processor_time_and_files_are_limited(shared: Children) -> None:
    limits, _ = shared.ask({"do": "limits"})
    assert 60 <= limits["cpu"] <= 70
    assert (limits["core"], limits["file"]) == (0, 0)


def test_a_child_sees_nothing_of_the_servers_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CANDOR_SECRET", "sesame")
    with pool() as children:
        environment = json.loads(children.ask({"do": "environment"})[1])
    assert "CANDOR_SECRET" not in environment
    assert set(environment) <= {"PYTHONPATH", "PYTHONUTF8", "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "LC_CTYPE"}


def test_a_child_that_died_while_idle_is_replaced(shared: Children) -> None:
    first = echo(shared)
    os.kill(first, signal.SIGKILL)
    assert echo(shared) != first


def test_a_child_is_replaced_after_so_many_tasks() -> None:
    with pool(tasks_per_child=2) as children:
        pids = [echo(children) for _ in range(4)]
    assert pids[0] == pids[1] != pids[2] == pids[3]


def test_several_threads_share_the_children() -> None:
    pids: list[int] = []
    with pool(size=2) as children:
        for thread, raised in [in_thread(lambda: pids.append(echo(children))) for _ in range(8)]:
            thread.join()
            assert not raised
    assert len(pids) == 8
    assert len(set(pids)) <= 2


def test_closing_ends_the_children_and_blames_no_task(endless: Path) -> None:
    with pool() as children:
        thread, raised = in_thread(lambda: children.ask({"do": "wait", "with": str(endless)}))
        writer = _opened_when_it_is_read(endless)
        children.close()
        thread.join()
        os.close(writer)
        assert isinstance(raised[0], Closed)
        with pytest.raises(Closed):
            echo(children)


def _opened_when_it_is_read(path: Path) -> int:
    """A pipe opens for writing only once somebody opens it for reading; nothing is written, so that nothing ends."""
    for _ in range(PIPE_WAIT_TRIES):
        try:
            return os.open(path, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:
            time.sleep(0.01)
    raise AssertionError("no child reads")


def test_a_process_that_does_not_start_is_told() -> None:
    with pool(module="tests.children.nothing") as children, pytest.raises(DoesNotStart, match=r"tests\.children"):
        echo(children)
