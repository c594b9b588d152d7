"""Sentences of an answer carry the marks that people made in it."""

from evaluation.labels import Relation, labelled_sentences
from evaluation.sources import Labelled

PASSAGES = (
    "The museum opened in 1921. It is closed on Mondays. Tickets cost 4 euros for adults.",
    "The river is 90 kilometres long. It rises near Hartwell and ends in the lake.",
)


def labelled(answer: str, spans: tuple[tuple[int, int], ...] = (), *, conflict: bool = False) -> Labelled:
    return Labelled("When?", PASSAGES, answer, spans, spans if conflict else (), "g", "some-model", "QA")


def test_a_span_is_cut_at_the_sentences_that_it_touches() -> None:
    answer = "It opened in 1921. It has a cafe. The cafe is cheap."
    start, end = answer.index("has"), answer.index(" is cheap")
    first, second, third = labelled_sentences(labelled(answer, ((start, end),)))
    assert (first.relation, first.spans) == (Relation.ENTAILED, ())
    assert [second.text[a:b] for a, b in second.spans or ()] == ["has a cafe."]
    assert [third.text[a:b] for a, b in third.spans or ()] == ["The cafe"]
    assert second.relation is third.relation is Relation.NEUTRAL


def test_a_span_that_the_passages_contradict_says_so() -> None:
    answer = "It opened in 1931."
    [claim] = labelled_sentences(labelled(answer, ((13, 17),), conflict=True))
    assert claim.relation is Relation.CONTRADICTED
    assert [claim.text[a:b] for a, b in claim.spans or ()] == ["1931"]
