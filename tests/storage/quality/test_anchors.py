"""How the frozen claims were judged is kept, night by night."""

from datetime import timedelta

from domain.anchors import AnchorRun
from storage.database.transactions import Database
from storage.stores import SqlAnchors
from tests.storage.samples import START

DAY = timedelta(days=1)


def test_runs_come_back_oldest_first_each_set_by_itself(database: Database) -> None:
    store = SqlAnchors(database)
    assert store.last("one") is None
    nights = [AnchorRun(START + at * DAY, "one", "judge@1", 0.5, (0.25, None)) for at in range(3)]
    for each in (*nights[::-1], AnchorRun(START + 9 * DAY, "two", "judge@1", 0.5, ())):
        store.keep(each)
    assert store.runs("one", since=START + DAY) == nights[1:]
    assert store.last("one") == nights[2]
