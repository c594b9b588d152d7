"""Claims are sentences with exact offsets, in English and Hungarian, whole or streamed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.answers import Claim
from monitoring.claims.splitting import ClaimSplitter, split_claims
from monitoring.claims.statements import bare_statement
from text.marks import states_something
from text.sentences import MAX_CLAIM_CHARACTERS

FRAGMENTS = [
    "The fee is 5.5 EUR", "Dr. Kovács", "pl. ez", "stb.", "2024. május 5.", "XIV. Lajos", "e.g. this", "U.S.", "[1]",
    "[1, 2]", "[", "]", ".", "!", "?", "...", "…", " ", "  ", "\n", "\n\n", "- item", "1. item", "# Head", "| a | b |",
    "|---|", "```", "~~~", "“quoted.”", "(aside.)", "https://a.b/c?x=1.", "😀", "árvíz", "Tűrő", "x", "12", "。",
    "*", ">", "long " * 40, "\t", "\u2028", "\r\n", "【1】", "【2†source】", "[^1]", "[1](file.txt)", "(1).", "[1](",
    "(source 1)", "« Non. »", "z. B.", "Inc.", "Yahoo!", "Abs. 2", "31. Dezember", "।", "．", "| a |\n|---|\n",
    "```\nx. Y\n```\n",
    "Sure!", "Hello.", "Is it?", "Here is what I found:", "I could not find it.", "Please ask the desk.", "It was",
]  # fmt: skip
texts = st.one_of(st.text(max_size=200), st.lists(st.sampled_from(FRAGMENTS), max_size=40).map("".join))


def sentences(text: str) -> list[str]:
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
    claims = split_claims("word " * 1000 + "x" * 5000)
    assert max(len(claim.text) for claim in claims) <= MAX_CLAIM_CHARACTERS


@given(texts)
def test_claims_are_ordered_slices_that_cover_all_that_is_not_blank(text: str) -> None:
    position = 0
    for claim in split_claims(text):
        assert text[claim.start : claim.end] == claim.text == claim.text.strip() != ""
        assert not text[position : claim.start].strip()
        position = claim.end
    assert not text[position:].strip()


@settings(max_examples=300)
@given(st.data(), st.one_of(texts, texts.map(lambda text: text + "word " * 320 + text)))
def test_a_stream_gives_the_same_claims_however_it_is_cut(data: st.DataObject, text: str) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=30)))
    stream = ClaimSplitter()
    claims: list[Claim] = []
    for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True):
        claims.extend(stream.feed(text[start:end]))
    assert (*claims, *stream.flush()) == split_claims(text)


def test_a_bare_statement_has_no_decoration() -> None:
    assert bare_statement("- 1. **Fees** are due. [1][2]") == "Fees are due."
