"""The public data sets as typed rows; each function reads one set from the folder it is given."""

import csv
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_PASSAGE_NUMBER = re.compile(r"^passage \d+:")


class MissingData(Exception):
    """A data set is not where it was looked for; the message says which file and how to name another folder."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question about a passage. `answer` is its span in the passage, null where the passage holds none.

    `group` is what a validation split must not cut through: an article, a website.
    """

    question: str
    passage: str
    answer: tuple[int, int] | None
    group: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A query and a passage that people or a generator judged relevant or not."""

    query: str
    passage: str
    relevant: bool
    answer: str


@dataclass(frozen=True, slots=True)
class Ranking:
    """A retrieval collection in the BEIR layout; `relevant` maps a query's id to the ids of its documents."""

    documents: dict[str, str]
    queries: dict[str, str]
    relevant: dict[str, set[str]]


@dataclass(frozen=True, slots=True)
class Labelled:
    """An answer with the character spans that people found unsupported by `passages`; a summary has no question."""

    question: str
    passages: tuple[str, ...]
    answer: str
    spans: tuple[tuple[int, int], ...]
    group: str
    generator: str
    task: str


@dataclass(frozen=True, slots=True)
class Entailed:
    """A claim against its evidence as a whole. `spans` is null where only the claim as a whole is labelled."""

    passages: tuple[str, ...]
    claim: str
    supported: bool
    spans: tuple[tuple[int, int], ...] | None
    group: str


def squad(data: Path) -> list[Asked]:
    """SQuAD 2.0's public half of the development set, unanswerable questions included (CC BY-SA)."""
    return list(_squad_layout(data / "squad2_dev_half" / "dev-v2.0.json"))


def tydiqa(data: Path, *, part: str) -> list[Asked]:
    """TyDi QA, gold passages, English; `part` is "train" or "dev" (Apache-2.0)."""
    return list(_squad_layout(data / "tydiqa_goldp" / f"tydiqa-goldp-v1.1-{part}" / f"tydiqa.goldp.en.{part}.json"))


def policyqa(data: Path) -> list[Asked]:
    """Questions on privacy policies (MIT)."""
    return list(_squad_layout(data / "policyqa" / "dev.json"))


def ares(data: Path) -> list[Judged]:
    """Machine-made queries with judged documents and answers (Apache-2.0)."""
    rows = []
    for name in ("nq", "hotpotqa", "wow"):
        for row in csv.DictReader(_text(data / "ares_synthetic" / f"{name}_synthetic_queries.tsv"), delimiter="\t"):
            faithful = row["Answer_Faithfulness_Label"] == "Yes"
            answer = row["generated_answer"] if faithful else ""
            rows.append(
                Judged(row["synthetic_query"], row["document"], row["Context_Relevance_Label"] == "Yes", answer)
            )
    return rows


def ranking(folder: Path, *, qrels: str) -> Ranking:
    """A BEIR folder; `qrels` is the name of the judgements' file without its ending."""
    documents = {row["_id"]: f"{row['title']}. {row['text']}" for row in _json_lines(folder / "corpus.jsonl")}
    queries = {row["_id"]: row["text"] for row in _json_lines(folder / "queries.jsonl")}
    relevant: dict[str, set[str]] = {}
    for row in csv.DictReader(_text(folder / "qrels" / f"{qrels}.tsv"), delimiter="\t"):
        if int(row["score"]) > 0:
            relevant.setdefault(row["query-id"], set()).add(row["corpus-id"])
    return Ranking(documents, {key: queries[key] for key in relevant}, relevant)


def ragtruth(data: Path) -> list[Labelled]:
    """Answers of six language models with hallucinated spans marked by people (MIT)."""
    sources = {row["source_id"]: row for row in _json_lines(data / "ragtruth" / "source_info.jsonl")}
    rows = []
    for row in _json_lines(data / "ragtruth" / "response.jsonl"):
        source = sources[row["source_id"]]
        spans = tuple(sorted((label["start"], label["end"]) for label in row["labels"]))
        question, passages = _ragtruth_source(source["source_info"])
        rows.append(
            Labelled(question, passages, row["response"], spans, row["source_id"], row["model"], source["task_type"])
        )
    return rows


