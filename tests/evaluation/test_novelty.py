"""Lexical novelty counts what an answer brings in."""

from evaluation.novelty import novelty

PASSAGES = ["The museum opened in 1921 and is run by Anna Holt."]


def test_a_copied_answer_brings_nothing_in() -> None:
    found = novelty("The museum opened in 1921", PASSAGES)
    assert found["new words, ratio"] == found["new 3-grams, ratio"] == found["new numbers, ratio"] == 0
    assert found["longest copied run, ratio"] == 1


def test_invented_words_numbers_and_names_are_counted() -> None:
    found = novelty("It was sold in 1935 to Ivo Brandt", PASSAGES)
    assert found["new numbers, count"] == 1
    assert found["new names, count"] == 2
    assert found["new words, count"] == 7


def test_there_are_seventeen_features_even_of_nothing() -> None:
    assert len(novelty("", [])) == 17
