"""Words that no document has are taken for those that are an edit or two away."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from domain.documents import Chunk, StoredChunk
from domain.places import Whole
from retrieval.analysis import analysis_of
from retrieval.lexical import LexicalIndex
from retrieval.spelling import respelled

TEXTS = {
    1: "Bereavement leave: five paid days off. Whistles cost 8 pounds.",
    2: "Swimming lessons are held on Tuesdays. Houses are on page 12 of form KT-600.",
    3: "A látogatók a könyvtárban olvashatnak. Der Jahresausweis kostet 24 Euro.",
}
KNOWN = {"horses", "wages"}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> LexicalIndex:
    made = LexicalIndex(tmp_path_factory.mktemp("words") / "index", analysis_of("en"))
    made.apply(added=TEXTS, removed=())
    return made


def load(ids: Sequence[int]) -> Mapping[int, StoredChunk]:
    return {
        one: StoredChunk(one, "doc", "a.txt", "default", Chunk(TEXTS[one], 0, len(TEXTS[one]), Whole())) for one in ids
    }


def mended(query: str, index: LexicalIndex) -> str:
    return respelled(query, [index], load, is_word=lambda word: word.lower() in KNOWN)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("How long is berevement leave?", "How long is bereavement leave?"),
        ("swiming lesons", "swimming lessons"),
        ("How much are whitsles?", "How much are whistles?"),
        ("Was kostet der Jaresausweis?", "Was kostet der jahresausweis?"),
    ],
)
def test_a_misspelt_word_is_mended(typed: str, meant: str, index: LexicalIndex) -> None:
    assert mended(typed, index).casefold() == meant.casefold()


@pytest.mark.parametrize(
    "query",
    [
        "How long is bereavement leave?",  # all of its words are there
        "Are horses allowed?",  # a word that is spelled right, although “houses” is there
        "the cost of form KT-601",  # a code
        "page 13",
        "What did Mr Whistlr say?",  # a name
        "könyvtárakban",  # another form of a word that is there
        "xylophone quartets",  # nothing is near
    ],
)
def test_everything_else_is_left_alone(query: str, index: LexicalIndex) -> None:
    assert mended(query, index) == query


def test_in_an_empty_index_nothing_is_mended(tmp_path: Path) -> None:
    assert mended("berevement", LexicalIndex(tmp_path / "empty", analysis_of("en"))) == "berevement"
