"""Sentences, rows and items as small passages: which of those of the same documents answers a question.

Quoting reads each of them by itself, below its headings. The answer is the span within it that people marked, or all
of it; [CLS] stands for none, as for passages.
"""

import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from domain.documents import Chunk, Passage, Scores, StoredChunk
from domain.places import heading_of, under_heading
from domain.ports import Encoder, Tokenizer
from evaluation import sources
from evaluation.files import json_lines
from evaluation.ranking import Bm25, HybridSearch
from evaluation.written_questions import WrittenQuestion, WrittenSet, answered_share, looks_right
from generation.quoting.quotables import quotables
from ingest.chunker import TokenChunker
from ingest.formats import media_type_of
from ingest.limits import Limits
from ingest.plain import read_text
from ingest.tables import read_table
from monitoring.claims.splitting import split_sentences
from text.sentences import SentenceCut, sentence_spans
from training.judge.written import CALIBRATION_EVERY
from training.reader_data import ReaderExample

KEPT = {"squad": 11_000, "tydiqa": 8_000, "policyqa": 1_500}
SHORTEST_CHARACTERS = 12
SHORTEST_ANSWER_WORDS = 4
PASSAGES_A_QUESTION = 8
RIGHT_A_QUESTION = 3
WRONG_A_QUESTION = 10
FAR_A_QUESTION = 3
_YES_NO = frozenset({"Yes", "No"})
_LONG_WORD = re.compile(r"\w{4,}")

Span = tuple[int, int]


def asked_sentences(rows: Sequence[sources.Asked], origin: str, rng: random.Random) -> Iterator[ReaderExample]:
    """The sentence with the answer, and others of its passage and of passages like it, those most like the question."""
    cuts = {row.passage: _sentences(row.passage) for row in rows}
    passages = sorted(cuts)
    search = Bm25(passages)
    for row in rng.sample(list(rows), len(rows)):
        near = [passages[place] for place in search.top(row.question, 6) if passages[place] != row.passage]
        far = [passage[start:end] for passage in near[:3] for start, end in cuts[passage]]
        head = _title(row, origin) if rng.random() < 0.5 else ""
        yield from _of_passage(row, cuts[row.passage], far, head=head, origin=origin, rng=rng)


def written_answers(paths: Sequence[Path], rng: random.Random) -> Iterator[ReaderExample]:
    """Answers of the written blocks: right or wrong, one says by itself whether it is what was asked for.

    The blocks that are kept for calibration are left out.
    """
    for path in paths:
        for at, block in enumerate(json_lines(path)):
            if at % CALIBRATION_EVERY:
                yield from _of_block(block, rng)


def asked_documents(
    written: WrittenSet, encoder: Encoder, tokenizer: Tokenizer, rng: random.Random
) -> Iterator[ReaderExample]:
    """What a hybrid search finds for each question, sentence by sentence: those that answer, and those that do not."""
    passages = [passage for path in written.documents for passage in _passages(path, tokenizer)]
    search = HybridSearch([passage.stored.chunk.searched for passage in passages], encoder)
    for question in written.questions:
        found = [passages[place] for place in search.top(question.question, PASSAGES_A_QUESTION)]
        yield from _of_question(question, found, encoder, rng)


def _of_passage(
    row: sources.Asked, cut: Sequence[Span], far: Sequence[str], *, head: str, origin: str, rng: random.Random
) -> Iterator[ReaderExample]:
    golds = [span for span in (row.answer, *row.others) if span] if row.answer else []
    said = {row.passage[start:end].lower() for start, end in golds}
    right = [(start, end, span) for start, end in cut for span in golds if start <= span[0] and span[1] <= end]
    if golds and not right:
        return
    others = [row.passage[start:end] for start, end in cut]
    wrong = [text for text in (*others, *far) if not any(answer in text.lower() for answer in said)]
    for start, end, span in right[:1]:
        place = (span[0] - start, span[1] - start)
        yield _example(row.question, head, row.passage[start:end], place, origin)
    for text in _alike(row.question, wrong, rng)[: 3 if right else 2]:
        yield _example(row.question, head, text, None, origin)


