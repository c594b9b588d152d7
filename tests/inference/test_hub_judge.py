"""Public detectors stand in for the judge: classifiers of texts and of tokens, whatever their labels and lengths."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from domain.errors import Misconfigured, ModelUnavailable
from domain.generation import ClaimCase
from inference.hub_judge import HubSequenceJudge, HubTokenJudge, load_hub_judge
from tests.inference.hub_library import needs_absence, needs_library
from tests.inference.hub_models import WordModel, tokenizer, write_classifier

EVIDENCE = ("w1 w2 w3",)
NLI = ("contradiction", "neutral", "entailment")


@needs_absence
def test_a_missing_library_is_named_with_the_way_to_get_it() -> None:
    with pytest.raises(Misconfigured, match=r'pip install "candor\[hub\]"'):
        load_hub_judge("lytang/MiniCheck-RoBERTa-Large")


def test_the_library_is_not_imported_before_a_model_is_chosen() -> None:
    code = "import sys, inference.hub_judge; sys.exit('torch' in sys.modules or 'transformers' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def words(first: int, last: int) -> str:
    return " ".join(f"w{number}" for number in range(first, last + 1))


def nli(labels: Sequence[str]) -> WordModel:
    """Entails where the evidence holds every word, contradicts where it holds "not" beside them, else neither."""

    def say(evidence: list[str], claim: list[str]) -> list[float]:
        known = set(claim) <= {*evidence, "[UNK]"}
        told = "contradiction" if "not" in evidence and known else "entailment" if known else "neutral"
        return [4.0 if label.lower() == told else 0.0 for label in labels]

    return WordModel(labels, say)


def holding(labels: Sequence[str], *, supported: int) -> WordModel:
    """Class `supported` where the evidence holds every word of the claim."""
    return WordModel(
        labels,
        lambda evidence, claim: [
            4.0 if (place == supported) == (set(claim) <= set(evidence)) else 0.0 for place in range(len(labels))
        ],
    )


def made_up(labels: Sequence[str] = ("LABEL_0", "LABEL_1")) -> WordModel:
    """A token is made up where the prompt lacks it."""
    return WordModel(
        labels,
        lambda prompt, claim: [[0.0, 4.0] if word not in prompt else [4.0, 0.0] for word in claim],
        tokens=True,
    )


@needs_library
@pytest.mark.parametrize(
    "labels", [NLI, tuple(reversed(NLI)), ("ENTAILMENT", "NEUTRAL", "CONTRADICTION"), ("neutral", *NLI[::2])]
)
def test_an_nli_model_says_what_evidence_says_of_a_claim_in_whatever_order_its_labels_stand(
    labels: Sequence[str],
) -> None:
    with HubSequenceJudge(nli(labels), tokenizer(), name="nli") as judge:
        right, silent, against = judge.judge(
            [
                ClaimCase("", "w1 w2", EVIDENCE),
                ClaimCase("", "w1 w9", EVIDENCE),
                ClaimCase("", "w1 w2", ("w1 w2 not",)),
            ]
        )
    assert right.relation.entailed > 0.9
    assert silent.relation.neutral > 0.9
    assert against.relation.contradicted > 0.9
    assert (right.answers, right.tokens) == (None, ())


@needs_library
@pytest.mark.parametrize(
    ("labels", "supported"),
    [
        (("unsupported", "supported"), 1),
        (("SUPPORTED", "NOT_SUPPORTED"), 0),
        (("entailment", "not_entailment"), 0),
        (("hallucinated", "consistent"), 1),
        (("Refuted", "Supported", "Not Enough Info"), 1),
    ],
)
def test_a_checker_of_two_labels_is_read_by_their_names(labels: Sequence[str], supported: int) -> None:
    with HubSequenceJudge(holding(labels, supported=supported), tokenizer(), name="checker") as judge:
        right, wrong = judge.judge([ClaimCase("", "w1 w2", EVIDENCE), ClaimCase("", "w9", EVIDENCE)])
    assert right.relation.entailed > 0.9
    assert wrong.relation.entailed < 0.1


@needs_library
@pytest.mark.parametrize("supported", [0, 1])
def test_nameless_labels_are_told_apart_by_a_try(supported: int) -> None:
    def say(evidence: list[str], claim: list[str]) -> list[float]:
        return [4.0 if (place == supported) == (evidence == claim) else 0.0 for place in (0, 1)]

    with HubSequenceJudge(WordModel(("LABEL_0", "LABEL_1"), say), tokenizer(), name="nameless") as judge:
        same, other = judge.judge([ClaimCase("", "w1 w2", ("w1 w2",)), ClaimCase("", "w1 w2", ("w3",))])
    assert same.relation.entailed > 0.9
    assert other.relation.entailed < 0.1


@needs_library
def test_nameless_labels_that_tell_nothing_apart_are_refused() -> None:
    model = WordModel(("LABEL_0", "LABEL_1"), lambda evidence, claim: [0.0, 1.0])
    with pytest.raises(Misconfigured, match=r"LABEL_0.*do not say what is supported"):
        HubSequenceJudge(model, tokenizer(), name="dull")


@needs_library
@pytest.mark.parametrize("labels", [("positive", "negative"), ("entailment", "support"), ("neutral", "contradiction")])
def test_labels_that_do_not_say_what_speaks_for_a_claim_are_refused(labels: Sequence[str]) -> None:
    with pytest.raises(Misconfigured, match=f"{labels[0]}.*do not say what is supported"):
        HubSequenceJudge(holding(labels, supported=0), tokenizer(), name="mood")


@needs_library
@pytest.mark.parametrize(("label", "sign"), [("LABEL_0", 1), ("consistent", 1), ("hallucinated", -1)])
def test_a_single_label_is_how_consistent_a_claim_is_unless_it_says_otherwise(label: str, sign: int) -> None:
    model = WordModel((label,), lambda evidence, claim: [sign * (4.0 if set(claim) <= set(evidence) else -4.0)])
    with HubSequenceJudge(model, tokenizer(), name="hhem") as judge:
        right, wrong = judge.judge([ClaimCase("", "w1 w2", EVIDENCE), ClaimCase("", "w9", EVIDENCE)])
    assert right.relation.entailed == pytest.approx(0.982, abs=1e-3)
    assert wrong.relation.entailed == pytest.approx(0.018, abs=1e-3)
    assert wrong.relation.neutral == pytest.approx(0.982, abs=1e-3)


@needs_library
def test_the_best_window_of_long_evidence_counts_and_the_worst_part_of_a_long_claim() -> None:
    model = holding(("unsupported", "supported"), supported=1)
    with HubSequenceJudge(model, tokenizer(limit=32), name="windows") as judge:
        late, long, longer = judge.judge(
            [
                ClaimCase("", "w150", (words(1, 100), "w150")),
                ClaimCase("", " ".join(["w7"] * 50), ("w7 w8",)),
                ClaimCase("", " ".join(["w7"] * 50 + ["w150"]), ("w7 w8",)),
            ]
        )
    assert late.relation.entailed > 0.9
    assert long.relation.entailed > 0.9
    assert longer.relation.entailed < 0.1
    assert model.longest <= 32
    assert {"w7", "w150"} <= {word for _, claim in model.rows for word in claim}


@needs_library
def test_a_fragment_is_read_behind_its_question_and_a_sentence_alone() -> None:
    model = holding(("unsupported", "supported"), supported=1)
    with HubSequenceJudge(model, tokenizer(), name="fragments") as judge:
        judge.judge([ClaimCase("w9 ?", "yes", EVIDENCE), ClaimCase("w9 ?", "w1 w2 w3 w4 w5", EVIDENCE)])
    assert [claim for _, claim in model.rows] == [["w9", "?", "yes"], words(1, 5).split()]


@needs_library
def test_a_token_classifier_reads_question_passages_and_claim_in_one_row_and_marks_words() -> None:
    model = made_up()
    with HubTokenJudge(model, tokenizer(limit=512), name="lettuce") as judge:
        right, wrong = judge.judge(
            [ClaimCase("w9 ?", "w1 w3", ("w1 w2", "w3")), ClaimCase("", "w1  w150 w2", ("w1 w2",))]
        )
    asked, unasked = (prompt for prompt, _ in model.rows)
    assert [word for word in asked if word != "[UNK]" and word not in ["the", "is", "not", ":", "."]] == (
        ["question", "w9", "?", "2", "passage", "1", "w1", "w2", "passage", "2", "w3", "question"]
    )
    assert "question" not in unasked
    assert right.relation.entailed > 0.9
    assert wrong.relation.neutral > 0.9
    assert [(token.start, token.end, token.risk > 0.5) for token in wrong.tokens] == [
        (0, 2, False),
        (4, 8, True),
        (9, 11, False),
    ]


@needs_library
@pytest.mark.parametrize("labels", [("O", "HALLUCINATED"), ("supported", "hallucinated"), ("Faithful", "unsupported")])
def test_labels_of_tokens_are_read_by_their_names(labels: Sequence[str]) -> None:
    with HubTokenJudge(made_up(labels), tokenizer(limit=512), name="tokens") as judge:
        (found,) = judge.judge([ClaimCase("", "w1 w150", EVIDENCE)])
    assert [token.risk > 0.5 for token in found.tokens] == [False, True]


@needs_library
def test_labels_of_names_and_places_are_refused() -> None:
    with pytest.raises(Misconfigured, match=r"B-PER.*do not say what is supported"):
        HubTokenJudge(made_up(("B-PER", "I-PER")), tokenizer(), name="names")


@needs_library
def test_a_token_counts_as_the_passage_window_that_says_most_for_it_and_none_is_unread() -> None:
    model = made_up()
    with HubTokenJudge(model, tokenizer(limit=128), name="windows") as judge:
        found, asked = judge.judge(
            [
                ClaimCase("", words(1, 100) + " w150", (words(1, 180).replace("w150", "w151"),)),
                ClaimCase("w9 ?", "w1 w170 w199", (words(1, 180),)),
            ]
        )
    assert model.longest <= 128
    assert [token.risk > 0.5 for token in found.tokens] == [False] * 100 + [True]
    assert [token.risk > 0.5 for token in asked.tokens] == [False, False, True]
    assert len(model.rows) > 3
    assert all("?" in prompt for prompt, claim in model.rows if "w199" in claim)


@needs_library
@pytest.mark.parametrize(("kind", "labels"), [("Sequence", NLI), ("Token", ("LABEL_0", "LABEL_1"))])
def test_a_model_is_loaded_by_what_it_is_and_known_by_its_weights(
    tmp_path: Path, kind: str, labels: Sequence[str]
) -> None:
    folder = write_classifier(tmp_path / "one", labels=labels, kind=kind)
    other = write_classifier(tmp_path / "two", labels=labels, kind=kind, seed=4)
    with load_hub_judge(str(folder)) as judge, load_hub_judge(str(folder)) as again, load_hub_judge(str(other)) as new:
        cases = [ClaimCase("w9 ?", words(1, 90), (words(1, 150), "\ud800")), ClaimCase("", "", EVIDENCE)]
        found, nothing = judge.judge(cases)
        assert judge.identity == again.identity
        assert judge.identity.startswith(f"hub:{folder}@")
        assert judge.identity.rpartition("@")[2] != new.identity.rpartition("@")[2]
    relation = found.relation
    assert relation.entailed + relation.neutral + relation.contradicted == pytest.approx(1)
    assert len(found.tokens) == (90 if kind == "Token" else 0)
    assert (nothing.relation.entailed, nothing.tokens) == (0, ())
    with pytest.raises(ModelUnavailable, match="closed"):
        judge.judge(cases)


@needs_library
def test_what_is_no_classifier_is_refused_with_what_would_be(tmp_path: Path) -> None:
    import transformers

    folder = write_classifier(tmp_path, labels=NLI)
    config = transformers.AutoConfig.from_pretrained(folder)
    config.architectures = ["BertForMaskedLM"]
    config.save_pretrained(folder)
    with pytest.raises(Misconfigured, match=r"BertForMaskedLM.*MiniCheck.*lettucedect"):
        load_hub_judge(str(folder))
    with pytest.raises(Misconfigured, match="nowhere/at-all"):
        load_hub_judge("/nowhere/at-all")
