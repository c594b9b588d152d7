"""Which reading of a question is meant: the one that the documents bear out."""

from dataclasses import dataclass, field
from dataclasses import replace as replaced

from domain.documents import Passage
from domain.generation import Lean, Readings
from server.usecases.choosing import Searched, chosen
from tests.server.usecases.fakes import passage
from text.question_words import own_words

LEAVE = passage("Drivers get 25 days of leave. Office staff get 24 days of leave.")
WIFI = passage("The password of the wifi hangs at the kiosk.")


@dataclass
class Words:
    """Finds passages by how many words they share with a query, and notes what was searched for."""

    passages: tuple[Passage, ...] = (LEAVE, WIFI)
    searched: list[str] = field(default_factory=list)

    def __call__(self, query: str) -> Searched:
        self.searched.append(query)
        shared = {one.text: len(own_words(query) & own_words(one.text)) for one in self.passages}
        ranked = sorted(self.passages, key=lambda one: -shared[one.text])
        return Searched(query, tuple(replaced(one, relevance=float(shared[one.text] > 0)) for one in ranked))


def test_a_question_that_stands_alone_is_searched_for_once() -> None:
    search = Words()
    assert chosen(Readings("When does it open?"), search).query == "When does it open?"
    assert search.searched == ["When does it open?"]


def test_a_fragment_takes_its_place_in_the_earlier_question_and_is_what_is_new() -> None:
    readings = Readings("office staff?", ("How many days of leave do office staff get?",), Lean.LIKELY)
    found = chosen(readings, Words())
    assert (found.query, found.stressed) == ("How many days of leave do office staff get?", "office staff?")


def test_a_new_topic_is_not_drawn_to_an_earlier_one() -> None:
    completed = ("How many days of leave do the wifi password get?", "Days, leave, drivers: the wifi password?")
    for lean in (Lean.LIKELY, Lean.POSSIBLY):
        found = chosen(Readings("the wifi password?", completed, lean), Words())
        assert (found.query, found.stressed) == ("the wifi password?", "")


def test_as_it_stands_it_wins_where_nothing_speaks_for_another_reading() -> None:
    readings = Readings("parrots?", ("How many days of holiday do parrots get?",), Lean.LIKELY)
    assert chosen(readings, Words((WIFI,))).query == "parrots?"


def test_a_few_key_words_are_completed_only_where_every_word_is_borne_out() -> None:
    half = Readings("office staff", ("How many hours of leave do office staff get?",))
    assert chosen(half, Words()).query == "office staff"
    assert chosen(replaced(half, lean=Lean.LIKELY), Words()).query == half.completed[0]


def test_after_a_reading_that_is_borne_out_in_full_no_other_is_searched_for() -> None:
    search = Words()
    readings = Readings(
        "office staff?", ("How many days of leave do office staff get?", "Days: office staff?"), Lean.LIKELY
    )
    chosen(readings, search)
    assert search.searched == [readings.as_it_stands, readings.completed[0]]


def test_what_means_nothing_by_itself_is_not_searched_for_alone() -> None:
    search = Words()
    readings = Readings("with the wifi?", ("How many days of leave do drivers get with the wifi?",), Lean.SURELY)
    assert chosen(readings, search).query == readings.completed[0]
    assert search.searched == list(readings.completed)
