"""An extractive answer is sentences of the documents, quoted whole and cited, or an abstention."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.conversations import Author
from domain.documents import Passage
from domain.generation import (
    Abstention,
    ClaimCase,
    Excerpt,
    JudgedClaim,
    Piece,
    Reading,
    Relation,
    Short,
    Task,
    Turn,
    Weighed,
)
from domain.places import Rows, Section, Whole
from domain.ports import ClaimJudge, PairReader
from generation.quoting import fitted
from generation.quoting import generator as quoting
from generation.quoting.coverage import coverages
from generation.quoting.generator import ExtractiveGenerator, Quoting
from generation.quoting.picking import Limits
from monitoring.claims.splitting import split_sentences
from monitoring.claims.statements import bare_statement
from monitoring.detectors.quotation import find_quote
from tests.generation.passages import passage, task
from text.marks import states_something


class KeywordReader:
    """A working stand-in for the model: an answer is where the question's longest word stands, `*` how surely."""

    def read(self, question: str, passages: Sequence[str]) -> Sequence[Reading]:
        word = max(question.lower().strip("?").split(), key=len)
        return [self._reading(word, text.lower()) for text in passages]

    def _reading(self, word: str, text: str) -> Reading:
        at = text.find(word)
        sure = 0.1 if at < 0 else 0.9 - 0.01 * text.count("*")
        return Reading(sure, sure, max(at, 0), max(at, 0) + len(word))


class UnsureReader:
    """Finds every passage somewhat relevant and no answer in any."""

    def read(self, question: str, passages: Sequence[str]) -> Sequence[Reading]:
        return [Reading(0.6, 0.2, 0, 0) for _ in passages]


class CountingReader(KeywordReader):
    """Knows how often it was asked."""

    def __init__(self) -> None:
        self.calls = 0

    def read(self, question: str, passages: Sequence[str]) -> Sequence[Reading]:
        self.calls += 1
        return super().read(question, passages)


class SureReader:
    """Finds an answer in whatever it reads, at its beginning."""

    def read(self, question: str, passages: Sequence[str]) -> Sequence[Reading]:
        return [Reading(0.9, 0.9, 0, 9) for _ in passages]


class NumberReader:
    """Sees the answer in the first figure of what it reads."""

    def read(self, question: str, passages: Sequence[str]) -> Sequence[Reading]:
        return [
            self._reading(text, next((at for at, one in enumerate(text) if one.isdigit()), -1)) for text in passages
        ]

    def _reading(self, text: str, at: int) -> Reading:
        return Reading(0.9, 0.9, at, at + 1) if at >= 0 else Reading(0.1, 0.1, 0, 0)


class FeeJudge:
    """Takes whatever names a fee for an answer."""

    def judge(self, cases: Sequence[ClaimCase]) -> Sequence[JudgedClaim]:
        return [JudgedClaim(Relation(1.0, 0.0, 0.0), 0.99 if "fee" in one.claim else 0.01, ()) for one in cases]

    def count_tokens(self, text: str) -> int:
        return len(text.split())


def generator(reader: PairReader | None = None, judge: ClaimJudge | None = None) -> ExtractiveGenerator:
    """By words, and by the reader alone where nobody judges."""
    quoting = Quoting(
        reader=reader or KeywordReader(),
        split=split_sentences,
        weighing=fitted.blind(judge),
        abroad=None,
        by_words=fitted.by_words(),
        limits=Limits(least=0.2, second_ratio=0.7),
    )
    return ExtractiveGenerator(quoting)


def answer(asked: Task, reader: PairReader | None = None) -> str:
    return "".join(item.text for item in generator(reader).generate(asked) if isinstance(item, Piece))


def test_the_sentence_that_holds_the_answer_is_quoted_whole_and_cited() -> None:
    text = "Books are lent. The overdue\nfee is 5 EUR. It is due at once."
    assert answer(task("overdue?", passage("Nothing."), passage(text))) == "The overdue fee is 5 EUR. [2]"


