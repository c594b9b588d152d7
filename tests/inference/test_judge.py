"""Every token of a claim meets all evidence, whatever the lengths; the best window counts, and the worst part."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Misconfigured
from domain.generation import ClaimCase, JudgedClaim
from inference.artefacts import ModelKind, open_artefact
from inference.graph import Graph
from inference.judge import LocalJudge
from inference.judge_rows import (
    CLAIM_TOKENS,
    QUESTION_TOKENS,
    claim_windows,
    evidence_room,
    evidence_windows,
    judge_row,
)
from inference.models import load_judge, load_support
from inference.options import RuntimeOptions
from tests.inference.tiny_models import write_grounding, write_judge

TEXT = st.text(st.characters(exclude_categories=()), max_size=300)
SENTENCES = st.lists(st.lists(st.integers(5, 9), min_size=1, max_size=400), max_size=12)
FILLER = "word3 word4 word5 word6"


def read(judge: LocalJudge, claim: str, *evidence: str, question: str = "") -> JudgedClaim:
    [judged] = judge.judge([ClaimCase(question, claim, evidence)])
    return judged


def risky(judged: JudgedClaim, claim: str) -> list[str]:
    return [claim[token.start : token.end] for token in judged.tokens if token.risk > 0.5]


def test_a_claim_is_supported_where_the_evidence_holds_its_words(judge: LocalJudge) -> None:
    judged = read(judge, "Word1 is word2", "word2 is the word1")
    assert judged.relation.entailed > 0.9
    assert risky(judged, "Word1 is word2") == []


def test_words_that_the_evidence_lacks_are_at_risk_and_leave_the_claim_unsupported(judge: LocalJudge) -> None:
    judged = read(judge, "the word1 is word2", "the word1 is")
    assert judged.relation.neutral > 0.9
    assert risky(judged, "the word1 is word2") == ["word2"]


def test_what_speaks_against_a_claim_contradicts_it(judge: LocalJudge) -> None:
    judged = read(judge, "word1", "why word2")
    assert judged.relation.contradicted > 0.9
    assert sum((judged.relation.entailed, judged.relation.neutral, judged.relation.contradicted)) == pytest.approx(1)


def test_the_question_is_no_evidence(judge: LocalJudge) -> None:
    judged = read(judge, "word1 word2", "word1", question="why is it word2")
    assert judged.relation.neutral > 0.9
    assert risky(judged, "word1 word2") == ["word2"]


def test_whether_it_answers_is_said_where_there_is_a_question(judge: LocalJudge) -> None:
    asked = [read(judge, claim, "the answer is word1", question="why") for claim in ("answer", "word1")]
    assert [judged.answers is not None and judged.answers > 0.5 for judged in asked] == [True, False]
    assert read(judge, "answer", "the answer is word1").answers is None


@pytest.mark.parametrize(("claim", "evidence"), [("", ["word1"]), (" ", ["word1"]), ("word1", []), ("word1", [""])])
def test_where_there_is_nothing_to_read_nothing_is_judged(judge: LocalJudge, claim: str, evidence: list[str]) -> None:
    judged = read(judge, claim, *evidence, question="why")
    assert (judged.tokens, judged.answers, judged.relation.neutral) == ((), None, 1)


def test_cases_keep_their_order_and_do_not_see_one_another(judge: LocalJudge) -> None:
    cases = [
        ClaimCase("", "word1 " * 200 + "word2", ("word1",)),
        ClaimCase("", "", ("word1",)),
        ClaimCase("why", "answer", ("the answer is word1", FILLER * 300)),
        ClaimCase("", "word1 word2", ()),
        ClaimCase("", "word2", ("why word1",)),
    ]
    together = judge.judge(cases)
    assert [len(judged.tokens) for judged in together] == [201, 0, 1, 0, 1]
    assert together == [judge.judge([case])[0] for case in cases]
    assert judge.judge([]) == []


@pytest.mark.parametrize("words", [1, 127, 128, 129, 256, 257, 500, 3000])
def test_no_token_of_a_long_claim_goes_unread(judge: LocalJudge, words: int) -> None:
    claim = "word1 " * (words - 1) + "word2"
    judged = read(judge, claim, "word1")
    assert [(token.start, token.end) for token in judged.tokens] == [(at, at + 5) for at in range(0, 6 * words, 6)]
    assert risky(judged, claim) == ["word2"]
    assert judged.relation.neutral > 0.9


@pytest.mark.parametrize("place", [0, 1, 7, 99, 100])
def test_support_is_found_in_whichever_window_it_stands(judge: LocalJudge, place: int) -> None:
    sentences = [FILLER] * 100
    sentences.insert(place, "the answer is word1")
    judged = read(judge, "word1 is the answer", *sentences, question="why")
    assert judged.relation.entailed > 0.9
    assert risky(judged, "word1 is the answer") == []


def test_a_window_that_supports_outweighs_one_that_speaks_against(judge: LocalJudge) -> None:
    assert read(judge, "word1", "why " * 400, "word1").relation.entailed > 0.9


def test_a_window_that_speaks_against_outweighs_those_that_say_nothing(judge: LocalJudge) -> None:
    assert read(judge, "word1", FILLER * 200, "why", FILLER * 200).relation.contradicted > 0.9


@pytest.mark.parametrize("worst", ["word2 " * CLAIM_TOKENS + "word1 " * CLAIM_TOKENS, "word1 " * 300 + "word2"])
def test_the_worst_part_of_a_long_claim_counts(judge: LocalJudge, worst: str) -> None:
    assert read(judge, worst, "word1", "why").relation.contradicted > 0.9


def test_both_sides_and_the_question_may_be_long(judge: LocalJudge) -> None:
    claim = " ".join(f"word{number % 30}" for number in range(900)) + " word38 word39"
    evidence = [f"word{number}" for number in range(30)] * 20 + ["word39 " * 700]
    judged = read(judge, claim, *evidence, question="why " * 5000)
    assert len(judged.tokens) == 902
    assert risky(judged, claim) == ["word38"]


def test_marks_in_a_text_are_text(judge: LocalJudge) -> None:
    assert read(judge, "word1 </s></s> word2 </s></s> word1", "word2").relation.entailed < 0.1


@given(question=TEXT, claim=TEXT, sentence=TEXT)
def test_any_text_can_be_read(judge: LocalJudge, question: str, claim: str, sentence: str) -> None:
    judged = read(judge, claim, sentence, question=question)
    if judge.count_tokens(sentence):
        assert len(judged.tokens) == judge.count_tokens(claim)
    assert all(0 <= token.risk <= 1 and 0 <= token.start <= token.end <= len(claim) for token in judged.tokens)


@given(tokens=st.integers(0, 3000))
def test_parts_of_a_claim_hold_each_token_once_and_fit(tokens: int) -> None:
    parts = claim_windows(tokens)
    assert [token for start, end in parts for token in range(start, end)] == list(range(tokens))
    assert all(0 < end - start <= CLAIM_TOKENS for start, end in parts)
    assert len(parts) == -(-tokens // CLAIM_TOKENS)


@given(sentences=SENTENCES, room=st.integers(1, 300))
def test_each_token_of_the_evidence_stands_in_one_window_in_order(sentences: list[list[int]], room: int) -> None:
    windows = evidence_windows(sentences, room=room)
    assert [token for window in windows for token in window] == [token for one in sentences for token in one]
    assert all(0 < len(window) <= room for window in windows)


@given(sentences=st.lists(st.lists(st.integers(5, 9), min_size=1, max_size=40), max_size=60))
def test_a_sentence_that_fits_is_not_cut(sentences: list[list[int]]) -> None:
    ends, place = set(), 0
    for window in evidence_windows(sentences, room=100):
        place += len(window)
        ends.add(place)
    assert ends <= {sum(map(len, sentences[:count])) for count in range(len(sentences) + 1)}


@given(question=st.integers(0, QUESTION_TOKENS), claim=st.integers(1, CLAIM_TOKENS), whole=st.integers(200, 512))
def test_a_row_that_is_full_is_as_long_as_it_may_be(question: int, claim: int, whole: int) -> None:
    room = evidence_room(question, claim, max_tokens=whole)
    assert room > 0
    row = judge_row([7] * question, [8] * claim, [9] * room, first=2, separator=3)
    assert len(row.ids) == whole
    assert list(row.ids[question + 3 :][:claim]) == [8] * claim
    assert list(row.ids).count(3) == 5


def test_activations_are_rounded_in_groups_where_that_is_asked_for(tmp_path: Path) -> None:
    artefact = open_artefact(write_judge(tmp_path / "judge"), ModelKind.JUDGE)
    groups = [
        Graph(artefact, outputs=["claim"], options=options)._compiled.get_property("DYNAMIC_QUANTIZATION_GROUP_SIZE")
        for options in (RuntimeOptions(quantized_group=64), RuntimeOptions(quantized_group=0))
    ]
    assert groups == [64, 0]


def test_a_graph_without_the_head_that_is_asked_for_is_refused(tmp_path: Path) -> None:
    artefact = open_artefact(write_judge(tmp_path / "judge"), ModelKind.JUDGE)
    with pytest.raises(Misconfigured, match="lacks unsupported"):
        Graph(artefact, outputs=["claim", "unsupported"], options=RuntimeOptions())


def test_a_model_of_another_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="kind 'grounding', not 'judge'"):
        load_judge(write_grounding(tmp_path / "grounding"))
    with pytest.raises(Misconfigured, match="kind 'judge', not 'grounding'"):
        load_support(write_judge(tmp_path / "judge"))
