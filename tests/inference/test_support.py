"""Every token of every claim is read against all evidence, alone or beside others, whatever the lengths."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.generation import ClaimReading, EvidencePair
from inference.support import LocalSupport
from inference.support_rows import CLAIM_TOKENS, claim_parts, evidence_windows

TEXT = st.text(st.characters(exclude_categories=()), max_size=300)
SENTENCES = st.lists(st.lists(st.integers(5, 9), min_size=1, max_size=40), max_size=6)
SEPARATOR = 3


def risky(support: LocalSupport, passages: Sequence[Sequence[str]], claim: str) -> list[str]:
    [reading] = support.read([claim], passages)
    return [claim[token.start : token.end] for token in reading.tokens if token.risk > 0.5]


def test_words_that_the_evidence_lacks_are_at_risk(support: LocalSupport) -> None:
    assert risky(support, [["the answer is word1"]], "the Answer is word2") == ["word2"]


def test_claims_keep_their_order_and_do_not_see_one_another(support: LocalSupport) -> None:
    claims = ["word1 " * count + "word2" for count in (3, 0, 70, 1)]
    together = support.read(claims, [["word1"]])
    assert [len(reading.tokens) for reading in together] == [4, 1, 71, 2]
    assert [risks(reading) for reading in together] == [
        risks(support.read([claim], [["word1"]])[0]) for claim in claims
    ]
    assert support.read([], [["word1"]]) == []


@pytest.mark.parametrize("words", [1, 63, 64, 65, 127, 128, 129, 500, 3000])
def test_no_token_of_a_long_claim_goes_unread(support: LocalSupport, words: int) -> None:
    claim = "word1 " * (words - 1) + "word2"
    [reading] = support.read([claim], [["word1"]])
    assert [(token.start, token.end) for token in reading.tokens] == [(at, at + 5) for at in range(0, 6 * words, 6)]
    assert [claim[t.start : t.end] for t in reading.tokens if t.risk > 0.5] == ["word2"]


@pytest.mark.parametrize("place", [0, 1, 7, 39, 40])
def test_support_is_found_in_whichever_window_it_stands(support: LocalSupport, place: int) -> None:
    sentences = ["word3 word4 word5 word6"] * 40
    sentences.insert(place, "the answer is word1")
    assert risky(support, [sentences[:20], sentences[20:]], "word1 word2") == ["word2"]


def test_no_token_goes_unread_where_both_sides_are_long(support: LocalSupport) -> None:
    evidence = [[f"word{number}" for number in range(30)] * 20, ["word39 " * 700]]
    claim = " ".join(f"word{number % 30}" for number in range(900)) + " word38 word39"
    [reading] = support.read([claim], evidence)
    assert len(reading.tokens) == 902
    assert [claim[t.start : t.end] for t in reading.tokens if t.risk > 0.5] == ["word38"]


def test_many_claims_are_read_as_well_as_few(support: LocalSupport) -> None:
    claims = [f"word{number % 30} is word39" for number in range(200)]
    readings = support.read(claims, [[f"word{number} is" for number in range(30)]])
    assert all(risks(reading)[:-1] == [False, False] and risks(reading)[-1] for reading in readings)


@pytest.mark.parametrize(("claims", "passages"), [(["", " "], [["word1"]]), (["word1"], []), (["word1"], [[]])])
def test_where_there_is_nothing_to_read_no_token_is_judged(
    support: LocalSupport, claims: list[str], passages: list[list[str]]
) -> None:
    readings = support.read(claims, passages)
    assert [reading.tokens for reading in readings] == [()] * len(claims)
    assert all(reading.relation.neutral == 1 for reading in readings)


def test_a_claim_is_entailed_where_most_of_its_words_stand(support: LocalSupport) -> None:
    same, other = support.compare([EvidencePair("word1 word2", "word1 word2"), EvidencePair("word1", "word3 word4")])
    assert same.entailed > 0.5 > same.contradicted
    assert other.contradicted > 0.5 > other.entailed
    assert same.entailed + same.neutral + same.contradicted == pytest.approx(1)


def test_a_window_that_supports_a_claim_outweighs_one_that_speaks_more_strongly_against_it(
    support: LocalSupport,
) -> None:
    [relation] = support.compare([EvidencePair("word3 " * 900 + "word1 word2", "word1 word2")])
    assert relation.entailed > 0.5


def test_the_part_of_a_long_claim_that_is_contradicted_decides(support: LocalSupport) -> None:
    [relation] = support.compare([EvidencePair("word1 word2", "word1 word2 " * 64 + "word3 word4 " * 64)])
    assert relation.contradicted > 0.5


@given(claim=TEXT, passage=TEXT)
def test_any_text_can_be_read(support: LocalSupport, claim: str, passage: str) -> None:
    [reading] = support.read([claim], [[passage]])
    if support.count_tokens(passage):
        assert len(reading.tokens) == support.count_tokens(claim)
    assert all(0 <= token.risk <= 1 and 0 <= token.start <= token.end <= len(claim) for token in reading.tokens)


@given(tokens=st.integers(0, 2000))
def test_parts_judge_each_token_once(tokens: int) -> None:
    parts = claim_parts(0, tokens=tokens)
    assert [token for part in parts for token in range(part.first, part.end)] == list(range(tokens))
    assert all(part.start <= part.first and part.end - part.start <= CLAIM_TOKENS for part in parts)


@given(passages=st.lists(SENTENCES, max_size=4), room=st.integers(130, 300))
def test_windows_hold_all_evidence_in_order_and_fit(passages: list[list[list[int]]], room: int) -> None:
    windows = evidence_windows(passages, room=room, separator=SEPARATOR)
    told = [token for window in windows for token in window if token != SEPARATOR]
    assert told == [token for passage in passages for sentence in passage for token in sentence]
    assert all(0 < len(window) <= room for window in windows)


def risks(reading: ClaimReading) -> list[bool]:
    return [token.risk > 0.5 for token in reading.tokens]
