"""What event streams say of what happened, and to whom."""

from domain.principals import LOCAL
from domain.reviews import EscalationStatus
from server.http.events import event_of, queue_as_seen
from server.usecases.broker import Deleted, QueueChanged
from tests.server.usecases.fakes import document, principal

COUNTS = dict.fromkeys(EscalationStatus, 0)
QUEUE = QueueChanged(
    "hr",
    {
        "hr": COUNTS | {EscalationStatus.OPEN: 2, EscalationStatus.REOPENED: 1, EscalationStatus.RESOLVED: 5},
        "secret": COUNTS | {EscalationStatus.OPEN: 7, EscalationStatus.CLAIMED: 4},
    },
)


def test_a_reviewer_hears_how_many_wait_in_what_it_sees_and_of_nothing_else() -> None:
    seen = queue_as_seen(QUEUE, principal("rita", collections=frozenset({"hr"})))
    assert seen is not None
    assert (event_of(seen).event, event_of(seen).data) == ("queue", {"open": 3, "claimed": 0})
    assert queue_as_seen(QUEUE, principal("sam", collections=frozenset({"secret"}))) is None


def test_who_sees_everything_hears_the_sums_of_all() -> None:
    seen = queue_as_seen(QUEUE, LOCAL)
    assert seen is not None
    assert event_of(seen).data == {"open": 10, "claimed": 4}


def test_a_thing_is_told_under_its_own_name_and_what_is_gone_by_its_id() -> None:
    moved = document("a.txt")
    told = event_of(moved)
    assert told.event == "document"
    assert told.data.id == moved.id
    assert (event_of(Deleted("doc_7")).event, event_of(Deleted("doc_7")).data) == ("deleted", {"id": "doc_7"})
