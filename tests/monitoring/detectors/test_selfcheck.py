"""A claim that other answers contradict is at risk, one that they repeat is not."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.generation import EvidencePair, Relation
from monitoring.detectors.detection import Inspection
from monitoring.detectors.selfcheck import Scale, Score, SelfCheck, contradicted, inconsistency, not_entailed

UNSCALED = Scale(1.0, 0.0)
YES, NO, UNSURE = Relation(0.9, 0.0, 0.1), Relation(0.1, 0.0, 0.9), Relation(0.5, 0.0, 0.5)


class WordComparison:
    """A working model: a text that holds every word of the claim entails it, any other contradicts it."""

    def __init__(self) -> None:
        self.calls: list[Sequence[EvidencePair]] = []

    def compare(self, pairs: Sequence[EvidencePair]) -> Sequence[Relation]:
        self.calls.append(pairs)
        return [YES if set(pair.claim.split()) <= set(pair.evidence.split()) else NO for pair in pairs]


class KnownRelations:
    """A working model that knows what each text says of each claim."""

    def __init__(self, known: dict[tuple[str, str], Relation]) -> None:
        self._known = known

    def compare(self, pairs: Sequence[EvidencePair]) -> Sequence[Relation]:
        return [self._known[pair.evidence, pair.claim] for pair in pairs]


def inspection(claims: Sequence[str], samples: Sequence[str]) -> Inspection:
    return Inspection(tuple(claims), tuple(frozenset() for _ in claims), (), "", tuple(samples))


def test_a_score_is_the_mean_over_the_samples() -> None:
    model = KnownRelations({("s1", "a"): YES, ("s2", "a"): NO, ("s3", "a"): NO})
    assert inconsistency(model, ["a"], ["s1", "s2", "s3"], score=contradicted) == [pytest.approx((0.1 + 0.9 + 0.9) / 3)]


def test_scores_come_in_the_order_of_the_sentences() -> None:
    model = WordComparison()
    samples = ["one two", "one three", "one"]
    assert inconsistency(model, ["one", "two", "four"], samples, score=contradicted) == pytest.approx(
        [0.1, (0.1 + 0.9 + 0.9) / 3, 0.9]
    )


def test_neutral_is_left_aside() -> None:
    model = KnownRelations({("s", "a"): Relation(0.06, 0.9, 0.04), ("s", "b"): Relation(0.6, 0.0, 0.4)})
    assert inconsistency(model, ["a", "b"], ["s"], score=contradicted) == pytest.approx([0.4, 0.4])


def test_what_a_sample_does_not_say_counts_against_a_claim_where_it_is_to() -> None:
    model = KnownRelations({("s", "a"): Relation(0.06, 0.9, 0.04), ("s", "b"): Relation(0.6, 0.0, 0.4)})
    assert inconsistency(model, ["a", "b"], ["s"], score=not_entailed) == pytest.approx([0.94, 0.4])


def test_a_text_that_is_neutral_alone_speaks_neither_way() -> None:
    assert inconsistency(KnownRelations({("s", "a"): Relation(0.0, 1.0, 0.0)}), ["a"], ["s"], score=contradicted) == [
        0.5
    ]


def test_all_pairs_go_to_the_model_in_one_call() -> None:
    model = WordComparison()
    inconsistency(model, ["one", "two"], ["s1", "s2", "s3"], score=contradicted)
    (pairs,) = model.calls
    assert len(pairs) == 6
    assert set(pairs) == {EvidencePair(sample, claim) for sample in ("s1", "s2", "s3") for claim in ("one", "two")}


def test_no_sentences_have_no_scores() -> None:
    assert inconsistency(WordComparison(), [], ["s"], score=contradicted) == []


def test_each_claim_is_judged_in_its_place() -> None:
    found = SelfCheck(WordComparison(), UNSCALED, score=not_entailed).assess(
        inspection(["two", "one"], ["one", "one three"])
    )
    assert [assessment.risk for assessment in found if assessment] == pytest.approx([0.9, 0.1])


def test_samples_that_say_nothing_are_ignored() -> None:
    model = WordComparison()
    with_blanks = SelfCheck(model, UNSCALED, score=not_entailed).assess(
        inspection(["one"], ["", "one", " \n", "[1]", "…"])
    )
    assert with_blanks == SelfCheck(model, UNSCALED, score=not_entailed).assess(inspection(["one"], ["one"]))
    assert [pair.evidence for pair in model.calls[0]] == ["one"]


@pytest.mark.parametrize("samples", [[], ["", "…"]])
def test_without_samples_nothing_is_said_and_no_model_asked(samples: list[str]) -> None:
    model = WordComparison()
    assert SelfCheck(model, UNSCALED, score=not_entailed).assess(inspection(["one", "two"], samples)) == [None, None]
    assert model.calls == []


def test_the_scale_turns_a_score_into_a_risk() -> None:
    model = KnownRelations({("sample", "claim"): UNSURE})
    (raised,) = SelfCheck(model, Scale(2.0, 1.0), score=not_entailed).assess(inspection(["claim"], ["sample"]))
    (plain,) = SelfCheck(model, UNSCALED, score=not_entailed).assess(inspection(["claim"], ["sample"]))
    assert raised is not None
    assert plain is not None
    assert raised.risk == pytest.approx(0.7310586)  # 1 / (1 + e^-1)
    assert plain.risk == pytest.approx(0.5)


@st.composite
def relations(draw: st.DrawFn) -> Relation:
    parts = [draw(st.floats(0, 1)) for _ in range(3)]
    total = sum(parts)
    return Relation(*(part / total for part in parts)) if total else Relation(0.0, 1.0, 0.0)


def more_contradicted(relation: Relation, share: float) -> Relation:
    """`share` of what spoke for the claim speaks against it."""
    moved = relation.entailed * share
    return Relation(relation.entailed - moved, relation.neutral, relation.contradicted + moved)


@pytest.mark.parametrize("score", [contradicted, not_entailed])
@given(
    table=st.integers(1, 4).flatmap(
        lambda width: st.lists(st.lists(relations(), min_size=width, max_size=width), min_size=1)
    ),
    data=st.data(),
)
def test_more_contradiction_in_one_pair_never_lowers_its_sentence_and_leaves_the_others(
    score: Score, table: list[list[Relation]], data: st.DataObject
) -> None:
    samples = [f"sample {number}" for number in range(len(table))]
    claims = [f"claim {number}" for number in range(len(table[0]))]
    known = {(samples[s], claims[c]): found for s, row in enumerate(table) for c, found in enumerate(row)}
    raised = data.draw(st.sampled_from(sorted(known)))
    worse = {**known, raised: more_contradicted(known[raised], data.draw(st.floats(0, 1)))}
    before = inconsistency(KnownRelations(known), claims, samples, score=score)
    after = inconsistency(KnownRelations(worse), claims, samples, score=score)
    place = claims.index(raised[1])
    assert after[place] >= before[place] - 1e-12
    assert after[:place] + after[place + 1 :] == before[:place] + before[place + 1 :]
    assert all(0 <= score <= 1 for score in (*before, *after))
