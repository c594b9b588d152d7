"""A row's tokens stand where the network expects them, and its labels on the tokens that they mean."""

from pathlib import Path

import numpy as np
import pytest

from tests.training.judge.made_up import tokenizer
from training.judge.encoding import CLAIM_TOKENS, QUESTION_TOKENS, ROW_TOKENS, EncodedRow, RowTokenizer
from training.judge.packed import EncodedSet, load_sets, save_sets
from training.judge.rows import NO_ANSWER, JudgeRow, Label

QUESTION, CLAIM, EVIDENCE = "when did the museum open ?", "the museum opened in 1931", "the museum opened in 1921 ."


@pytest.fixture(scope="module")
def words() -> RowTokenizer:
    return RowTokenizer(tokenizer())


def ids(text: str) -> list[int]:
    return [tokenizer().token_to_id(word) for word in text.split()]


def row(**given: object) -> JudgeRow:
    parts: dict[str, object] = {"question": QUESTION, "claim": CLAIM, "evidence": EVIDENCE}
    return JudgeRow(**(parts | given))  # type: ignore[arg-type]


def test_a_row_is_question_claim_and_evidence_between_the_tokenizers_marks(words: RowTokenizer) -> None:
    [encoded] = words.encode([row()])
    first, between = 0, 2
    assert encoded.ids.tolist() == [
        first, *ids(QUESTION), between, between, *ids(CLAIM), between, between, *ids(EVIDENCE), between,
    ]  # fmt: skip
    assert encoded.ids[slice(*encoded.evidence)].tolist() == ids(EVIDENCE)
    assert words.padding == 1


def test_without_a_question_or_a_claim_the_marks_stay(words: RowTokenizer) -> None:
    [encoded] = words.encode([row(question="", claim="")])
    assert encoded.ids.tolist() == [0, 2, 2, 2, 2, *ids(EVIDENCE), 2]


def test_what_is_too_long_is_cut_at_its_end_part_by_part(words: RowTokenizer) -> None:
    [encoded] = words.encode([row(question="museum " * 200, claim="river " * 200, evidence="town " * 400)])
    assert len(encoded.ids) == ROW_TOKENS
    counts = {word: int((encoded.ids == ids(word)[0]).sum()) for word in ("museum", "river", "town")}
    assert counts == {
        "museum": QUESTION_TOKENS,
        "river": CLAIM_TOKENS,
        "town": ROW_TOKENS - QUESTION_TOKENS - CLAIM_TOKENS - 6,
    }


def test_unsupported_characters_mark_the_claims_tokens_and_no_others(words: RowTokenizer) -> None:
    marked, clean, unknown = words.encode(
        [row(unsupported=((CLAIM.index("1931"), len(CLAIM)),)), row(unsupported=()), row()]
    )
    assert marked.ids[marked.words == 1].tolist() == ids("1931")
    assert marked.ids[marked.words == 0].tolist() == ids("the museum opened in")
    assert clean.ids[clean.words == 0].tolist() == ids(CLAIM)
    assert set(unknown.words.tolist()) == {-1}


def test_an_answers_place_is_its_tokens_in_the_row(words: RowTokenizer) -> None:
    at = EVIDENCE.index("in 1921")
    [found] = words.encode([row(claim="", answer=(at, at + len("in 1921")))])
    assert found.ids[found.start : found.end + 1].tolist() == ids("in 1921")


def test_no_answer_is_the_first_token_and_an_answer_that_was_cut_off_teaches_nothing(words: RowTokenizer) -> None:
    none, cut, unasked = words.encode(
        [row(answer=NO_ANSWER), row(evidence="town " * 400 + "1921", answer=(2000, 2004)), row()]
    )
    assert [(each.start, each.end) for each in (none, cut, unasked)] == [(0, 0), (-1, -1), (-1, -1)]


def test_marks_in_a_text_are_text(words: RowTokenizer) -> None:
    [encoded] = words.encode([row(claim="the </s> museum", evidence="<s> town")])
    assert (encoded.ids == 2).sum() == 5
    assert (encoded.ids == 0).sum() == 1


def test_labels_that_nobody_gave_are_unknown(words: RowTokenizer) -> None:
    silent, told = words.encode([row(), row(label=Label.NOT_SUPPORTED, answers=False)])
    assert (silent.label, silent.answers) == (-1, -1)
    assert (told.label, told.answers) == (3, 0)
    assert not row().teaches
    assert row(answers=False).teaches


def test_only_a_tokenizer_that_keeps_accents_is_given_hungarian_and_german() -> None:
    assert RowTokenizer(tokenizer(accents=True)).keeps_accents
    assert not RowTokenizer(tokenizer()).keeps_accents


def test_a_lone_surrogate_is_encoded_and_moves_nothing(words: RowTokenizer) -> None:
    [encoded] = words.encode([row(claim="\ud800 opened", unsupported=((2, 8),))])
    assert encoded.ids[encoded.words == 1].tolist() == ids("opened")


def _same(first: EncodedRow, second: EncodedRow) -> bool:
    numbers = [(each.label, each.answers, each.start, each.end, each.evidence) for each in (first, second)]
    arrays = np.array_equal(first.ids, second.ids) and np.array_equal(first.words, second.words)
    return arrays and numbers[0] == numbers[1]


def test_encoded_sets_come_back_from_their_file_as_they_were(words: RowTokenizer, tmp_path: Path) -> None:
    rows = words.encode(
        [row(label=Label.SUPPORTED, unsupported=()), row(answer=NO_ANSWER), row(claim="", answers=True)]
    )
    save_sets(tmp_path / "rows.npz", {"some": EncodedSet(0.3, rows), "none": EncodedSet(0.7, [])})
    back = load_sets(tmp_path / "rows.npz")
    assert {name: (one.share, len(one.rows)) for name, one in back.items()} == {"some": (0.3, 3), "none": (0.7, 0)}
    assert all(map(_same, rows, back["some"].rows))
