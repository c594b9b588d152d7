import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from domain.documents import MediaType
from domain.errors import Overloaded, UnreadableDocument
from ingest.limits import Limits
from ingest.parser import ChildParser


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "good.txt"
    path.write_text("All is well.")
    return path


@pytest.fixture
def endless(tmp_path: Path) -> Path:
    """A file that never ends and never gives anything: reading it hangs."""
    path = tmp_path / "endless.txt"
    os.mkfifo(path)
    return path


@pytest.fixture
def patient() -> Iterator[ChildParser]:
    with closing(ChildParser(Limits(wall_seconds=30))) as parser:
        yield parser


def children() -> set[int]:
    listed = Path(f"/proc/{os.getpid()}/task").glob("*/children")
    return {int(pid) for file in listed for pid in file.read_text().split()}


def child_reading(path: Path, before: set[int]) -> int:
    """The new child that waits for `path` to be written."""
    for _ in range(1_000):
        for pid in children() - before:
            if _is_read(path):
                return pid
        time.sleep(0.01)
    raise AssertionError("no child reads")


def _is_read(path: Path) -> bool:
    """A pipe opens for writing only once somebody opens it for reading; it is kept open, so that nothing ends."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_NONBLOCK)
    except OSError:
        return False
    _held.append(descriptor)
    return True


_held: list[int] = []


@pytest.fixture(autouse=True)
def _held_pipes_are_closed() -> Iterator[None]:
    yield
    while _held:
        os.close(_held.pop())


def in_thread(work: Callable[[], object]) -> tuple[threading.Thread, list[BaseException]]:
    raised: list[BaseException] = []

    def run() -> None:
        try:
            work()
        except (UnreadableDocument, Overloaded) as error:
            raised.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    return thread, raised


def test_a_file_that_hangs_fails_alone_and_says_how_long(good: Path, endless: Path) -> None:
    with closing(ChildParser(Limits(wall_seconds=0.3))) as parser:
        with pytest.raises(UnreadableDocument, match=r"took longer than 0\.3 s"):
            parser.parse(endless, MediaType.TEXT)
        assert parser.parse(good, MediaType.TEXT).text == "All is well."


def test_a_file_that_needs_too_much_memory_fails_alone_and_says_how_much(good: Path) -> None:
    with closing(ChildParser(Limits(memory_bytes=64 << 20))) as parser:
        with pytest.raises(UnreadableDocument, match="more than 64 MiB of memory"):
            parser.parse(Path("/dev/zero"), MediaType.TEXT)
        assert parser.parse(good, MediaType.TEXT).text == "All is well."


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (signal.SIGKILL, "stopped from outside"),
        (signal.SIGXCPU, "60 s of processor time"),
        (signal.SIGABRT, "more than 1 GiB of memory"),
        (signal.SIGSEGV, "seems to be damaged"),
    ],
)
def test_a_child_that_dies_takes_only_its_own_file_with_it(
    patient: ChildParser, endless: Path, good: Path, number: signal.Signals, reason: str
) -> None:
    before = children()
    thread, raised = in_thread(lambda: patient.parse(endless, MediaType.TEXT))
    os.kill(child_reading(endless, before), number)
    thread.join()
    assert isinstance(raised[0], UnreadableDocument)
    assert reason in str(raised[0])
    assert patient.parse(good, MediaType.TEXT).text == "All is well."


def test_a_file_that_is_gone_is_told_without_its_path(patient: ChildParser, tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument, match="FileNotFoundError") as refused:
        patient.parse(tmp_path / "gone.txt", MediaType.TEXT)
    assert str(tmp_path) not in str(refused.value)


def test_closing_does_not_blame_the_file(endless: Path, good: Path) -> None:
    parser = ChildParser(Limits(wall_seconds=30))
    before = children()
    thread, raised = in_thread(lambda: parser.parse(endless, MediaType.TEXT))
    child_reading(endless, before)
    parser.close()
    thread.join()
    assert isinstance(raised[0], Overloaded)
    with pytest.raises(Overloaded):
        parser.parse(good, MediaType.TEXT)
    assert children() <= before


def test_the_server_loads_none_of_what_reads_files() -> None:
    code = (
        "import sys, ingest.parser, ingest.formats, ingest.limits\n"
        "readers = ('pandas', 'pypdfium2', 'pypdf', 'PIL', 'charset_normalizer', 'lxml', 'openpyxl')\n"
        "print([name for name in readers if name in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
