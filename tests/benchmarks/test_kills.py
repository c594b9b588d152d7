"""A handful of kills, with the benchmark's own callers."""

import random
from pathlib import Path

import pytest

from benchmarks.kills import Ledger, kill_once, settle


@pytest.mark.timeout(600)
def test_nothing_acknowledged_is_lost_when_the_server_is_killed_at_work(tmp_path: Path) -> None:
    draw, ledger = random.Random(3), Ledger()
    rounds = [kill_once(tmp_path, ledger, draw, callers=4) for _ in range(3)]

    assert settle(tmp_path, ledger) == []
    assert all(ledger.counts()[kind] > 0 for kind in ("uploads", "answers"))
    assert all(one.resumed_seconds - one.ready_seconds < 15 for one in rounds)
