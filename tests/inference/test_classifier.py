"""Every token of a claim gets a risk, however long claim and evidence are."""

from hypothesis import given
from hypothesis import strategies as st

from domain.generation import EvidencePair
from inference.classifier import LocalClassifier
from tests.inference.tiny_models import MAX_TOKENS


def risky(classifier: LocalClassifier, evidence: str, claim: str) -> list[str]:
    [risks] = classifier.classify([EvidencePair(evidence, claim)])
    return [claim[token.start : token.end] for token in risks if token.risk > 0.5]


def test_words_that_the_evidence_lacks_are_at_risk(classifier: LocalClassifier) -> None:
    assert risky(classifier, "the answer is word1", "the Answer is word2") == ["word2"]


def test_pairs_keep_their_order(classifier: LocalClassifier) -> None:
    pairs = [EvidencePair("word1", "word1 " * count) for count in (3, 0, 70, 1)]
    assert [len(risks) for risks in classifier.classify(pairs)] == [3, 0, 70, 1]
    assert classifier.classify([]) == []


def test_a_claim_longer_than_the_window_is_checked_to_its_end(classifier: LocalClassifier) -> None:
    claim = "word1 " * 500 + "word2"
    [risks] = classifier.classify([EvidencePair("word1", claim)])
    assert [(token.start, token.end) for token in risks] == [
        (word, word + 5) for word in range(0, len(claim), len("word1 "))
    ]
    assert risky(classifier, "word1", claim) == ["word2"]


def test_evidence_is_cut_at_its_end(classifier: LocalClassifier) -> None:
    assert risky(classifier, "word1 " + "word3 " * MAX_TOKENS + "word2", "word1 word2") == ["word2"]


def test_offsets_count_code_points_of_the_claim(classifier: LocalClassifier) -> None:
    assert risky(classifier, "🎉 \ud800 the", "🎉 \ud800 the e\u0301 word2")[-1] == "word2"


def test_tokens_are_counted_as_they_take_room(classifier: LocalClassifier) -> None:
    assert classifier.count_tokens("") == 0
    assert classifier.count_tokens("the answer, word1") == 4


@given(st.text(st.characters(exclude_categories=())), st.text(st.characters(exclude_categories=()), max_size=300))
def test_any_text_can_be_classified(classifier: LocalClassifier, evidence: str, claim: str) -> None:
    [risks] = classifier.classify([EvidencePair(evidence, claim)])
    assert len(risks) == classifier.count_tokens(claim)
    assert all(0 <= token.risk <= 1 and 0 <= token.start <= token.end <= len(claim) for token in risks)
