"""tantivy equals its brute-force formula, and a question is never parsed as a query language."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.analysis import Field, analysis_of
from retrieval.lexical import MOST_TERMS, LexicalIndex

K1, B = 1.2, 0.75

WORDS = """
invoice invoices delivery delivered deliver contract contracts notice period holiday holidays leave parental
insurance insured claim claims claimed travel travelling expense expenses receipt approve approved approval
manager office key card badge lost password reset laptop phone repair repaired warranty purchase order supplier
""".split()  # noqa: SIM905  a column of words reads better than their quotes


def one_byte_length(length: int) -> int:
    """A field's length as Lucene keeps it: exact up to 40, then with three bits after the leading one."""
    excess = length - 24
    if excess < 16:
        return length
    shift = excess.bit_length() - 4
    return 24 + ((excess >> shift) << shift)


class BruteForce:
    """Lucene's BM25, summed over the different terms of each field."""

    def __init__(self, texts: Mapping[int, str], language: str) -> None:
        self._analysis = analysis_of(language)
        analysed = {chunk_id: self._analysis.terms(text) for chunk_id, text in texts.items()}
        self._counts = {
            field: {chunk_id: Counter(terms[field]) for chunk_id, terms in analysed.items()} for field in Field
        }

    def scores(self, query: str) -> dict[int, float]:
        scores: Counter[int] = Counter()
        for field, terms in self._analysis.terms(query).items():
            of_field = self._counts[field]
            mean_length = sum(counts.total() for counts in of_field.values()) / len(of_field)
            for term in set(terms):
                holding = sum(term in counts for counts in of_field.values())
                idf = math.log(1 + (len(of_field) - holding + 0.5) / (holding + 0.5))
                for chunk_id, counts in of_field.items():
                    if frequency := counts[term]:
                        norm = K1 * (1 - B + B * one_byte_length(counts.total()) / mean_length)
                        scores[chunk_id] += idf * frequency * (K1 + 1) / (frequency + norm)
        return scores


def sentences(count: int, *, seed: int) -> dict[int, str]:
    chance = np.random.default_rng(seed)
    return {i: " ".join(chance.choice(WORDS, size=chance.integers(3, 90))) for i in range(1, count + 1)}


def index_of(texts: Mapping[int, str], folder: Path, language: str = "en") -> LexicalIndex:
    index = LexicalIndex(folder, analysis_of(language))
    index.apply(added=texts, removed=[])
    return index


@pytest.mark.parametrize("language", ["en", "hu", "xx"])
def test_the_ten_best_are_those_of_the_brute_force_formula(tmp_path: Path, language: str) -> None:
    texts = sentences(400, seed=1)
    index, formula = index_of(texts, tmp_path, language), BruteForce(texts, language)
    for query in sentences(30, seed=2).values():
        short = " ".join(query.split()[:8])
        expected = formula.scores(short)
        hits = index.search(short, limit=10)
        tops = sorted(expected.values(), reverse=True)[:10]
        assert [hit.score for hit in hits] == pytest.approx(tops, rel=1e-4)
        for hit in hits:
            assert hit.score == pytest.approx(expected[hit.chunk_id], rel=1e-4)


def test_the_ten_best_are_the_same_when_written_in_many_pieces(tmp_path: Path) -> None:
    texts = sentences(120, seed=3)
    index = LexicalIndex(tmp_path, analysis_of("en"))
    for first in range(1, 121, 10):
        index.apply(added={i: texts[i] for i in range(first, first + 10)}, removed=[])
    expected = sorted(BruteForce(texts, "en").scores("parental leave notice").values(), reverse=True)[:10]
    assert [hit.score for hit in index.search("parental leave notice", limit=10)] == pytest.approx(expected, rel=1e-4)


@settings(max_examples=80, deadline=None)
@given(
    query=st.text(max_size=60)
    | st.sampled_from(["a AND", "stems:invoice", '"', "[* TO *]", "-invoice", "(", "\\", "/x/"])
)
def test_no_question_is_too_odd_to_search_for(shared_index: LexicalIndex, query: str) -> None:
    for hit in shared_index.search(query, limit=5):
        assert hit.score > 0


@pytest.fixture(scope="module")
def shared_index(tmp_path_factory: pytest.TempPathFactory) -> LexicalIndex:
    return index_of(sentences(50, seed=4), tmp_path_factory.mktemp("lexical"))


@pytest.mark.parametrize(
    "query", ["-invoice", "NOT invoice", "stems:invoice", 'invoice"', "(invoice", "invoice^9", "+invoice"]
)
def test_operators_are_only_text(tmp_path: Path, query: str) -> None:
    index = index_of({1: "The invoice is here.", 2: "Nothing of the kind."}, tmp_path)
    assert index.search(query, limit=5)[0].chunk_id == 1


