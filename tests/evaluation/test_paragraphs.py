"""Questions of kept-out articles are asked of collections that hold their paragraphs among others."""

from pathlib import Path

import pytest

from evaluation import paragraphs
from evaluation.files import MissingData
from evaluation.paragraphs import ParagraphCollection, first_questions, paragraph_collections
from tests.evaluation.data_sets import squad_file

TITLE, TRAINED = "The_kept_article", "A_trained_article"


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(paragraphs, "held_out", lambda group: group == TITLE)
    articles = {
        title: [
            (
                f"The {name} on river {number} was built in {1700 + number}.",
                [(f"When was the {name} on river {number} built?", [f"{1700 + number}"]), ("Who burnt it?", [])],
            )
            for number in range(8)
        ]
        for title, name in ((TITLE, "mill"), (TRAINED, "barn"))
    }
    squad_file(tmp_path / "squad2_dev_half" / "dev-v2.0.json", articles)
    return tmp_path


def held(collection: ParagraphCollection) -> list[str]:
    return [text for texts in collection.documents.values() for text in texts]


def test_only_articles_that_are_kept_out_are_asked_of(data: Path) -> None:
    [collection] = paragraph_collections(data, 100, seed=0)
    assert len(collection.questions) == 16
    assert {one.document for one in collection.questions} == {"The kept article"}
    assert sum(not one.golds for one in collection.questions) == 8
    assert len({one.id for one in collection.questions}) == 16


def test_a_collection_is_filled_up_with_other_paragraphs_by_the_titles_of_their_articles(data: Path) -> None:
    [collection] = paragraph_collections(data, 100, seed=0, paragraphs=12)
    assert list(collection.documents) == ["The kept article", "A trained article"]
    assert [len(texts) for texts in collection.documents.values()] == [8, 4]


def test_there_are_as_many_collections_as_hold_every_paragraph_that_is_asked_of(data: Path) -> None:
    found = paragraph_collections(data, 100, seed=0, paragraphs=3)
    assert [len(held(one)) for one in found] == [3, 3, 3]
    assert sum(len(one.questions) for one in found) == 16
    for one in found:
        assert all(any(gold in text for text in held(one)) for question in one.questions for gold in question.golds)


def test_the_draw_is_the_same_for_everybody_and_fewer_are_the_first_of_more(data: Path) -> None:
    whole = [one for found in paragraph_collections(data, 100, seed=0) for one in found.questions]
    some = [one for found in paragraph_collections(data, 5, seed=0) for one in found.questions]
    others = [one for found in paragraph_collections(data, 5, seed=1) for one in found.questions]
    assert some == whole[:5] != others


def test_fewer_questions_are_asked_of_the_same_collections(data: Path) -> None:
    every = paragraph_collections(data, 100, seed=0, paragraphs=5)
    first = list(first_questions(every, len(every[0].questions) + 1))
    assert [one.documents for one in first] == [one.documents for one in every[:2]]
    assert first[0] == every[0]
    assert first[1].questions == every[1].questions[:1]
    assert list(first_questions(every, 0)) == every


def test_missing_data_is_named(tmp_path: Path) -> None:
    with pytest.raises(MissingData, match=r"dev-v2\.0\.json"):
        paragraph_collections(tmp_path, 1, seed=0)
