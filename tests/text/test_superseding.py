"""Of two documents on one subject the newer holds, unless the question is about the past or about both."""

import pytest

from domain.documents import Chunk, Passage, Scores, StoredChunk
from domain.places import Place, Section, Whole
from text.stating import stated
from text.superseding import superseded, superseded_by_now, texts_in_force

OLD = (
    "club-rules-2022.txt",
    "Rowing club\nClub rules 2022",
    "Members may keep one boat in the shed. A boat place in the shed costs 40 euros a year. "
    "The key is handed out by the warden.",
)
NEW = (
    "club-rules-2025.txt",
    "Rowing club\nClub rules, valid from 1 May 2025",
    "Keys are in the office. For a boat place in the shed 65 euros are due each year. Guests row on Sundays.",
)
QUESTION = "How much is a boat place in the shed?"


def passage(document: tuple[str, str, str], *, place: Place | None = None) -> Passage:
    name, head, text = document
    chunk = Chunk(text, 0, len(text), place or Whole())
    return Passage(StoredChunk(1, name, name, "default", chunk, stated(name, head)), 0.9, Scores(0.8, 3.0))


def pairs(question: str, *documents: tuple[str, str, str], today: str = "2026-01-01") -> list[tuple[str, str]]:
    return texts(question, *(passage(document) for document in documents), today=today)


def texts(question: str, *passages: Passage, today: str = "2026-01-01") -> list[tuple[str, str]]:
    return [
        tuple(passages[at.passage].text[at.start : at.end] for at in (found.old, found.new))  # type: ignore[misc]
        for found in superseded(question, passages, today=today)
    ]


OLD_RULE = "A boat place in the shed costs 40 euros a year."
NEW_RULE = "For a boat place in the shed 65 euros are due each year."


@pytest.mark.parametrize("documents", [(OLD, NEW), (NEW, OLD)])
def test_the_newer_rule_takes_the_place_of_the_older_and_nothing_else_does(
    documents: tuple[tuple[str, str, str], ...],
) -> None:
    assert pairs(QUESTION, *documents) == [(OLD_RULE, NEW_RULE)]


@pytest.mark.parametrize(
    "question",
    [
        "How much was a boat place in the shed in 2023?",
        "How much was a boat place in the shed under the old rules?",
        "What did a boat place in the shed cost previously?",
    ],
)
def test_a_question_about_the_past_gets_the_older_rule(question: str) -> None:
    assert pairs(question, OLD, NEW) == [(NEW_RULE, OLD_RULE)]


@pytest.mark.parametrize(
    "question",
    [
        "How did the price of a boat place in the shed change?",
        "boat place in the shed, old and new price",
        "What is the difference between a boat place in the shed in 2022 and 2025?",
    ],
)
def test_a_question_about_both_gets_both(question: str) -> None:
    assert pairs(question, OLD, NEW) == []


def test_a_rule_that_is_not_yet_in_force_takes_nobodys_place() -> None:
    assert pairs(QUESTION, OLD, NEW, today="2025-04-30") == [(NEW_RULE, OLD_RULE)]
    assert pairs("How much is a boat place in the shed from June 2025?", OLD, NEW, today="2025-04-30") == [
        (OLD_RULE, NEW_RULE)
    ]


def test_documents_about_different_things_do_not_touch_each_other() -> None:
    bicycles = ("bicycle-hire-2022.txt", "Bicycle hire\nTerms 2022", "The deposit is 50 euros.")
    halls = ("hall-hire-2025.txt", "Hall hire\nTerms 2025", "The deposit is 100 euros.")
    assert pairs("How much is the deposit?", bicycles, halls) == []


def test_sentences_on_different_matters_do_not_touch_each_other() -> None:
    guests = (*NEW[:2], "Guests pay 5 euros a day. The warden lives beside the gate.")
    assert pairs(QUESTION, OLD, guests) == []


def test_documents_without_dates_have_no_order_unless_one_replaces_the_other() -> None:
    old = ("shed-rules.txt", "Shed rules", OLD[2])
    new = ("members-handbook.txt", "Members' handbook", NEW[2])
    assert pairs(QUESTION, old, new) == []
    replacing = (new[0], "Members' handbook\nThis handbook replaces the shed rules.", NEW[2])
    assert pairs(QUESTION, old, replacing) == [(OLD_RULE, NEW_RULE)]