def test_what_is_surely_an_answer_says_so_before_it_is_quoted(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = task("overdue fee?", passage("The overdue fee is 5 EUR. It is due at once."))
    sure, *rest = generator(SureReader()).generate(asked)
    assert isinstance(sure, Weighed)
    assert 0.5 <= sure.answers <= 1
    assert not [item for item in rest if isinstance(item, Weighed)]
    monkeypatch.setattr(quoting, "SURE", 1.0)
    assert [type(item) for item in generator(SureReader()).generate(asked)] == [type(item) for item in rest]


@pytest.mark.parametrize(
    "text",
    [
        "Books are lent. The overdue fee for books and films is 5 EUR a day.",
        "Members get a card. It has an overdue fee for books and films of 5 EUR a day.",
        "- Rooms are free.\n- The overdue fee for books and films is 5 EUR a day.",
    ],
)
@pytest.mark.parametrize("judge", [None, FeeJudge()])
def test_the_words_that_answer_by_themselves_are_pointed_at_in_what_follows(
    text: str, judge: ClaimJudge | None
) -> None:
    asked = task("How much is the overdue fee?", passage(text))
    items = list(generator(NumberReader(), judge).generate(asked))
    [short] = [item for item in items if isinstance(item, Short)]
    pieces = [item for item in items if isinstance(item, Piece)]
    assert items.index(short) < items.index(pieces[0])
    assert "".join(piece.text for piece in pieces)[short.start : short.end] == "5 EUR a day"


def test_where_nobody_is_sure_of_them_nothing_is_pointed_at() -> None:
    asked = task("How much is the overdue fee?", passage("The overdue fee for books is 5 EUR, for films 7 EUR a day."))
    assert not [item for item in generator(NumberReader()).generate(asked) if isinstance(item, Short)]


def test_a_sentence_that_refers_back_brings_the_one_before() -> None:
    text = "Members get a card. It expires yearly. More follows."
    assert answer(task("expires?", passage(text))) == "Members get a card. [1] It expires yearly. [1]"


def test_one_that_refers_back_to_one_that_refers_back_brings_both() -> None:
    text = "The New Barn is of brick. It has eight doors. Its overdue lease is with Olaf."
    said = answer(task("overdue lease?", passage(text)))
    assert said == "The New Barn is of brick. [1] It has eight doors. [1] Its overdue lease is with Olaf. [1]"


def test_what_stands_below_a_heading_or_a_question_is_weighed_with_it() -> None:
    text = "## Weekend hours\n\nWe open at nine.\n\n## Weekday overdue hours\n\nWe open at ten."
    text += "\n\nHow long is the lease?\n\nTen years."
    assert answer(task("weekday overdue hours?", passage(text)), UnsureReader()).startswith("We open at ten. [1]")
    assert answer(task("How long is the lease?", passage(text)), UnsureReader()) == "Ten years. [1]"


def test_a_table_row_is_quoted_whole() -> None:
    rows = "Item: Lamp; Note: Big. Heavy; Price: 5\nItem: Desk; Note: Old. Worn; Price: 9"
    assert answer(task("worn?", passage(rows, place=Rows(1, 2)))) == "Item: Desk; Note: Old. Worn; Price: 9 [1]"


def test_a_heading_or_a_line_of_contents_is_no_answer() -> None:
    text = "6.3 Overdue fees of the town library\n\nThe overdue fee is 5 EUR.\n\n6.4 Fees overdue . . . . . . . 12"
    assert answer(task("overdue?", passage(text))) == "The overdue fee is 5 EUR. [1]"


@pytest.mark.parametrize(
    "pointer", ["Table 1 shows what an overdue book costs.", "Die Tabelle 2 zeigt, was overdue ist."]
)
def test_a_sentence_that_points_to_a_table_is_no_answer(pointer: str) -> None:
    assert pointer not in answer(task("overdue?", passage(f"{pointer} An overdue book costs 5 EUR.")))


def test_a_sentence_that_refers_back_in_german_brings_the_one_before() -> None:
    said = answer(task("overdue?", passage("Ein Buch ist da. Er ist overdue und kostet 5 EUR.")))
    assert said.startswith("Ein Buch ist da.")


def test_a_heading_that_a_passage_stands_under_is_never_quoted() -> None:
    text = "## Winter hours overdue\n\nWe open at nine.\n\nSummer overdue hours\n\nWe open at ten."
    place = Section("Town library › Summer overdue hours", Whole())
    assert "overdue" not in answer(task("overdue?", passage(text, place=place)), UnsureReader())


def test_of_an_address_all_lines_are_quoted() -> None:
    text = "Members of the club\n\nOverdue Books Ltd.\n25 Harbour Road\nWanchai\nHong Kong\n\nOther Books Ltd.\nTokyo"
    assert answer(task("overdue?", passage(text))) == "Overdue Books Ltd. 25 Harbour Road Wanchai Hong Kong [1]"


def test_short_sentences_one_below_the_other_are_quoted_each_by_itself() -> None:
    text = "Rules of the library\n\nBooks are overdue after May.\nFilms are not.\nPay at the desk.\nBring cash.\n"
    assert answer(task("overdue?", passage(text))) == "Books are overdue after May. [1]"


def test_a_narrow_column_of_prose_is_no_address() -> None:
    text = "Rules of the library\n\nBooks are overdue after May. Films\nAre not. Nobody asks for\nA card. Bring one"
    assert answer(task("overdue?", passage(text))) == "Books are overdue after May. [1]"


def test_the_field_that_names_a_document_is_no_answer() -> None:
    text = "Number: 12\nTitle: Overdue fees\n\nThe overdue fee is 5 EUR."
    assert answer(task("overdue?", passage(text))) == "The overdue fee is 5 EUR. [1]"


def test_an_item_comes_after_what_opens_its_list() -> None:
    text = "The library has rooms. These are free of charge:\n- loans of books\n- the overdue reminder\n- the cellar"
    assert answer(task("overdue?", passage(text))).startswith(
        "These are free of charge: [1]\n- the overdue reminder [1]"
    )


def test_what_opens_a_list_comes_with_its_items() -> None:
    text = "Overdue things for which we charge:\n- books\n- films"
    said = answer(task("overdue?", passage(text)))
    assert [word for word in ("Overdue", "books", "films") if word in said] == ["Overdue", "books", "films"]


def test_where_two_items_of_a_list_answer_all_of_it_is_quoted() -> None:
    text = "We close early. Special leave is given for:\n- a wedding of one's own\n- moving house\n- jury service"
    said = answer(task("special leave for a wedding and for moving house?", passage(text)), SureReader())
    assert said == (
        "Special leave is given for: [1]\n- a wedding of one's own [1]\n- moving house [1]\n- jury service [1]"
    )


@pytest.mark.parametrize("mark", ["¹", "*", "[^1]"])
def test_a_sentence_brings_the_footnote_that_it_has_the_mark_of(mark: str) -> None:
    note = f"{mark}: Only for members." if mark == "[^1]" else f"{mark} Only for members."
    said = answer(task("overdue?", passage(f"An overdue book costs 5 EUR{mark} a day.\n\nFilms cost 9 EUR.\n\n{note}")))
    assert "Only for members." in said
    assert "Films" not in said


def test_a_row_brings_the_note_right_below_it() -> None:
    rows = "Item: Lamp; Price: 5 overdue\n¹ Only for members.\nItem: Desk; Price: 9"
    said = answer(task("overdue?", passage(rows, place=Rows(1, 2))))
    assert said == "Item: Lamp; Price: 5 overdue [1]\n\n¹ Only for members. [1]"


def test_the_sentence_beside_the_span_is_quoted_where_only_it_holds_what_was_asked_for() -> None:
    text = "How the brake has to cool matters. The brake needs 12 minutes to cool."
    question = "How long does the brake need to cool?"
    assert answer(task(question, passage(text)), SureReader()) == "The brake needs 12 minutes to cool. [1]"


def test_it_abstains_where_the_kind_of_thing_asked_for_or_the_very_thing_is_missing() -> None:
    parking = passage("Parking at the station is popular with hikers.")
    assert answer(task("Is there parking?", parking), UnsureReader())
    assert not answer(task("How much does parking cost?", parking), UnsureReader())
    train = passage("train: 136; cause: overdue\ntrain: 143; cause: overdue", place=Rows(1, 2))
    assert answer(task("Was train 143 overdue?", train), UnsureReader())
    assert not answer(task("Was train 150 overdue?", train), UnsureReader())


def test_overlapping_chunks_are_quoted_once() -> None:
    text = "The overdue fee is 5 EUR."
    first, second = passage("Read this. " + text, start=0), passage(text + " More.", start=11)
    assert answer(task("overdue?", first, second)) == "The overdue fee is 5 EUR. [1]"


def test_the_best_passage_comes_first_and_what_stands_apart_is_set_apart() -> None:
    passages = [passage("* * The overdue fee rose again."), passage("- overdue fee now: 5 EUR", document="b")]
    assert answer(task("overdue?", *passages)) == "overdue fee now: 5 EUR [2]\n\nThe overdue fee rose again. [1]"


def test_a_sentence_in_the_words_of_the_question_is_found_where_the_reader_is_unsure() -> None:
    text = "A könyvtár kilenckor nyit. A parkolás napi díja 500 forint. Vasárnap zárva."
    assert (
        answer(task("Mennyi a parkolás napi díja?", passage(text)), UnsureReader())
        == "A parkolás napi díja 500 forint. [1]"
    )


@given(st.text(max_size=80), st.lists(st.text(max_size=80), max_size=6))
def test_coverage_is_a_share(question: str, texts: list[str]) -> None:
    assert all(0 <= share <= 1 + 1e-9 for share in coverages(question, texts))
    assert len(coverages(question, texts)) == len(texts)


def test_who_asks_again_how_a_task_was_answered_waits_for_no_model() -> None:
    reader, asked = CountingReader(), task("overdue?", passage("The overdue fee is 5 EUR."))
    quoting = generator(reader)
    answered = list(quoting.generate(asked))
    before = reader.calls
    assert [one.left for one in quoting.picked(asked)] == [None]
    assert reader.calls == before > 0
    excerpted = replace(asked, excerpts=(Excerpt(0, "The overdue fee is 5 EUR."),))
    assert (list(quoting.generate(excerpted)), reader.calls) == (answered, before)
    assert list(quoting.generate(replace(asked, query="overdue fee?"))) == answered
    assert reader.calls > before


def test_marks_of_the_source_are_not_taken_for_citations() -> None:
    assert answer(task("shown?", passage("This was shown before [7]. More."))) == "This was shown before. [1]"


@pytest.mark.parametrize(("question", "language"), [("Where is it?", "en"), ("Hol van a könyvtár?", "hu")])
def test_without_an_answer_it_abstains_in_the_language_of_the_question(question: str, language: str) -> None:
    (item,) = generator().generate(task(question, passage("Nothing.")))
    text = {"en": "No answer to this question was found", "hu": "A dokumentumokban nem találtam"}[language]
    assert isinstance(item, Abstention)
    assert item.text.startswith(text)
    assert list(generator().generate(task(question))) == [item]


sentences = st.lists(
    st.sampled_from(
        [
            "The overdue fee is 5.5 EUR.",
            "Dr. Kis said so!",
            "- a list item",
            "Is it?",
            "Table: 1; Row: overdue\n",
            "x [3].",
        ]
    ),
    min_size=1,
    max_size=6,
)


@given(st.lists(sentences.map("\n".join), min_size=1, max_size=4))
def test_every_sentence_of_an_answer_is_found_in_its_passages_again(texts: list[str]) -> None:
    passages: list[Passage] = [passage(text, document=str(number)) for number, text in enumerate(texts)]
    written = answer(task("overdue?", *passages))
    for claim in split_sentences(written):
        assert not states_something(claim.text) or find_quote(bare_statement(claim.text), texts)


def test_a_heading_that_was_asked_for_gives_way_to_what_stands_below_it() -> None:
    text = "Sick leave\nA note is needed.\n\nBereavement leave\nFive paid days off are given."
    assert answer(task("bereavement leave", passage(text))).startswith("Five paid days off are given. [1]")


def test_what_a_follow_up_asks_anew_stands_in_its_quote_where_it_stands_anywhere() -> None:
    rows = passage("The pool opens at 8 on Saturdays. It opens at 9 on Sundays.")
    whole = task("When does the pool open on Sundays?", rows)
    assert answer(replace(whole, stressed="on Sundays?")).endswith("It opens at 9 on Sundays. [1]")
    assert answer(replace(whole, stressed="on Fridays?")) == answer(whole)


def test_a_follow_up_is_not_answered_by_what_was_quoted_before_where_more_is_known() -> None:
    fines = passage(
        "Whoever has an overdue book pays 60 euros. An overdue book costs 35 euros for whoever pays at once."
    )
    first = task("What does an overdue book cost?", fines)
    before = (
        Turn(Author.USER, first.question),
        Turn(Author.ASSISTANT, "Whoever has an overdue book pays 60 euros. [1]"),
    )
    anew = replace(first, stressed="and if I pay straight away?")
    assert answer(anew).startswith("Whoever has an overdue book pays 60 euros. [1]")
    assert answer(replace(anew, history=before)) == "An overdue book costs 35 euros for whoever pays at once. [1]"


OLD = passage(
    "Members may keep a boat. A boat place in the shed costs 40 euros a year.",
    document="club-rules-2022.txt",
    head="Rowing club\nClub rules 2022",
)
NEW = passage(
    "For a boat place in the shed 65 euros are due each year. Guests row on Sundays.",
    document="club-rules-2025.txt",
    head="Rowing club\nClub rules, valid from 1 May 2025",
)


def replace_text(one: Passage, text: str) -> Passage:
    chunk = replace(one.stored.chunk, text=text, end=len(text))
    return replace(one, stored=replace(one.stored, chunk=chunk))


@pytest.mark.parametrize("passages", [(OLD, NEW), (NEW, OLD)])
def test_of_an_old_and_a_new_rule_only_the_new_one_is_quoted(passages: tuple[Passage, ...]) -> None:
    quoted = answer(task("How much is a boat place in the shed?", *passages))
    assert "65 euros" in quoted
    assert "40 euros" not in quoted


def test_asked_for_what_holds_now_a_newer_document_answers_in_whatever_words() -> None:
    rules = replace_text(OLD, "The treasurer of the club is Lily Brandt.")
    minutes = replace_text(NEW, "At the meeting Tomasz Wierzba was elected as the treasurer.")
    asked = "Who is the treasurer of the club now?"
    assert "Wierzba" in answer(task(asked, rules, minutes))
    assert "Brandt" not in answer(task(asked, rules, minutes))
    assert "Brandt" in answer(task(asked, rules))
    assert "Brandt" in answer(task(asked.replace(" now", ""), rules, minutes))


def test_the_old_rule_is_quoted_where_it_is_asked_for() -> None:
    quoted = answer(task("How much was a boat place in the shed in 2023?", NEW, OLD))
    assert "40 euros" in quoted
    assert "65 euros" not in quoted


def test_old_and_new_are_quoted_where_both_are_asked_for() -> None:
    quoted = answer(task("How did the price of a boat place in the shed change?", NEW, OLD), UnsureReader())
    assert "40 euros" in quoted
    assert "65 euros" in quoted


def test_the_year_that_names_a_document_need_not_stand_in_the_sentence_that_answers() -> None:
    old = passage(
        "Valid from 1 May 2022 until the club has new rules. Every boat pays 40 euros for its place.",
        document="rules.txt",
        head="Rowing club\nRules\nValid from 1 May 2022",
    )
    assert answer(task("How much did a boat pay for its place under the rules of 2022?", old)) == (
        "Every boat pays 40 euros for its place. [1]"
    )


def test_a_year_is_held_by_a_range_of_time_that_it_lies_in() -> None:
    text = "Sheds built before May 2019 have room for 12 boats."
    assert answer(task("How many boats have room in sheds built in 2015?", passage(text)))
    assert not answer(task("How many boats have room in sheds built in 2021?", passage(text)), UnsureReader())