def test_a_lone_surrogate_and_an_emoji_find_nothing_and_break_nothing(tmp_path: Path) -> None:
    index = index_of({1: "The invoice is here."}, tmp_path)
    assert index.search("\ud800", limit=5) == []
    assert index.search("🙂🙃", limit=5) == []
    assert index.search("", limit=5) == []


def test_a_very_long_question_is_searched_by_its_rarest_terms(tmp_path: Path) -> None:
    texts = {i: f"common{i % 7} shared{i % 11} rare{i}" for i in range(1, 400)}
    index = index_of(texts, tmp_path)
    question = " ".join(f"common{n} shared{n}" for n in range(11)) + " " + " ".join(f"rare{i}" for i in range(1, 100))
    assert len(question.split()) > MOST_TERMS
    assert {hit.chunk_id for hit in index.search(question, limit=60)} <= set(range(1, 100))


def test_a_replaced_text_is_found_by_its_new_words_only(tmp_path: Path) -> None:
    index = index_of({1: "old invoice", 2: "other"}, tmp_path)
    index.apply(added={1: "new contract"}, removed=[2])
    assert index.search("invoice other", limit=5) == []
    assert [hit.chunk_id for hit in index.search("contract", limit=5)] == [1]
    assert len(index) == 1


def test_the_files_do_not_hold_the_text(tmp_path: Path) -> None:
    index_of({1: "Confidential salaries of the board"}, tmp_path)
    assert not any(b"Confidential salaries" in path.read_bytes() for path in tmp_path.iterdir())


@pytest.mark.parametrize(
    ("language", "text", "question"),
    [
        ("en", "The contracts were delivered.", "contract delivery delivering"),
        ("hu", "A szabadságot a munkavállalóknak kell kérelmezniük.", "munkavállaló szabadsága"),
        ("hu", "A kutyáinknak nincs gazdájuk.", "kutya"),
        ("hu", "Az ügyfélszolgálat elérhetősége", "ugyfelszolgalatot"),
        ("de", "Die Verträge wurden gekündigt.", "vertrag"),
        ("xx", "Żółty samochód", "zolty samochodem"),
        ("en", "A szabadságot a munkavállalóknak kell kérelmezniük.", "munkavallalo"),
    ],
)
def test_other_forms_of_a_word_find_it(tmp_path: Path, language: str, text: str, question: str) -> None:
    index = index_of({1: text, 2: "Something else entirely."}, tmp_path, language)
    assert [hit.chunk_id for hit in index.search(question, limit=5)] == [1]


def test_heads_are_the_first_letters_of_words_without_accents() -> None:
    assert analysis_of("xx").terms("Samochodem, żółtym; 12345678")[Field.HEADS] == ["samoc", "zolty", "12345"]


def test_ligatures_and_composed_letters_are_one_form() -> None:
    terms: Sequence[str] = analysis_of("en").terms("oﬃce cafe\u0301")[Field.STEMS]
    assert terms == analysis_of("en").terms("office café")[Field.STEMS]


@pytest.mark.parametrize(
    ("text", "other", "question"),
    [
        ("图书馆在下午六点关闭。", "停车场有十个车位。", "图书馆几点关闭？"),
        ("会员费每年三百元。", "会议室可容纳四十人。", "会员费"),
        ("図書館は午後六時に閉まります。", "駐車場は無料です。", "図書館は何時に閉まりますか"),
        ("ห้องสมุดปิดเวลาหกโมงเย็น", "ที่จอดรถมีสิบคัน", "ห้องสมุดปิดกี่โมง"),
        ("도서관은 여섯 시에 닫습니다.", "주차장은 무료입니다.", "도서관"),
    ],
)
def test_words_that_no_blanks_part_are_found_within_a_sentence(
    tmp_path: Path, text: str, other: str, question: str
) -> None:
    index = index_of({1: other, 2: text}, tmp_path, "en")
    assert index.search(question, limit=5)[0].chunk_id == 2


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("CR-7994/B", "CR7994/B"),
        ("CR-7994/B", "cr7994b"),
        ("BX-4410/A", "BX4410"),
        ("BX4410", "BX-4410"),
        ("EL\u20112205", "EL2205"),
    ],
)
def test_a_code_is_found_with_and_without_its_hyphens(tmp_path: Path, written: str, asked: str) -> None:
    index = index_of(
        {1: "Code: CR-7949/B; Price: 12", 2: f"Code: {written}; Price: 48", 3: "Code: BX-4401/A"}, tmp_path
    )
    assert index.search(f"price of {asked}", limit=5)[0].chunk_id == 2
