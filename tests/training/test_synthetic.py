"""Made-up grounding examples come true and false, with what they are about at hand."""

import json
import random
from pathlib import Path

from evaluation.labels import Relation
from evaluation.sources import Asked
from tests.evaluation.data_sets import ragtruth_folder
from training.synthetic import passage_pool, synthetic_examples, table_examples

PASSAGES = (
    "The museum opened in 1921 and is big. It is closed on Mondays in May. Tickets cost 4 euros for adults. "
    "The garden is open until nine. Dogs have to wait outside of it.",
    "The river is 90 kilometres long. It rises near Hartwell and ends in the lake.",
)
POOL = [Asked("", passage, None, "g") for passage in PASSAGES]
QUESTION = {"question": "Of what?", "answers": [{"answer_start": 0, "text": "Normans"}]}
SQUAD_LAYOUTS = (
    "squad2_dev_half/dev-v2.0.json",
    "tydiqa_goldp/tydiqa-goldp-v1.1-train/tydiqa.goldp.en.train.json",
    "policyqa/dev.json",
)


def test_claims_come_true_and_false_in_three_kinds_and_mark_what_is_wrong() -> None:
    examples = synthetic_examples(POOL, random.Random(5), count=40)
    claims = [claim for example in examples for claim in example.claims]
    assert {claim.relation for claim in claims} == {Relation.ENTAILED, Relation.NEUTRAL, Relation.CONTRADICTED}
    assert all((claim.relation is Relation.ENTAILED) == (claim.spans == ()) for claim in claims)


def test_a_sentence_that_was_taken_out_is_a_claim_that_nothing_supports() -> None:
    examples = synthetic_examples(POOL, random.Random(6), count=80)
    wholly = [
        (claim.text, " ".join(example.passages))
        for example in examples
        for claim in example.claims
        if claim.spans == ((0, len(claim.text)),)
    ]
    assert wholly
    assert all(text not in passages for text, passages in wholly)


def test_a_passage_without_a_whole_sentence_lends_none() -> None:
    pool = [*POOL, Asked("", "Short. Shorter. And more.", None, "h")]
    examples = synthetic_examples(pool, random.Random(7), count=200)
    assert all("Short" not in claim.text for example in examples for claim in example.claims)


def test_a_statement_about_a_table_comes_with_the_table() -> None:
    for example in table_examples(random.Random(1), count=60):
        assert ": " in example.passages[0]
        assert all((claim.relation is Relation.ENTAILED) == (claim.spans == ()) for claim in example.claims)


def test_no_example_is_made_of_an_article_that_is_kept_out_of_training(tmp_path: Path) -> None:
    titles = ["Normans", "Imperialism"]
    articles = [
        {"title": title, "paragraphs": [{"context": f"{title} are told of here. " * 12, "qas": [QUESTION]}]}
        for title in titles
    ]
    for part in SQUAD_LAYOUTS:
        (tmp_path / part).parent.mkdir(parents=True)
        (tmp_path / part).write_text(json.dumps({"data": articles}), encoding="utf-8")
    ragtruth_folder(tmp_path / "ragtruth")
    told = {row.passage.split()[0] for row in passage_pool(tmp_path)}
    assert told & set(titles) == {"Normans"}
