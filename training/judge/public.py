"""Human entailment, word swaps and questions for a yes or a no as rows."""

import random
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from evaluation import sources
from evaluation.files import json_lines, tab_separated
from training.judge.rows import JudgeRow, Label, WrongPart, label_named

# The most rows of each set: what its labels and its traps are worth (the index beside the data names them).
ENTAILMENT_CAPS: Mapping[str, int] = MappingProxyType(
    {
        "mnli_part": 12000,
        "vitaminc_real": 6000,
        "lingnli": 5000,
        "cad_nli": 3000,
        "fever": 3000,
        "snli_part": 3000,
        "infotabs": 2500,
        "semiauto_wiki": 2500,
        "vitaminc_synthetic": 2000,
        "taxinli": 1500,
        "ambient_disambiguated": 1200,
        "dnc": 1000,
        "foolmetwice": 800,
        "tracie": 800,
        "monli": 600,
        "contractnli": 500,
        "help_andor": 500,
        "add_one_rte": 400,
        "nli4ct": 400,
    }
)
# A GPU goes through all of them: only templates, and premises with many hypotheses, have a cap.
WHOLE_CAPS: Mapping[str, int] = MappingProxyType(
    {
        **dict.fromkeys(ENTAILMENT_CAPS, 60000),
        "lingnli": 24000,
        "snli_part": 16000,
        "dnc": 3000,
        "help_andor": 2000,
        "add_one_rte": 2000,
        "monli": 1500,
    }
)
BREAKING_CAP = 3000
WORD_SWAPS = "paws_wiki_dev"
MEASURED = ("mnli_matched_dev", "paws_wiki_test_dev", "hans_regenerated_dev", "vitaminc_dev")
LONGEST_PASSAGE_WORDS = 160

_MEASURES_ONLY = "_dev"


def entailment_training_rows(
    data: Path, rng: random.Random, caps: Mapping[str, int] = ENTAILMENT_CAPS
) -> list[JudgeRow]:
    """The training parts of `nli`, each up to its cap."""
    rows: list[JudgeRow] = []
    for name, cap in caps.items():
        if name.endswith(_MEASURES_ONLY):
            raise WrongPart(f"{name} is for measuring.")
        rows += _some(entailment_rows(data, name), cap, rng)
    return rows


def whole_entailment_rows(data: Path, rng: random.Random) -> list[JudgeRow]:
    """The training parts of `nli` up to `WHOLE_CAPS`, SNLI's and RTE's pairs, and some of BreakingNLI's."""
    breaking = sources.breaking_nli(data)
    pairs = [*sources.snli(data), *sources.rte(data), *rng.sample(breaking, min(BREAKING_CAP, len(breaking)))]
    known = [_entailed(" ".join(one.passages), one.claim, _label(one)) for one in pairs]
    return [*entailment_training_rows(data, rng, WHOLE_CAPS), *known]


def word_swap_rows(data: Path) -> list[JudgeRow]:
    """PAWS's development part, the one measuring set that is learnt from: it has no training part here.

    Its test part measures instead.
    """
    return entailment_rows(data, WORD_SWAPS)


def entailment_rows(data: Path, name: str) -> list[JudgeRow]:
    """All rows of a file of `nli`. Raises `MissingData`."""
    return [
        _entailed(row["premise"], row["hypothesis"], label_named(row["label"]))
        for row in json_lines(data / "nli" / f"{name}.jsonl.xz")
    ]


def entailment_to_measure(data: Path, name: str) -> list[JudgeRow]:
    """A part of `nli` that no judge learns from. Raises `WrongPart` for another, `MissingData`."""
    if name == WORD_SWAPS or not name.endswith(_MEASURES_ONLY):
        raise WrongPart(f"{name} is learnt from: it measures nothing.")
    return entailment_rows(data, name)


def boolq_rows(data: Path) -> list[JudgeRow]:
    """BoolQ's questions, each answered “Yes.” or “No.”: which of the two hangs on the question alone."""
    rows = []
    for row in tab_separated(data / "becel" / "boolq" / "validation.tsv"):
        if row["label"] in {"0", "1"} and len(row["passage"].split()) < LONGEST_PASSAGE_WORDS:
            said = random.Random(row["question"]).choice(["Yes.", "No."])
            right = (said == "Yes.") == (row["label"] == "1")
            rows.append(
                JudgeRow(
                    question=row["question"] + "?",
                    claim=said,
                    evidence=row["passage"],
                    label=Label.SUPPORTED if right else Label.CONTRADICTED,
                    answers=True,
                )
            )
    return rows


def _entailed(premise: str, hypothesis: str, label: Label) -> JudgeRow:
    unsupported = () if label is Label.SUPPORTED else None
    return JudgeRow(claim=hypothesis, evidence=premise, label=label, unsupported=unsupported)


def _label(pair: sources.Entailed) -> Label:
    if pair.supported:
        return Label.SUPPORTED
    if pair.contradicted is None:
        return Label.NOT_SUPPORTED
    return Label.CONTRADICTED if pair.contradicted else Label.UNSUPPORTED


def _some(rows: list[JudgeRow], count: int, rng: random.Random) -> list[JudgeRow]:
    return rng.sample(rows, min(count, len(rows)))
