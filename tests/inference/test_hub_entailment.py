"""A classifier from the hub compares texts as SelfCheckGPT's own code does, however long they are."""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from domain.errors import Misconfigured, ModelUnavailable
from domain.generation import EvidencePair
from inference.hub_entailment import HubEntailment, load_hub_entailment
from monitoring.detectors.selfcheck import contradicted, inconsistency

INSTALLED = all(find_spec(module) for module in ("torch", "transformers"))
needs_library = pytest.mark.skipif(not INSTALLED, reason='needs pip install "candor[hub]"')
needs_absence = pytest.mark.skipif(INSTALLED, reason="torch and transformers are installed here")

GOLDEN = Path(__file__).parents[1] / "data" / "selfcheck_golden"
MARKS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
WORDS = [*MARKS, *(f"w{number}" for number in range(200))]
MAX_TOKENS = 32
MNLI = ("CONTRADICTION", "Neutral", "entailment")


@needs_absence
def test_a_missing_library_is_named_with_the_way_to_get_it() -> None:
    with pytest.raises(Misconfigured, match=r'pip install "candor\[hub\]"'):
        load_hub_entailment("potsawee/deberta-v3-large-mnli")


@pytest.fixture(scope="module")
def golden() -> dict[str, Any]:
    content: dict[str, Any] = json.loads((GOLDEN / "golden.json").read_text(encoding="utf-8"))
    return content


def test_the_recorded_scores_differ_enough_to_fail_a_wrong_model(golden: dict[str, Any]) -> None:
    scores = [score for row in golden["by_sample"] for score in row]
    assert min(scores) < 0.2
    assert max(scores) > 0.8
    assert len({round(score, 3) for score in scores}) > len(scores) // 2


@needs_library
def test_scores_are_those_of_the_original_package(golden: dict[str, Any]) -> None:
    with load_hub_entailment(str(GOLDEN)) as model:
        assert inconsistency(model, golden["sentences"], golden["samples"], score=contradicted) == pytest.approx(
            golden["scores"], abs=1e-4
        )
        for sample, scores in zip(golden["samples"], golden["by_sample"], strict=True):
            assert inconsistency(model, golden["sentences"], [sample], score=contradicted) == pytest.approx(
                scores, abs=1e-4
            )


@needs_library
def test_a_pair_says_the_same_in_whatever_company(golden: dict[str, Any]) -> None:
    pairs = [EvidencePair(sample, claim) for sample in golden["samples"] for claim in golden["sentences"]]
    with load_hub_entailment(str(GOLDEN)) as model:
        together = model.compare([*pairs, *reversed(pairs)])
        alone = [model.compare([pair])[0] for pair in pairs]
    expected = [relation.contradicted for relation in (*alone, *reversed(alone))]
    assert [relation.contradicted for relation in together] == pytest.approx(expected, abs=1e-5)
    assert {relation.neutral for relation in together} == {0}


@needs_library
def test_nothing_to_compare_gives_nothing_and_a_closed_model_says_so() -> None:
    with load_hub_entailment(str(GOLDEN)) as model:
        assert model.compare([]) == []
        assert len(model.compare([EvidencePair("", ""), EvidencePair("\ud800", "why \ud800")])) == 2
    with pytest.raises(ModelUnavailable, match="closed"):
        model.compare([EvidencePair("it opened", "it opened")])


def tokenizer(*, limit: int = MAX_TOKENS) -> Any:
    import transformers

    vocabulary = {word: number for number, word in enumerate(WORDS)}
    return transformers.BertTokenizerFast(vocab=vocabulary, model_max_length=limit)


def classifier(kind: str, *, labels: Sequence[str], positions: int = MAX_TOKENS) -> Any:
    """A model with random weights; `kind` is how its class begins."""
    import torch
    import transformers

    torch.manual_seed(3)
    config = getattr(transformers, f"{kind}Config")(
        vocab_size=len(WORDS),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        max_position_embeddings=positions,
        pad_token_id=0,
        initializer_range=0.5,
        id2label=dict(enumerate(labels)),
        label2id={label: number for number, label in enumerate(labels)},
    )
    return getattr(transformers, f"{kind}ForSequenceClassification")(config)


