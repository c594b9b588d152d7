"""Many reviewers at one queue, some of whom are killed: is a case lost, held twice or decided twice?

    python -m benchmarks.queue [CASES] [REVIEWERS]

Each reviewer is a process of its own over one SQLite file, takes the next case, and decides it. Every third is killed
with a case in hand; its claims run out and others take them.
"""

import multiprocessing
import os
import signal
import sys
import tempfile
from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter, sleep

from sqlalchemy import text

from domain.documents import Policy
from domain.errors import Conflict
from domain.reviews import EscalationKind, EscalationStatus, NewEscalation, Resolution, ResolutionKind
from storage.database.transactions import open_database
from storage.stores import SqlCollections, SqlConversations, SqlEscalations

_LEASE = timedelta(seconds=2)
_KILLED_EVERY = 3
_KILLED_AFTER = 5


def main(cases: int = 1_000, reviewers: int = 16) -> None:
    """Prints what became of the cases."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'candor.db'}"
        _fill(url, cases)
        began = perf_counter()
        processes = [multiprocessing.Process(target=_review, args=(url, number)) for number in range(reviewers)]
        for process in processes:
            process.start()
        for process in processes:
            process.join()
        killed = sum(process.exitcode == -signal.SIGKILL for process in processes)
        _print(url, cases, killed=killed, seconds=perf_counter() - began)


def _fill(url: str, cases: int) -> None:
    database = open_database(url)
    SqlCollections(database).create("default", policy=Policy.HOLD, language="en")
    wanted = NewEscalation(EscalationKind.REQUESTED, "asked", 1, datetime.now(UTC) + timedelta(hours=4))
    talks, escalations = SqlConversations(database), SqlEscalations(database)
    for _ in range(cases):
        talk = talks.create(title="", collection="default", owner=None, metadata={})
        escalations.request(conversation_id=talk.id, answer_id=None, escalation=wanted)
    database.close()


def _review(url: str, number: int) -> None:
    """Until nothing is left that anybody could take; who is to be killed stops with a case in hand."""
    database, name = open_database(url), f"reviewer {number}"
    escalations = SqlEscalations(database)
    decided = 0
    while True:
        taken = escalations.claim_next(reviewer=name, lease=_LEASE, collections=None)
        if taken is None:
            if not escalations.counts()[EscalationStatus.CLAIMED]:
                break
            sleep(_LEASE.total_seconds() / 4)
            continue
        if number % _KILLED_EVERY == 0 and decided == _KILLED_AFTER:
            os.kill(os.getpid(), signal.SIGKILL)
        # On a busy machine a claim may run out meanwhile, and another decide first.
        with suppress(Conflict):
            escalations.resolve(taken.id, Resolution(ResolutionKind.EDIT, name, (), reuse=False, reviewer=name))
        decided += 1
    database.close()


def _print(url: str, cases: int, *, killed: int, seconds: float) -> None:
    database = open_database(url)
    resolved = SqlEscalations(database).counts()[EscalationStatus.RESOLVED]
    with database.read() as session:
        replies = Counter(session.scalars(text("SELECT conversation_id FROM messages WHERE author = 'reviewer'")))
        overlaps = session.scalar(text(_HELD_TWICE))
    database.close()
    print(f"{cases} cases, {killed} reviewers killed, {seconds:.1f} s")
    print(f"lost {cases - resolved}, decided twice {sum(n > 1 for n in replies.values())}, held twice {overlaps}")


# A claim that follows another without a release, an end or a decision in between.
_HELD_TWICE = """
SELECT count(*) FROM (
  SELECT action, lag(action) OVER (PARTITION BY escalation_id ORDER BY id) AS before FROM escalation_history
) WHERE action = 'claimed' AND before IN ('claimed', 'renewed')
"""


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
