"""Grounding examples mark the words that people marked, sentence by sentence, and say what kind of error it is."""

from evaluation.labels import Relation
from evaluation.sources import Entailed, Labelled
from training.grounding_data import answer_examples, edited_example, entailed_example, inserted

PASSAGES = (
    "The museum opened in 1921. It is closed on Mondays. Tickets cost 4 euros for adults.",
    "The river is 90 kilometres long. It rises near Hartwell and ends in the lake.",
)


def labelled(answer: str, spans: tuple[tuple[int, int], ...] = (), *, conflict: bool = False) -> Labelled:
    return Labelled("When?", PASSAGES, answer, spans, spans if conflict else (), "g", "some-model", "QA")


def test_an_answer_that_states_nothing_is_no_example() -> None:
    examples = answer_examples([labelled("…"), labelled("It opened in 1921.")], "ragtruth")
    assert [[claim.text for claim in example.claims] for example in examples] == [["It opened in 1921."]]


def test_an_edit_marks_the_words_that_it_brought_in() -> None:
    before = "The museum opened in 1921. It is closed on Mondays."
    wrong = Entailed(PASSAGES, before.replace("1921", "1931"), supported=False, spans=None, group="g")
    changed, kept = edited_example([(wrong, before)]).claims
    assert [changed.text[a:b] for a, b in changed.spans or ()] == ["1931."]
    assert changed.relation is Relation.NOT_ENTAILED
    assert kept.relation is Relation.ENTAILED


def test_words_of_a_right_rewording_are_no_error() -> None:
    before = "The museum opened in 1921."
    right = Entailed(PASSAGES, "The gallery opened in 1921.", supported=True, spans=None, group="g")
    wrong = Entailed(PASSAGES, "The gallery opened in 1931.", supported=False, spans=None, group="g")
    marked = edited_example([(right, before), (wrong, before)]).claims[1]
    assert [marked.text[a:b] for a, b in marked.spans or ()] == ["1931."]


def test_claims_labelled_as_a_whole_keep_what_is_known_of_them() -> None:
    rows = [
        Entailed(PASSAGES, "It opened in 1921.", supported=True, spans=None, group="g"),
        Entailed(PASSAGES, "It opened in 1931.", supported=False, spans=None, group="g", contradicted=True),
        Entailed(PASSAGES, "It is red.", supported=False, spans=None, group="g", contradicted=False),
        Entailed(PASSAGES, "It is big.", supported=False, spans=None, group="g"),
    ]
    claims = entailed_example(rows, "some").claims
    assert [(claim.relation, claim.spans) for claim in claims] == [
        (Relation.ENTAILED, ()),
        (Relation.CONTRADICTED, None),
        (Relation.NEUTRAL, None),
        (Relation.NOT_ENTAILED, None),
    ]


def test_a_deletion_marks_the_words_beside_it() -> None:
    after = "It is closed on Mondays."
    assert [after[a:b] for a, b in inserted("It is not closed on Mondays.", after)] == ["is closed"]
