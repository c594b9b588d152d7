"""The public data sets as answers to be judged, told apart by whether the shipped models were trained on them.

The official files' layout is read, from a folder of the set's name or from the folder given itself. What the models
were trained on follows from the files that they were trained on (`evaluation.splits`): in other files of the same names
"validation" may hold rows that were trained on, "test" does not.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from evaluation.files import MissingData, json_lines
from evaluation.sources import ragtruth_source
from evaluation.splits import FACTUAL, NOT_FACTUAL, held_sources, part_of

TASKS = ("QA", "Summary", "Data2txt")
TEST_WRONG_RATIO = 0.18
SATURATED = "saturated: told apart by style alone"
TRAINED_ON = "holds rows that the shipped models were trained on"
FITTED_ON = (
    "the shipped risk and thresholds were fitted on these rows, so F1 and ECE flatter; "
    "`python -m training evaluate grounding` has them crossfitted"
)
TRAINED_DOMAINS = frozenset({"news", "podcast", "sales_call", "scitldr"})


class Split(StrEnum):
    """Rows that were trained on, that were held back from training, of the official test part, or all there are."""

    TRAIN = "train"
    VALIDATION = "validation"
    TEST = "test"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Row:
    """An answer, or a sentence of one, and whether people found it wrong; `group` is the source it was written from.

    `spans` are the characters that people marked, null where nobody did; `generator` is empty where it is not known.
    """

    question: str
    passages: tuple[str, ...]
    answer: str
    wrong: bool
    group: str
    generator: str = ""
    spans: tuple[tuple[int, int], ...] | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """A row and the splits that it belongs to."""

    row: Row
    splits: frozenset[Split]


@dataclass(frozen=True, slots=True)
class Part:
    """`rows` to measure on, and those of the same set and task that baselines are fitted on (none: cross-fitted).

    `reweighted_to` is a share of wrong answers for which figures are given too.
    """

    name: str
    split: Split
    rows: tuple[Row, ...]
    fit: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    reweighted_to: float | None = None


Load = Callable[[Path, Split], list[Part]]


def ragtruth(data: Path, split: Split) -> list[Part]:
    """Each task for itself; an answer with any span marked is wrong, spans that happen to be true included."""
    folder = found(data, "ragtruth", "response.jsonl")
    sources = {row["source_id"]: row for row in json_lines(folder / "source_info.jsonl")}
    responses = list(json_lines(folder / "response.jsonl"))
    questions = (row["source_id"] for row in responses if not _of_test(row) and _is_question(sources[row["source_id"]]))
    held = held_sources(questions)
    tasks: dict[str, list[Placed]] = {task: [] for task in TASKS}
    for row in responses:
        source = sources[row["source_id"]]
        unseen = Split.VALIDATION if row["source_id"] in held else Split.TRAIN
        side = Split.TEST if _of_test(row) else unseen
        tasks[source["task_type"]].append(Placed(_ragtruth_row(row, source), frozenset({side})))
    parts = [_part(f"ragtruth {task}", placed, split) for task, placed in tasks.items()]
    if split is Split.VALIDATION:
        parts[0] = replace(parts[0], notes=(FITTED_ON,), reweighted_to=TEST_WRONG_RATIO)
    return parts


def _is_question(source: Mapping[str, Any]) -> bool:
    return bool(source["task_type"] == "QA")


def _of_test(row: Mapping[str, str]) -> bool:
    return row.get("split") == "test"


def _ragtruth_row(row: Mapping[str, Any], source: Mapping[str, Any]) -> Row:
    spans = tuple(sorted((label["start"], label["end"]) for label in row["labels"]))
    question, passages = ragtruth_source(source["source_info"])
    return Row(question, passages, row["response"], bool(spans), row["source_id"], row["model"], spans)


def frank(data: Path, split: Split) -> list[Part]:
    """Summaries of news; one is wrong unless most annotators found each of its sentences factual."""
    lines = list(json_lines(found(data, "frank", "frank_with_text.jsonl") / "frank_with_text.jsonl"))
    trained = set(part_of({row["hash"] for row in lines if _frank_trainable(row)}, held_back=False))
    placed = []
    for line in lines:
        unseen = {Split.VALIDATION, Split.TEST} if _of_test(line) else {Split.VALIDATION}
        wrong = line["Factuality"] < FACTUAL
        row = Row("", (line["article"],), line["summary"], wrong, line["hash"], line["model_name"])
        placed.append(Placed(row, frozenset({Split.TRAIN} if line["hash"] in trained else unseen)))
    return [_part("frank", placed, split)]


def _frank_trainable(row: Mapping[str, Any]) -> bool:
    """Whether `training.grounding_mix.frank_examples` would choose among the row's article."""
    one_sentence = row["summary"].rstrip(" .").count(" . ") == 0
    return bool(row["Factuality"] == FACTUAL or (row["Factuality"] <= NOT_FACTUAL and one_sentence))


