"""What nobody waits for is done while nobody asks."""

import threading
from collections.abc import Callable

from server.usecases.upkeep import Upkeep

PATIENCE_SECONDS = 20


def test_a_chore_goes_on_as_long_as_there_is_something_to_do_and_one_that_fails_keeps_no_other_from_its_own() -> None:
    done, left = threading.Event(), [3]

    def fails(_: Callable[[], bool]) -> bool:
        raise ValueError("odd")

    def works(may_go_on: Callable[[], bool]) -> bool:
        assert may_go_on()
        left[0] -= 1
        if left[0] == 0:
            done.set()
        return left[0] > 0

    upkeep = Upkeep([fails, works], is_busy=lambda: False, every_seconds=PATIENCE_SECONDS)
    upkeep.start()
    assert done.wait(PATIENCE_SECONDS)
    upkeep.stop()
    assert left == [0]


def test_nothing_is_done_while_somebody_asks() -> None:
    looked, done = threading.Event(), list[bool]()

    def is_busy() -> bool:
        looked.set()
        return True

    upkeep = Upkeep([lambda _: bool(done.append(True))], is_busy=is_busy)
    upkeep.start()
    assert looked.wait(PATIENCE_SECONDS)
    upkeep.stop()
    assert done == []


def test_what_never_began_is_stopped_too() -> None:
    done: list[bool] = []
    Upkeep([lambda _: bool(done.append(True))], is_busy=lambda: False).stop()
    assert done == []
