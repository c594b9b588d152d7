"""What the judge says of answers whose labels are known and that it was not trained on: what its risk is fitted on."""

import json
import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from evaluation import sources
from evaluation.recorded_answers import Recorded
from evaluation.splits import held_out, ragtruth_split
from monitoring.claims.splitting import split_claims
from monitoring.claims.statements import stated
from monitoring.detectors.detection import Inspection
from monitoring.detectors.judge import JudgeDetector
from monitoring.detectors.quotation import Quotations
from monitoring.quality.gold import Label
from text.marks import cited_passages, states_something
from text.sentences import SentenceCut, sentence_spans

KEPT_FOR_CALIBRATION = 8
_WRITTEN = 1200
_RAGTRUTH_ANSWERS = 110
_ASKED = 150
OWN_FOLDER = Path(__file__).with_name("written")


@dataclass(frozen=True, slots=True)
class Known:
    """An answer with its labels. `wrong`: not all of it is supported. `answers`: it is what was asked for, null where
    nobody said. `spans`: unsupported characters, null where only the whole is labelled. `group`: what no fold cuts.
    """

    source: str
    group: str
    question: str
    passages: tuple[str, ...]
    text: str
    wrong: bool
    answers: bool | None = None
    spans: tuple[tuple[int, int], ...] | None = None


@dataclass(frozen=True, slots=True)
class MeasuredAnswer:
    """Per claim its signals, whether it quotes, and whether it is wrong (null where only the answer is labelled)."""

    source: str
    group: str
    wrong: bool
    answers: bool | None
    signals: tuple[tuple[float, ...], ...]
    said: tuple[float | None, ...]
    quoted: tuple[bool, ...]
    wrong_claims: tuple[bool | None, ...]


def written(folder: Path, *, kept: bool = True, validation: bool = False) -> Iterator[Known]:
    """Blocks of `folder`: those that training leaves out, or the parts that only measure."""
    for path in sorted(folder.glob("*.jsonl")):
        if ("validation" in path.name) != validation or "hu_de" in path.name:
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
            if validation or (number % KEPT_FOR_CALIBRATION == 0) == kept:
                yield from _block(path.stem, json.loads(line))


def _block(source: str, block: dict[str, object]) -> Iterator[Known]:
    passages = block.get("passages") or [{"source": block.get("source", ""), "text": block.get("evidence", "")}]
    texts = tuple(f"{passage['source']}\n{passage['text']}" for passage in passages)  # type: ignore[attr-defined]
    kind = "claims" if "claims" in block else "answers"
    for row in block.get("claims", []):  # type: ignore[attr-defined]
        wrong = row["label"] != "supported"
        yield Known(kind, f"{source} {block['id']}", row.get("question", ""), texts, row["text"], wrong)
    for row in block.get("answers", []):  # type: ignore[attr-defined]
        if not row.get("abstains"):
            question, wrong = str(block["question"]), row["support"] != "supported"
            yield Known(kind, f"{source} {block['id']}", question, texts, row["text"], wrong, bool(row["answers"]))


def calibration_rows(data: Path) -> list[Known]:
    """Everything that the risk is fitted on, some of each source."""
    blocks = [*written(data / "written"), *written(OWN_FOLDER)]
    chosen = random.Random(1).sample(blocks, min(_WRITTEN, len(blocks)))
    return [*chosen, *ragtruth_answers(data), *asked_answers(data)]


def ragtruth_answers(data: Path) -> Iterator[Known]:
    """Of the questions kept for validation."""
    rows = ragtruth_split(data).validation
    for row in random.Random(3).sample(rows, min(_RAGTRUTH_ANSWERS, len(rows))):
        yield Known("ragtruth", row.group, row.question, row.passages, row.answer, bool(row.spans), None, row.spans)


def asked_answers(data: Path) -> Iterator[Known]:
    """Fragments and quotes, right, wrong and beside the point, to questions of articles that are kept out."""
    rng = random.Random(4)
    rows = [row for row in (*sources.squad(data), *sources.tydiqa(data, part="train")) if held_out(row.group)]
    for row in rng.sample(rows, min(_ASKED, len(rows))):
        sentences = [row.passage[start:end] for start, end in sentence_spans(row.passage, SentenceCut.EVIDENCE)]
        gold = None if row.answer is None else row.passage[slice(*row.answer)]
        others = [one for one in sentences if gold is None or gold not in one]
        if gold:
            yield Known("asked", row.group, row.question, (row.passage,), gold, wrong=False, answers=True)
            holding = [one for one in sentences if gold in one]
            yield from (
                Known("asked", row.group, row.question, (row.passage,), one, wrong=False, answers=True)
                for one in holding[:1]
            )
        if others:
            one = rng.choice(others)
            yield Known("asked", row.group, row.question, (row.passage,), one, wrong=False, answers=False)


def real_answers(rows: Iterable[Recorded]) -> Iterator[Known]:
    """Answers of a language model, abstentions left out; what is off the point stands in a passage all the same."""
    for row in rows:
        asked, found = row.asked, row.label
        if found is not Label.ABSTAINED:
            answers = None if found is Label.WRONG else found is Label.RIGHT
            group, wrong = asked.gold_passage, found is Label.WRONG
            yield Known("real", group, asked.question, asked.passages, row.answer, wrong, answers)


def measure_answers(rows: Iterable[Known], detector: JudgeDetector) -> Iterator[MeasuredAnswer]:
    """What the judge says of each; answers without a claim are left out."""
    for row in rows:
        claims = [claim for claim in split_claims(row.text) if states_something(claim.text)]
        bare = [stated(claim.text) for claim in claims]
        cited = tuple(cited_passages(claim.text) for claim in claims)
        texts = tuple(text for text, _ in bare)
        found = detector.check(Inspection(texts, cited, row.passages, row.question, ()))
        known = [one for one in found if one is not None]
        if not known or len(known) < len(claims):
            continue
        quotations = Quotations(row.passages)
        yield MeasuredAnswer(
            row.source,
            row.group,
            row.wrong,
            row.answers,
            tuple(one.signals.values() for one in known),
            tuple(one.answers for one in known),
            tuple(quotations.find(text) is not None for text in texts),
            tuple(_wrong(row, claim.start, claim.end, only=len(claims) == 1) for claim in claims),
        )


def _wrong(row: Known, start: int, end: int, *, only: bool) -> bool | None:
    if row.spans is not None:
        return any(low < end and start < high for low, high in row.spans)
    return row.wrong if only or not row.wrong else None


def save(rows: Iterable[MeasuredAnswer], path: Path) -> None:
    """A line each."""
    path.write_text("".join(json.dumps(asdict(row)) + "\n" for row in rows), encoding="utf-8")


def load(path: Path) -> list[MeasuredAnswer]:
    """What `save` wrote."""
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [MeasuredAnswer(**{**_frozen(line), "signals": tuple(map(tuple, line["signals"]))}) for line in lines]


def _frozen(line: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in line.items()}