def test_a_higher_version_is_newer_where_no_date_is_said() -> None:
    old, new = ("rules-v1.9.txt", "Club rules", OLD[2]), ("rules-v1.10.txt", "Club rules", NEW[2])
    assert pairs(QUESTION, old, new) == [(OLD_RULE, NEW_RULE)]


def test_a_year_is_neither_before_nor_after_a_day_in_it() -> None:
    old, new = ("club-rules-2025.txt", "Club rules 2025", OLD[2]), NEW
    assert pairs(QUESTION, old, new) == []


def test_sections_of_one_document_say_from_when_they_hold() -> None:
    old = passage((*OLD[:2], OLD_RULE), place=Section("Prices › Until 2024", Whole()))
    new = passage((*OLD[:2], NEW_RULE), place=Section("Prices › From 2025", Whole()))
    assert texts(QUESTION, old, new) == [(OLD_RULE, NEW_RULE)]
    assert texts("How much was a boat place in the shed in 2024?", old, new) == [(NEW_RULE, OLD_RULE)]


def test_a_sentence_that_names_the_year_asked_for_stays() -> None:
    both = (*NEW[:2], "A boat place in the shed costs 65 euros a year; in 2023 it was 45 euros.")
    assert pairs("What was a boat place in the shed in 2023?", OLD, both) == []


def test_what_is_no_longer_allowed_takes_the_place_of_what_was() -> None:
    old = (*OLD[:2], "Dogs may sleep in the shed on two nights a week.")
    new = (*NEW[:2], "Dogs may not sleep in the shed.")
    assert pairs("May dogs sleep in the shed?", old, new) == [(old[2], new[2])]


@pytest.mark.parametrize(
    ("question", "old", "new"),
    [
        (
            "Mennyi a belépő ára a könyvtárban?",
            ("konyvtar-2022.txt", "Városi könyvtár\nSzabályzat 2022", "A könyvtári belépő ára 400 forint."),
            ("konyvtar-2025.txt", "Városi könyvtár\nÉrvényes: 2025. május 1-jétől", "A belépő ma 650 forint."),
        ),
        (
            "Was kostet der Ausweis der Bibliothek?",
            ("bibliothek-2022.txt", "Bibliothek\nOrdnung 2022", "Der Ausweis der Bibliothek kostet 4 Euro."),
            ("bibliothek-2025.txt", "Bibliothek\nGültig ab Mai 2025", "Für den Ausweis zahlt man 6 Euro."),
        ),
    ],
)  # fmt: skip
def test_so_it_is_in_hungarian_and_german(question: str, old: tuple[str, str, str], new: tuple[str, str, str]) -> None:
    assert pairs(question, old, new) == [(old[2], new[2])]


def test_what_was_superseded_is_blanked_in_its_place() -> None:
    passages = [passage(OLD), passage(NEW)]
    texts = texts_in_force(QUESTION, passages, today="2026-01-01")
    assert texts == [OLD[2].replace(OLD_RULE, " " * len(OLD_RULE)), NEW[2]]


def test_whatever_is_asked_about_the_newest_is_known() -> None:
    passages = [passage(OLD), passage(NEW)]
    for question in ("How did the price of a boat place in the shed change?", "a boat place in the shed in 2023"):
        [found] = superseded_by_now(question, passages, today="2026-01-01")
        assert (found.old.passage, found.new.passage) == (0, 1)


def test_a_rule_worded_alike_is_taken_over_whatever_the_question_says() -> None:
    old = (*OLD[:2], "Rowers ring the warden at least 60 minutes before they take a boat out.")
    new = (*NEW[:2], "Rowers call the warden at least 90 minutes before they take a boat out.")
    assert pairs("What do I do to go on the water?", old, new) == [(old[2], new[2])]


def test_a_rule_worded_alike_for_somebody_else_stays() -> None:
    old = (*OLD[:2], "Junior guests ring the warden at least 60 minutes before they take a boat out.")
    new = (*NEW[:2], "Senior rowers ring the warden at least 90 minutes before they take a boat out.")
    assert pairs("What do I do to go on the water?", old, new) == []


def test_a_heading_is_no_rule_that_another_could_follow() -> None:
    old, new = (*OLD[:2], "Places in the boat shed"), (*NEW[:2], "4. Places in the boat shed")
    assert pairs(QUESTION, old, new) == []


def test_one_word_of_a_long_question_is_not_yet_one_matter() -> None:
    old = (*OLD[:2], "For repairs above 250 euros each boat is asked beforehand.")
    new = (*NEW[:2], "For 2 days each boat will stay outside.")
    assert pairs("mice in my old boat, what will you charge me for traps", old, new) == []
