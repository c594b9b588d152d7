"""Rows of the public and the written sets: answers from passages with their marks, and honest abstentions.

Nothing that is kept out of training is among them: the groups of `evaluation.splits.held_out`, RAGTruth's validation
side, and every eighth written block.
"""

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from evaluation.files import json_lines
from evaluation.sources import Asked
from evaluation.splits import ragtruth_split
from generation.templates import NO_ANSWER
from text.marks import ends_sentence, strip_marks
from text.sentences import SentenceCut, sentence_spans
from text.words import QUESTION_STEMMER
from training.judge.asked import asked_sets
from training.judge.written import CALIBRATION_EVERY, training_files
from training.tuning.rows import TuningPassage, TuningRow

MOST_PASSAGES = 3
LONGEST_PASSAGE_WORDS = 180
LONGEST_SENTENCE_WORDS = 45
# SQuAD 2 has its own unanswerable questions; of the others every so many is asked without its passage.
WITHOUT_GOLD_EVERY = 6


def grounded_rows(data: Path, *, seed: int, most_a_set: int | None = None) -> list[TuningRow]:
    """All sets, or so many rows of each. Raises `MissingData`."""
    chance = random.Random(seed)
    sets = [_written(data / "written"), _answered(data)]
    sets += [_asked(name, rows, chance) for name, rows in asked_sets(data, held_back=False).items()]
    drawn = []
    for rows in map(list, sets):
        chance.shuffle(rows)
        drawn += rows[:most_a_set]
    return drawn


def marked(answer: str, passages: Sequence[str]) -> str:
    """Each sentence with the mark of the passage that shares most of its words."""
    stems = [QUESTION_STEMMER.stems(passage) for passage in passages]
    bare = strip_marks(answer).text
    sentences = [bare[start:end] for start, end in sentence_spans(bare, SentenceCut.CLAIMS)]
    return " ".join(_with_mark(sentence, stems) for sentence in sentences)


def _with_mark(sentence: str, stems: Sequence[frozenset[str]]) -> str:
    said = QUESTION_STEMMER.stems(sentence)
    shared = [len(said & one) for one in stems]
    if not any(shared):
        return sentence
    mark = f" [{shared.index(max(shared)) + 1}]"
    stop = len(sentence.rstrip(".!?")) if ends_sentence(sentence) else len(sentence)
    return f"{sentence[:stop]}{mark}{sentence[stop:]}"


def _written(folder: Path) -> Iterator[TuningRow]:
    """A row a block: its first whole sentence that is right, else what it has of right answers, else an abstention."""
    files = training_files([folder], hungarian_and_german=False)
    for path in (path for path in files if path.name.startswith("answers_")):
        for place, block in enumerate(json_lines(path)):
            if place % CALIBRATION_EVERY:
                yield _of_block(block)


def _of_block(block: Mapping[str, Any]) -> TuningRow:
    right = [one["text"] for one in block["answers"] if one["support"] == "supported" and one["answers"]]
    wrong = [one["text"] for one in block["answers"] if one["support"] in {"contradicted", "unsupported"}]
    said = next((text for text in right if ends_sentence(text)), right[0] if right else None)
    passages = tuple(TuningPassage(text=one["text"], source=one["source"]) for one in block["passages"])
    texts = [one.text for one in passages]
    return TuningRow(
        question=block["question"],
        passages=passages,
        answer=NO_ANSWER if said is None else marked(said, texts),
        rejected=marked(wrong[0], texts) if wrong else None,
        document=block["id"],
        golds=tuple(right),
    )


def _answered(data: Path) -> Iterator[TuningRow]:
    """RAGTruth's answers to questions in which people found nothing wrong, without those that speak of passages."""
    for one in ragtruth_split(data).train:
        if one.task == "QA" and not one.spans and "passage" not in one.answer.lower():
            passages = tuple(TuningPassage(text=text) for text in one.passages)
            answer = marked(one.answer, one.passages)
            yield TuningRow(question=one.question, passages=passages, answer=answer, document=one.group)


def _asked(name: str, rows: Sequence[Asked], chance: random.Random) -> Iterator[TuningRow]:
    """The sentence that holds the answer, among other paragraphs of its article that hold none."""
    paragraphs: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        if row.passage not in paragraphs[row.group]:
            paragraphs[row.group].append(row.passage)
    for number, row in enumerate(rows):
        without = row.answer is None or (name != "squad" and number % WITHOUT_GOLD_EVERY == 0)
        others = [one for one in paragraphs[row.group] if _beside(one, row)]
        chosen = chance.sample(others, min(len(others), chance.randrange(MOST_PASSAGES)))
        if row.answer is None or not without:
            chosen.append(row.passage)
        chance.shuffle(chosen)
        said = NO_ANSWER if without else _sentence(row)
        if said and chosen and len(row.passage.split()) <= LONGEST_PASSAGE_WORDS:
            yield _row(row, chosen, said)


def _beside(passage: str, row: Asked) -> bool:
    """Whether it is another paragraph, short enough, that holds no answer."""
    holds = any(gold.lower() in passage.lower() for gold in row.golds)
    return passage != row.passage and not holds and len(passage.split()) <= LONGEST_PASSAGE_WORDS


def _sentence(row: Asked) -> str:
    """That with the answer; empty where it is too long to be one, or was cut within a quotation."""
    start, end = row.answer or (0, 0)
    spans = sentence_spans(row.passage, SentenceCut.EVIDENCE)
    found = next((row.passage[a:b] for a, b in spans if a <= start and end <= b), "")
    return found if len(found.split()) <= LONGEST_SENTENCE_WORDS and not found.count('"') % 2 else ""


def _row(row: Asked, passages: Sequence[str], said: str) -> TuningRow:
    return TuningRow(
        question=row.question,
        passages=tuple(TuningPassage(text=text, source=row.title) for text in passages),
        answer=said if said == NO_ANSWER else marked(said, passages),
        document=row.group,
        golds=() if said == NO_ANSWER else row.golds,
    )
