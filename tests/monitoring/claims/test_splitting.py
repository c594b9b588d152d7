"""Claims are sentences with exact offsets, in English and Hungarian, whole or streamed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.answers import Claim
from monitoring.claims.splitting import ClaimSplitter, is_abstention, split_claims, split_sentences
from monitoring.claims.statements import bare_statement
from text.marks import states_something
from text.sentences import MAX_CLAIM_CHARACTERS, SentenceStream

FRAGMENTS = [
    "The fee is 5.5 EUR", "Dr. Kovács", "pl. ez", "stb.", "2024. május 5.", "XIV. Lajos", "e.g. this", "U.S.", "[1]",
    "[1, 2]", "[", "]", ".", "!", "?", "...", "…", " ", "  ", "\n", "\n\n", "- item", "1. item", "# Head", "| a | b |",
    "|---|", "```", "~~~", "“quoted.”", "(aside.)", "https://a.b/c?x=1.", "😀", "árvíz", "Tűrő", "x", "12", "。",
    "*", ">", "long " * 40, "\t", "\u2028", "\r\n", "【1】", "【2†source】", "[^1]", "[1](file.txt)", "(1).", "[1](",
    "(source 1)", "« Non. »", "z. B.", "Inc.", "Yahoo!", "Abs. 2", "31. Dezember", "।", "．", "| a |\n|---|\n",
    "```\nx. Y\n```\n",
    "Sure!", "Hello.", "Is it?", "Here is what I found:", "I could not find it.", "Please ask the desk.", "It was",
    "   Open day:    29 June\n", "   Shop         closed\n", "                and in May\n", "\n      indented",
]  # fmt: skip
texts = st.one_of(st.text(max_size=200), st.lists(st.sampled_from(FRAGMENTS), max_size=40).map("".join))


def sentences(text: str) -> list[str]:
    return [claim.text for claim in split_sentences(text)]


def claims(text: str) -> list[str]:
    return [claim.text for claim in split_claims(text)]


@pytest.mark.parametrize(
    "expected",
    [
        ["A fee is 5.5 EUR. [1][2]", "Next one, e.g. this, costs 3. [3]"],
        ["Fees are due.[1, 2]", "They rise [3].", "Then they fall."],
        ['Dr. Kovács said "Stop."', "Then she left."],
        ["Acme Inc. makes it.", "George W. Bush and J. K. Rowling came.", "It ended in 2024.", "The rest is known."],
        ["He lives in the U.S.", "The end came soon."],
        ["See Fig. 3 and p. 12 of vol. 2.", "Is it so?", "Yes!"],
        ["World War II.", "Elizabeth II."],
        ["The answer is no.", "The next one is yes."],
        ["A szerződés 2024. május 5. napján lép hatályba.", "A 3. pont szerint kb. 30 nap."],
        ["Könyvek, füzetek stb. vannak itt.", "A díj u.n. alapdíj, pl. Budapesten."],
        ["Ezt a XIV. Lajos korabeli, ill. a II. Rákóczi Ferenc utcai ház mutatja.", "Özv. Nagy Pálné és ifj. Kis Pál."],
        ["Könyvek, füzetek stb.", "A többi nem."],
        ["See https://a.b/c?x=1.2 for more.", "Version 2.0.1 is out."],
        ["これは文です。", "次の文です。"],
        ["Das gilt z. B. für Hunde und d. h. i. d. R. nicht für Katzen.", "Vgl. § 8 Abs. 2 und Art. 5 Nr. 3."],
        ["Am 31. Dezember ist zu.", "Am 3. Mai gilt das bzw. Ähnliches.", "It opens at 9.", "May is quiet."],
        ["Apple Inc. CEO Tim Cook came.", "It was sold to Apple Inc.", "The price fell."],
        ["The house at 12 Mill Rd. Springfield is old.", "It is on Mill Rd.", "The next one is not."],
        ["Yahoo! Inc. was sold.", "Wow!", "Ink is dear."],
        ["Il a dit : « Non. »", "Puis il partit.", "« Oui ! » dit-il.", "Fin."],
        ["Er kam.", "»Geh«, sagte er."],
        ["पहला वाक्य।", "दूसरा वाक्य।"],
        [
            "It is 92 metres tall.【1†source】",
            "It was built in 1911.[^2]",
            "It closes at 22:00. [1](tower.txt)",
            "Next.",
        ],
    ],
)
def test_sentences_on_one_line_are_told_apart(expected: list[str]) -> None:
    assert sentences(" ".join(expected)) == expected


def test_lists_headings_tables_and_code_are_cut_at_their_lines() -> None:
    parts = [
        "# Steps",
        "The steps are:",
        "- wash it. [1]",
        "Dry it.",
        "2. fold it",
        "| a | b. C |",
        "```\nx. Y\n```",
        "End",
    ]
    text = "# Steps\nThe steps are:\n- wash it. [1] Dry it.\n2. fold it\n| a | b. C |\n```\nx. Y\n```\nEnd"
    assert sentences(text) == parts


def test_a_full_width_point_ends_a_sentence_and_no_number() -> None:
    assert sentences("これは３．５です．次です．") == ["これは３．５です．", "次です．"]


def test_a_wrapped_line_goes_on() -> None:
    text = "The contract may be ended by either side with a notice of\nThirty days, which\nstart at once. Next."
    assert sentences(text) == [text[:-6], "Next."]


def test_lines_that_blanks_align_are_told_apart() -> None:
    expected = [
        "The meeting resolved, 33 to 11, that from the first of October on these be the rents:",
        "quarter plot   GBP 21",
        "half plot      GBP 39",
        "The water charge stays as it is.",
        "These are the dates of the year, as they were set by the committee",
        "Spring work party:  Saturday, 26 April, 9:00, at the gate near the mill",
        "Open day:           Sunday, 29 June, 11:00 to 16:00, then as long as\n                       Anybody stays",
        "Autumn show:        Saturday, 6 September, village hall, doors open at 9",
        "and whoever wants to help is welcome.",
    ]
    indented = (1, 2, 5, 6, 7)
    text = "\n".join("   " * (number in indented) + line for number, line in enumerate(expected))
    assert sentences(text) == expected


def test_two_blanks_within_justified_lines_part_nothing() -> None:
    text = (
        "Whoever  keeps a boat here pays  for the berth, the water and  the light\nThat  he uses there,  by the month."
    )
    assert sentences(text) == [text]


def test_the_lines_of_a_table_of_contents_stay_whole() -> None:
    lines = ["1 Purpose and scope 4", "1.1 What this is for . . . . . . . . . . . . . . . . . . 4", "2 Line . . . 5"]
    assert sentences("\n".join(lines)) == lines


def test_marks_on_the_next_line_belong_to_the_sentence_before() -> None:
    assert sentences("One.\n[1]\nTwo.") == ["One.\n[1]", "Two."]


def test_what_holds_no_word_goes_with_the_next_sentence() -> None:
    assert sentences("Done!\n---\n😀 Next one.") == ["Done!", "---\n😀 Next one."]
    assert sentences("😀") == ["😀"]
    assert not states_something("--- [1]")


def test_a_sentence_is_released_once_the_word_after_it_is_complete() -> None:
    stream = ClaimSplitter()
    assert stream.feed("One is here. [1] Tw") == ()
    assert stream.feed("o ") == (Claim("One is here. [1]", 0, 16),)
    assert stream.flush() == (Claim("Two", 17, 20),)


def test_a_text_without_an_end_is_cut() -> None:
    assert max(map(len, claims("word " * 1000 + "x" * 5000))) <= MAX_CLAIM_CHARACTERS


@given(texts)
def test_sentences_are_ordered_slices_that_cover_all_that_is_not_blank(text: str) -> None:
    position = 0
    for claim in split_sentences(text):
        assert text[claim.start : claim.end] == claim.text == claim.text.strip() != ""
        assert not text[position : claim.start].strip()
        position = claim.end
    assert not text[position:].strip()


@settings(max_examples=300)
@given(st.data(), st.one_of(texts, texts.map(lambda text: text + "word " * 320 + text)))
def test_a_stream_gives_the_same_claims_however_it_is_cut(data: st.DataObject, text: str) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=30)))
    stream, sentence_stream = ClaimSplitter(), SentenceStream()
    found: list[Claim] = []
    spans: list[tuple[int, int]] = []
    for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True):
        found.extend(stream.feed(text[start:end]))
        spans.extend(sentence_stream.feed(text[start:end]))
    assert (*found, *stream.flush()) == split_claims(text)
    assert [*spans, *sentence_stream.flush()] == [(one.start, one.end) for one in split_sentences(text)]


@given(texts)
def test_claims_are_slices_of_sentences(text: str) -> None:
    whole = {sentence.end: sentence for sentence in split_sentences(text)}
    for claim in split_claims(text):
        assert text[claim.start : claim.end] == claim.text == claim.text.strip() != ""
        assert whole[claim.end].start <= claim.start


@pytest.mark.parametrize(
    "text",
    [
        "[1]",
        "【1】 [^2]",
        "👍",
        "Hello! How can I help you?",
        "Sure! Here is what I found:",
        "Which tower do you mean, the one of 1911?",
        "```python\nprint('The fee is 5 euros.')\n```",
        "| Ticket | Price |\n|---|---|",
    ],
)
def test_what_states_nothing_is_no_claim_and_no_abstention(text: str) -> None:
    assert (claims(text), is_abstention(text)) == ([], False)


def test_what_states_nothing_stands_beside_claims_without_becoming_one() -> None:
    text = "Sure! Here is what I found: The fee is 5 euros. [1]\n\n| A | B |\n|---|---|\n| x | 1 |\n\nAnything else? 👍"
    assert claims(text) == ["The fee is 5 euros. [1]", "| x | 1 |"]


def test_an_affirmation_is_a_claim_where_it_is_all_that_is_said() -> None:
    assert claims("Of course.") == ["Of course."]
    assert claims("Of course. The fee is 5 euros.") == ["The fee is 5 euros."]
    assert claims("Yes.") == ["Yes."]


def test_a_question_that_tells_is_a_claim() -> None:
    text = "Did you know that it was built in 1732? It is tall, isn't it?"
    assert claims(text) == ["Did you know that it was built in 1732?", "It is tall, isn't it?"]


def test_a_sentence_that_breaks_off_before_it_says_anything_is_no_claim() -> None:
    assert claims("The tower is 92 metres tall [1]. It was") == ["The tower is 92 metres tall [1]."]
    assert claims("Is it tall? It is.") == ["It is."]


def test_an_abstention_with_politeness_and_advice_claims_nothing() -> None:
    text = (
        "Sorry! I could not find this in the documents [1]. Please ask the mine itself. Can I help with anything else?"
    )
    assert (claims(text), is_abstention(text)) == ([], True)


def test_advice_without_an_abstention_before_it_is_a_claim() -> None:
    assert claims("Please ask the mine itself.") == ["Please ask the mine itself."]


def test_what_is_said_behind_an_abstention_is_a_claim() -> None:
    text = "I could not find the price for children. Adults pay 5 euros [1]."
    assert (claims(text), is_abstention(text)) == (["Adults pay 5 euros [1]."], False)


def test_a_bare_statement_has_no_decoration() -> None:
    assert bare_statement("- 1. **Fees** are due. [1][2]") == "Fees are due."