def summedits(data: Path, split: Split) -> list[Part]:
    """Summaries with one edit each. "test" is what stands in files of other domains than were trained on."""
    folder = found(data, "summedits", "summedits")
    paths = sorted((folder / "summedits").glob("*.json") if folder.is_dir() else [])
    if not paths:
        raise MissingData.at(folder / "summedits" / "summedits_*.json")
    domains = {path.stem.removeprefix("summedits_"): json.loads(path.read_text(encoding="utf-8")) for path in paths}
    known = {_summedits_group(row) for domain, rows in domains.items() if domain in TRAINED_DOMAINS for row in rows}
    trained = set(part_of(known, held_back=False))
    placed = []
    for domain, rows in domains.items():
        unseen = Split.VALIDATION if domain in TRAINED_DOMAINS else Split.TEST
        for line in rows:
            group = _summedits_group(line)
            row = Row("", (line["doc"],), line["summary"], int(line["label"]) != 1, group)
            placed.append(Placed(row, frozenset({Split.TRAIN if group in trained else unseen})))
    return [_part("summedits", placed, split)]


def _summedits_group(row: Mapping[str, str]) -> str:
    return row["doc"][:80]


def wice(data: Path, split: Split) -> list[Part]:
    """Wikipedia's claims; partly supported ones are wrong. The official dev part was trained on, test never."""
    folder = found(data, "wice", "entailment_inputs") / "entailment_inputs" / "oracle_chunks" / "claim"
    placed = []
    for name, splits in (("dev", {Split.TRAIN}), ("test", {Split.VALIDATION, Split.TEST})):
        if name == "test" or split in {Split.TRAIN, Split.ALL} or (folder / "dev.jsonl").exists():
            placed += [Placed(_wice_row(line), frozenset(splits)) for line in json_lines(folder / f"{name}.jsonl")]
    return [_part("wice", placed, split)]


def _wice_row(line: Mapping[str, Any]) -> Row:
    page = "\n".join(sentence for sentence in line["evidence"] if not sentence.startswith("(meta data)"))
    return Row("", (page,), line["claim"], line["label"] != "supported", line["meta"]["claim_title"])


def halueval_qa(data: Path, split: Split) -> list[Part]:
    """Each question with its right and its hallucinated answer; nothing was trained on it, so it is measured whole."""
    path = found(data, "halueval", "qa.jsonl") / "qa.jsonl"
    unseen = frozenset({Split.VALIDATION, Split.TEST})
    placed = [
        Placed(Row(line["question"], (line["knowledge"],), line[key], key != "right_answer", line["knowledge"]), unseen)
        for line in json_lines(path)
        for key in ("right_answer", "hallucinated_answer")
    ]
    part = _part("halueval-qa", placed, split)
    return [replace(part, notes=(SATURATED, *part.notes))]


def _part(name: str, placed: Sequence[Placed], split: Split) -> Part:
    rows = tuple(one.row for one in placed if split is Split.ALL or split in one.splits)
    groups = {row.group for row in rows}
    elsewhere = [one for one in placed if one.row.group not in groups]
    fit = {
        Split.VALIDATION: tuple(one.row for one in elsewhere if Split.TRAIN in one.splits),
        Split.TEST: tuple(one.row for one in elsewhere if Split.TEST not in one.splits),
    }
    seen = split in {Split.TRAIN, Split.ALL} and any(Split.TRAIN in one.splits for one in placed)
    return Part(name, split, rows, fit.get(split, ()), (TRAINED_ON,) if seen else ())


def limited(part: Part, limit: int | None, *, seed: int) -> Part:
    """At most `limit` rows to measure on, drawn from `seed`."""
    if limit is None or limit >= len(part.rows):
        return part
    places = np.random.default_rng(seed).choice(len(part.rows), limit, replace=False)
    rows = tuple(part.rows[place] for place in sorted(places))
    return replace(part, rows=rows, notes=(*part.notes, f"a sample of {limit} of {len(part.rows)} answers"))


def found(data: Path, name: str, probe: str) -> Path:
    """The set's folder: `data/name`, or `data` itself where `probe` stands right in it."""
    inside = data / name
    return data if not inside.exists() and (data / probe).exists() else inside


ANSWER_SETS: Mapping[str, Load] = MappingProxyType(
    {"ragtruth": ragtruth, "halueval-qa": halueval_qa, "frank": frank, "summedits": summedits, "wice": wice}
)