class Rows:
    """What a model was given, a row of words each without marks: the claim's, then the evidence's."""

    def __init__(self) -> None:
        self.all: list[tuple[list[str], list[str]]] = []
        self.longest = 0
        self.separators: set[int] = set()

    def note(self, ids: Any, types: Any) -> list[tuple[list[str], list[str]]]:
        self.longest = max(self.longest, ids.shape[1])
        self.separators |= {row.count(MARKS.index("[SEP]")) for row in ids.tolist()}
        found = [
            tuple([WORDS[i] for i, t in zip(*row, strict=True) if t == text and i >= len(MARKS)] for text in (0, 1))
            for row in zip(ids.tolist(), types.tolist(), strict=True)
        ]
        self.all += found
        return found


@pytest.fixture
def word_model() -> Iterator[tuple[HubEntailment, Rows]]:
    """Entails where the evidence of a row holds every word of its claim, else contradicts; and the rows it read."""
    import torch

    rows = Rows()

    class WordOverlap(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.config = classifier("Bert", labels=("LABEL_0", "LABEL_1")).config
            self.device = torch.device("cpu")

        def forward(self, input_ids: Any, attention_mask: Any, token_type_ids: Any) -> Any:
            held = [set(claim) <= set(evidence) for claim, evidence in rows.note(input_ids, token_type_ids)]
            return type("Output", (), {"logits": torch.tensor([[4.0, 0.0] if yes else [0.0, 4.0] for yes in held])})

    with HubEntailment(WordOverlap(), tokenizer(), name="words") as model:
        yield model, rows


def words(first: int, last: int) -> str:
    return " ".join(f"w{number}" for number in range(first, last + 1))


@needs_library
def test_what_only_the_end_of_a_long_sample_says_counts(word_model: tuple[HubEntailment, Rows]) -> None:
    model, rows = word_model
    without, with_it = model.compare(
        [EvidencePair(words(1, 100), "w150"), EvidencePair(words(1, 100) + " w150", "w150")]
    )
    assert without.contradicted > 0.9
    assert with_it.entailed > 0.9
    assert rows.longest == MAX_TOKENS


@needs_library
def test_windows_overlap_and_leave_nothing_out(word_model: tuple[HubEntailment, Rows]) -> None:
    model, rows = word_model
    model.compare([EvidencePair(words(1, 100), words(150, 155))])
    read = [evidence for _, evidence in rows.all]
    assert all(claim == words(150, 155).split() for claim, _ in rows.all)
    assert len(read) > 4
    assert set().union(*read) == set(words(1, 100).split())
    assert all(set(one) & set(other) for one, other in pairwise(read))


@needs_library
@pytest.mark.parametrize("length", [10, 40, 120])
def test_every_part_of_a_long_claim_meets_all_evidence_and_the_worst_counts(
    word_model: tuple[HubEntailment, Rows], length: int
) -> None:
    model, rows = word_model
    evidence = words(1, 12)
    same, changed = model.compare(
        [
            EvidencePair(evidence, " ".join(["w7"] * length)),
            EvidencePair(evidence, " ".join(["w7"] * length + ["w150"])),
        ]
    )
    assert same.entailed > 0.9
    assert changed.contradicted > 0.9
    assert sum(len(claim) for claim, _ in rows.all) >= 2 * length + 1
    assert {" ".join(found) for _, found in rows.all} == {evidence}
    assert rows.longest <= MAX_TOKENS


@needs_library
def test_long_claims_meet_every_window_of_long_evidence(word_model: tuple[HubEntailment, Rows]) -> None:
    model, rows = word_model
    model.compare([EvidencePair(words(1, 60), words(100, 160))])
    met = {(claim, evidence) for claims, found in rows.all for claim in claims for evidence in found}
    assert met == {(claim, evidence) for claim in words(100, 160).split() for evidence in words(1, 60).split()}


@needs_library
def test_a_pair_that_fits_is_one_row_even_if_its_claim_is_most_of_it(word_model: tuple[HubEntailment, Rows]) -> None:
    model, rows = word_model
    model.compare([EvidencePair(words(1, 4), words(10, 34)), EvidencePair(words(1, 25), words(31, 34))])
    assert [len(claim) + len(evidence) for claim, evidence in rows.all] == [29, 29]


@needs_library
def test_results_keep_the_order_of_the_pairs_whatever_their_lengths(word_model: tuple[HubEntailment, Rows]) -> None:
    model, _ = word_model
    pairs = [EvidencePair(words(1, size), f"w{size + shift}") for size in (1, 90, 5, 60, 33) for shift in (0, 1)] * 8
    assert [relation.entailed > 0.5 for relation in model.compare(pairs)] == [True, False] * 40


@needs_library
def test_marks_in_a_text_are_text(word_model: tuple[HubEntailment, Rows]) -> None:
    model, rows = word_model
    model.compare([EvidencePair("w1 [SEP] w2", "w1 [SEP]")])
    assert rows.separators == {2}


@needs_library
@pytest.mark.parametrize(("kind", "positions"), [("Bert", 32), ("Roberta", 33)])
@pytest.mark.parametrize("limit", [32, 10**30])
def test_no_row_is_longer_than_the_model_takes(kind: str, positions: int, limit: int) -> None:
    model = classifier(kind, labels=MNLI, positions=positions)
    with HubEntailment(model, tokenizer(limit=limit), name="tiny") as entailment:
        (relation,) = entailment.compare([EvidencePair(words(1, 150), words(40, 120))])
    assert relation.entailed + relation.neutral + relation.contradicted == pytest.approx(1)


@needs_library
def test_three_classes_are_found_by_name_and_neutral_is_left_out_of_the_score() -> None:
    import torch

    model, pieces = classifier("Bert", labels=MNLI).eval(), tokenizer()
    claim, sample = "w1 w2", "w3 w4 w5"
    with torch.inference_mode():
        logits = model(**pieces(claim, sample, return_tensors="pt")).logits[0]
    contradiction, neutral, entailment = torch.softmax(logits, dim=-1).tolist()
    with HubEntailment(model, pieces, name="tiny") as compared:
        (relation,) = compared.compare([EvidencePair(sample, claim)])
        (score,) = inconsistency(compared, [claim], [sample], score=contradicted)
    assert (relation.entailed, relation.neutral, relation.contradicted) == pytest.approx(
        (entailment, neutral, contradiction), abs=1e-6
    )
    assert neutral > 0.05
    assert score == pytest.approx(contradiction / (contradiction + entailment), abs=1e-6)


@needs_library
@pytest.mark.parametrize(
    "labels",
    [
        ("entailment", "not_entailment"),
        ("LABEL_0", "LABEL_1", "LABEL_2"),
        ("positive", "negative"),
        ("entailment", "neutral"),
        ("entailment", "contradiction", "neutral", "other"),
        ("entailment",),
    ],
)
def test_labels_that_do_not_say_what_they_mean_are_refused(labels: Sequence[str]) -> None:
    with pytest.raises(Misconfigured, match=f"{labels[0]}.*one for entailment, one for contradiction"):
        HubEntailment(classifier("Bert", labels=labels), tokenizer(), name="tiny")


@needs_library
def test_a_model_that_was_never_trained_to_compare_is_refused(tmp_path: Path) -> None:
    classifier("Bert", labels=("LABEL_0", "LABEL_1")).bert.save_pretrained(tmp_path)
    tokenizer().save_pretrained(tmp_path)
    with pytest.raises(Misconfigured, match=r"no trained classifier: it lacks \['classifier"):
        load_hub_entailment(str(tmp_path))


@needs_library
def test_a_tokenizer_that_cannot_pad_is_refused() -> None:
    pieces = tokenizer()
    pieces.pad_token = None
    with pytest.raises(Misconfigured, match="padding"):
        HubEntailment(classifier("Bert", labels=MNLI), pieces, name="tiny")


@needs_library
def test_a_model_that_is_not_there_is_named() -> None:
    with pytest.raises(Misconfigured, match="nowhere/at-all"):
        load_hub_entailment("/nowhere/at-all")


def test_the_library_is_not_imported_before_a_model_is_chosen() -> None:
    code = "import sys, inference.hub_entailment; sys.exit('torch' in sys.modules or 'transformers' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