def wice(data: Path) -> list[Entailed]:
    """Wikipedia claims against web pages; partly supported ones carry token labels (CC BY-SA)."""
    rows = []
    for part in ("train", "dev"):
        for row in _json_lines(data / "wice" / "non_supported_tokens" / f"{part}.jsonl"):
            spans = _token_spans(row["claim"], row["claim_tokens"], row["non_supported_spans"])
            rows.append(Entailed(_pages(row["evidence"]), row["claim"], supported=False, spans=spans, group=_id(row)))
    for row in _json_lines(data / "wice" / "entailment_inputs" / "oracle_chunks" / "claim" / "dev.jsonl"):
        if row["label"] != "partially_supported":
            supported = row["label"] == "supported"
            rows.append(
                Entailed(_pages(row["evidence"]), row["claim"], supported=supported, spans=None, group=_id(row))
            )
    return rows


def factcg(data: Path) -> list[Entailed]:
    """Synthetic claims, and the same with the supporting detail taken out of the evidence (MIT)."""
    rows = []
    for row in _json_lines(data / "factcg_train" / "training_stage2" / "CG2C_doc.json"):
        claim = row["text_b"][0]
        rows.append(Entailed((row["text_a"],), claim, supported=row["orig_label"] == 1, spans=None, group=claim))
    return rows


def frank(data: Path) -> list[Labelled]:
    """Machine summaries of news that every annotator found wholly factual; none of the others (MIT)."""
    return [
        Labelled("", (row["article"],), row["summary"], (), row["hash"], row["model_name"], "Summary")
        for row in _json_lines(data / "frank" / "frank_with_text.jsonl")
        if row["Factuality"] == 1.0
    ]


def summedits(data: Path) -> list[tuple[Entailed, str]]:
    """Summaries with one edit each, and the summary before the edit (Apache-2.0)."""
    rows = []
    for path in sorted((data / "summedits" / "summedits").glob("*.json")):
        for row in json.loads(path.read_text(encoding="utf-8")):
            supported = int(row["label"]) == 1
            group = row["doc"][:80]
            entailed = Entailed((row["doc"],), row["summary"], supported=supported, spans=None, group=group)
            rows.append((entailed, row["original_summary"]))
    return rows


def halueval(data: Path) -> list[dict[str, str]]:
    """Knowledge, question, right and hallucinated answer (MIT)."""
    return list(_json_lines(data / "halueval" / "qa.jsonl"))


def snli(data: Path) -> list[Entailed]:
    """Image captions and hypotheses; neutral and contradicting ones are unsupported (CC BY-SA)."""
    rows = []
    for row in csv.DictReader(_text(data / "becel" / "snli" / "validation.tsv"), delimiter="\t"):
        premise = row["premise"]
        rows.append(Entailed((premise,), row["hypothesis"], supported=row["label"] == "0", spans=None, group=premise))
    return rows


def _squad_layout(path: Path) -> Iterator[Asked]:
    for article in json.loads("".join(_text(path)))["data"]:
        for paragraph in article["paragraphs"]:
            for question in paragraph["qas"]:
                answers = question["answers"]
                span = _span(answers[0]) if answers else None
                group = article.get("title", paragraph["context"][:80])
                yield Asked(question["question"], paragraph["context"], span, group)


def _span(answer: dict[str, Any]) -> tuple[int, int]:
    return answer["answer_start"], answer["answer_start"] + len(answer["text"])


def _ragtruth_source(source: str | dict[str, str]) -> tuple[str, tuple[str, ...]]:
    if isinstance(source, str):
        return "", (source,)
    pieces = [piece.strip() for piece in source["passages"].split("\n\n") if piece.strip()]
    return source["question"], tuple(_PASSAGE_NUMBER.sub("", piece) for piece in pieces)


def _pages(sentences: list[str]) -> tuple[str, ...]:
    return ("\n".join(line for line in sentences if not line.startswith("(meta data)")),)


def _id(row: dict[str, Any]) -> str:
    return str(row["meta"]["claim_title"])


def _token_spans(claim: str, tokens: list[str], flags: list[bool]) -> tuple[tuple[int, int], ...]:
    spans, position = [], 0
    for token, flag in zip(tokens, flags, strict=True):
        start = claim.find(token, position)
        if start < 0:
            continue
        position = start + len(token)
        if flag:
            spans.append((start, position))
    return tuple(spans)


def _text(path: Path) -> Iterator[str]:
    if not path.exists():
        raise MissingData(
            f"{path} is missing: get the data set from its owner and name the folder that holds it "
            "with --data or CANDOR_BENCHMARK_DATA"
        )
    with path.open(encoding="utf-8", newline="") as file:
        yield from file


def _json_lines(path: Path) -> Iterator[dict[str, Any]]:
    return (json.loads(line) for line in _text(path))
