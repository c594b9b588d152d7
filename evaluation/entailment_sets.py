"""Human entailment as trials: the hypothesis is an answer that the premise alone has to carry."""

import json
import lzma
from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType
from typing import Any

from domain.answers import Support
from evaluation.answer_sets import Row, found
from evaluation.files import MissingData
from evaluation.trials import Trial, Trials

_SUPPORTS = MappingProxyType(
    {
        "entailment": Support.SUPPORTED,
        "neutral": Support.UNSUPPORTED,
        "contradiction": Support.CONTRADICTED,
        "not_entailment": None,
    }
)
LEFT_OUT = MappingProxyType(
    {
        "paws_wiki_dev": "the judge may have learnt from it",
        "pawsx_de_dev": "translations of rows of paws_wiki_dev",
        "qnli_part_dev": "its hypotheses are questions",
    }
)
HEADLINES = ("mnli_matched_dev", "paws_wiki_test_dev", "hans_regenerated_dev", "vitaminc_dev", "anli_r123_dev")
_SUFFIX = ".jsonl.xz"


def entailment_names(data: Path) -> list[str]:
    """The parts that are there to measure on, those that are quoted first. Raises `MissingData` where none is."""
    folder = found(data, "nli", f"{HEADLINES[0]}{_SUFFIX}")
    names = {path.name.removesuffix(_SUFFIX) for path in folder.glob(f"*_dev{_SUFFIX}")} - LEFT_OUT.keys()
    if not names:
        raise MissingData.at(folder / f"{HEADLINES[0]}{_SUFFIX}")
    return sorted(names, key=lambda name: (HEADLINES.index(name) if name in HEADLINES else len(HEADLINES), name))


def entailment(data: Path, name: str) -> Trials:
    """One part. A premise is a group. Raises `MissingData`."""
    path = found(data, "nli", f"{name}{_SUFFIX}") / f"{name}{_SUFFIX}"
    return Trials(name, tuple(map(_trial, _packed_lines(path))))


def _trial(line: dict[str, Any]) -> Trial:
    support = _SUPPORTS[line["label"]]
    wrong = support is not Support.SUPPORTED
    return Trial(Row("", (line["premise"],), line["hypothesis"], wrong, line["premise"]), line["label"], support)


def _packed_lines(path: Path) -> Iterator[dict[str, Any]]:
    if not path.exists():
        raise MissingData.at(path)
    with lzma.open(path, "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)