def _of_block(block: dict[str, object], rng: random.Random) -> Iterator[ReaderExample]:
    question, passages = str(block["question"]), list(block["passages"])  # type: ignore[call-overload]
    for answer in block["answers"]:  # type: ignore[attr-defined]
        text = answer["text"]
        if answer.get("abstains") or len(text.split()) < SHORTEST_ANSWER_WORDS:
            continue
        source = next((one["source"] for one in passages if text.strip(" .")[:60] in one["text"]), None)
        head = str(source or rng.choice(passages)["source"]).replace(" · ", " › ") if rng.random() < 0.7 else ""
        if answer["answers"]:
            yield _example(question, head, text, (0, len(text)), "written")
        elif answer["support"] == "supported":
            yield _example(question, head, text, None, "written")


def _of_question(
    question: WrittenQuestion, found: Sequence[Passage], encoder: Encoder, rng: random.Random
) -> Iterator[ReaderExample]:
    texts: dict[str, str] = {}
    for one in quotables(found, split_sentences):
        if not one.is_heading():
            texts.setdefault(
                " ".join(quote.text for quote in one.quotes()), heading_of(one.passage.stored.chunk.place) or ""
            )
    right = [text for text in texts if answered_share(question, text) == 1]
    wrong = [text for text in texts if answered_share(question, text) == 0]
    marked = [text for text in wrong if looks_right(question, text)]
    rest = [text for text in _nearest(question.question, wrong, encoder) if text not in marked]
    chosen = [*marked, *rest[:WRONG_A_QUESTION], *_some(rest[WRONG_A_QUESTION:], rng)]
    for text, place in [*((t, _place(question, t)) for t in right[:RIGHT_A_QUESTION]), *((t, None) for t in chosen)]:
        head = texts[text] if rng.random() < 0.85 else ""
        yield _example(question.question, head, text, place, "asked")


def _place(question: WrittenQuestion, text: str) -> Span:
    """That of the shortest answer; all of it where it is a yes or a no, or stands there in other words."""
    start = -1 if question.answer in _YES_NO else text.lower().find(question.answer.lower())
    return (start, start + len(question.answer)) if start >= 0 else (0, len(text))


def _some(rest: Sequence[str], rng: random.Random) -> list[str]:
    return rng.sample(list(rest), min(FAR_A_QUESTION, len(rest)))


def _nearest(question: str, texts: Sequence[str], encoder: Encoder) -> list[str]:
    if not texts:
        return []
    cosines = encoder.encode(texts) @ encoder.encode_queries([question])[0]
    return [text for _, text in sorted(zip(cosines.tolist(), texts, strict=True), reverse=True)]


def _alike(question: str, texts: Sequence[str], rng: random.Random) -> list[str]:
    asked = set(_LONG_WORD.findall(question.lower()))
    shared = {text: len(asked & set(_LONG_WORD.findall(text.lower()))) for text in texts}
    return sorted(shared, key=lambda text: rng.random() - shared[text])


def _example(question: str, head: str, text: str, answer: Span | None, origin: str) -> ReaderExample:
    shown = under_heading(text, head or None)
    before = len(shown) - len(text)
    moved = None if answer is None else (answer[0] + before, answer[1] + before)
    return ReaderExample(question, shown, None if answer is None else True, moved, span_known=True, origin=origin)


def _title(row: sources.Asked, origin: str) -> str:
    return row.group.replace("_", " ") if origin == "squad" else ""


def _sentences(passage: str) -> list[Span]:
    spans = sentence_spans(passage, SentenceCut.EVIDENCE)
    return [(start, end) for start, end in spans if end - start >= SHORTEST_CHARACTERS]


def _passages(path: Path, tokenizer: Tokenizer) -> list[Passage]:
    """A document's chunks, as the service cuts them."""
    data = path.read_bytes()
    kind = media_type_of(path.name, data)
    parsed = read_table(data, Limits()) if path.suffix == ".csv" else read_text(data, kind, Limits())
    return [_passage(path.name, chunk) for chunk in TokenChunker(tokenizer).chunk(parsed)]


def _passage(name: str, chunk: Chunk) -> Passage:
    return Passage(StoredChunk(0, name, name, "", chunk), 0.0, Scores(0.0, 0.0))
