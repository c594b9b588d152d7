"""Contrasts mark what the rules say otherwise, and nothing that they do say."""

import random

from hypothesis import given
from hypothesis import strategies as st

from evaluation.labels import Relation
from training.contrasts import CLAIMS, contrast_examples


@given(seed=st.integers(0, 300))
def test_every_claim_says_what_it_is(seed: int) -> None:
    for example in contrast_examples(random.Random(seed), count=3):
        assert len(example.claims) == CLAIMS
        for claim in example.claims:
            assert claim.spans is not None
            assert (claim.relation is Relation.ENTAILED) == (claim.spans == ())
            assert all(claim.text[a:b].strip() for a, b in claim.spans)


@given(seed=st.integers(0, 300))
def test_only_the_exchanged_words_of_a_price_are_marked(seed: int) -> None:
    for example in contrast_examples(random.Random(seed), count=3):
        for claim in example.claims:
            said = "".join(claim.text[a:b] for a, b in claim.spans or ())
            if claim.relation is Relation.CONTRADICTED and said.isdigit():
                start = claim.text.index(said)
                assert claim.text.lower() not in example.passages[0].lower()
                assert claim.text[:start].strip().lower() in example.passages[0].lower()


def test_nothing_that_the_rules_leave_out_is_contradicted() -> None:
    examples = contrast_examples(random.Random(5), count=200)
    unmentioned = [
        claim
        for example in examples
        for claim in example.claims
        if claim.spans and claim.spans[0][0] == 0 and claim.relation is not Relation.NEUTRAL
    ]
    assert unmentioned == []
    relations = [claim.relation for example in examples for claim in example.claims]
    assert {Relation.ENTAILED, Relation.NEUTRAL, Relation.CONTRADICTED} == set(relations)
