"""The public data sets as typed rows; each function reads one set from the folder it is given."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from evaluation.files import json_lines, tab_separated, text_lines

_PASSAGE_NUMBER = re.compile(r"^passage \d+:")
_TITLE_CHARACTERS = 60


@dataclass(frozen=True, slots=True)
class Asked:
    """A question about a passage. `answer` is its span in the passage, null where the passage holds none.

    `group` is what a validation split must not cut through: an article, a website. `others` are further spans that
    people took for the answer, `plausible` one that only looks like an answer, where the passage holds none.
    """

    question: str
    passage: str
    answer: tuple[int, int] | None
    group: str
    others: tuple[tuple[int, int], ...] = ()
    plausible: tuple[int, int] | None = None

    @property
    def golds(self) -> tuple[str, ...]:
        """All that people took for the answer, each once; none where the passage holds none."""
        spans = (*([self.answer] if self.answer else []), *self.others)
        return tuple(dict.fromkeys(text for start, end in spans if (text := self.passage[start:end].strip())))

    @property
    def title(self) -> str:
        """Of the article; where the set has none, the group is how its passage begins."""
        return self.group.replace("_", " ")[:_TITLE_CHARACTERS]


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
    """An answer with the character spans that people found unsupported by `passages`; a summary has no question.

    `conflicts` are those of the spans that the passages contradict.
    """

    question: str
    passages: tuple[str, ...]
    answer: str
    spans: tuple[tuple[int, int], ...]
    conflicts: tuple[tuple[int, int], ...]
    group: str
    generator: str
    task: str


@dataclass(frozen=True, slots=True)
class Entailed:
    """A claim against its evidence as a whole. `spans` is null where only the claim as a whole is labelled.

    `contradicted` says which of the two an unsupported claim is, null where nobody did.
    """

    passages: tuple[str, ...]
    claim: str
    supported: bool
    spans: tuple[tuple[int, int], ...] | None
    group: str
    contradicted: bool | None = None


@dataclass(frozen=True, slots=True)
class Summarised:
    """A machine's summary of an article; `factuality` is the share of its sentences that people found factual."""

    article: str
    summary: str
    factuality: float
    group: str
    generator: str


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
        for row in tab_separated(data / "ares_synthetic" / f"{name}_synthetic_queries.tsv"):
            faithful = row["Answer_Faithfulness_Label"] == "Yes"
            answer = row["generated_answer"] if faithful else ""
            rows.append(
                Judged(row["synthetic_query"], row["document"], row["Context_Relevance_Label"] == "Yes", answer)
            )
    return rows


def ranking(folder: Path, *, qrels: str) -> Ranking:
    """A BEIR folder; `qrels` is the name of the judgements' file without its ending."""
    documents = {row["_id"]: f"{row['title']}. {row['text']}" for row in json_lines(folder / "corpus.jsonl")}
    queries = {row["_id"]: row["text"] for row in json_lines(folder / "queries.jsonl")}
    relevant: dict[str, set[str]] = {}
    for row in tab_separated(folder / "qrels" / f"{qrels}.tsv"):
        if int(row["score"]) > 0:
            relevant.setdefault(row["query-id"], set()).add(row["corpus-id"])
    return Ranking(documents, {key: queries[key] for key in relevant}, relevant)


def ragtruth(data: Path) -> list[Labelled]:
    """Answers of six language models with hallucinated spans marked by people (MIT), none of the official test part."""
    sources = {row["source_id"]: row for row in json_lines(data / "ragtruth" / "source_info.jsonl")}
    rows = []
    answers = json_lines(data / "ragtruth" / "response.jsonl")
    for row in (row for row in answers if row.get("split") != "test"):
        source = sources[row["source_id"]]
        spans = tuple(sorted((label["start"], label["end"]) for label in row["labels"]))
        conflicts = tuple(
            (label["start"], label["end"]) for label in row["labels"] if label["label_type"].endswith("Conflict")
        )
        question, passages = ragtruth_source(source["source_info"])
        group, task = row["source_id"], source["task_type"]
        rows.append(Labelled(question, passages, row["response"], spans, conflicts, group, row["model"], task))
    return rows


def wice(data: Path) -> list[Entailed]:
    """Wikipedia claims against web pages; partly supported ones carry token labels (CC BY-SA)."""
    rows = []
    for part in ("train", "dev"):
        for row in json_lines(data / "wice" / "non_supported_tokens" / f"{part}.jsonl"):
            spans = _token_spans(row["claim"], row["claim_tokens"], row["non_supported_spans"])
            rows.append(Entailed(_pages(row["evidence"]), row["claim"], supported=False, spans=spans, group=_id(row)))
    for row in json_lines(data / "wice" / "entailment_inputs" / "oracle_chunks" / "claim" / "dev.jsonl"):
        if row["label"] != "partially_supported":
            supported = row["label"] == "supported"
            rows.append(
                Entailed(_pages(row["evidence"]), row["claim"], supported=supported, spans=None, group=_id(row))
            )
    return rows


def factcg(data: Path) -> list[Entailed]:
    """Synthetic claims, and the same with the supporting detail taken out of the evidence (MIT)."""
    rows = []
    for row in json_lines(data / "factcg_train" / "training_stage2" / "CG2C_doc.json"):
        claim = row["text_b"][0]
        rows.append(Entailed((row["text_a"],), claim, supported=row["orig_label"] == 1, spans=None, group=claim))
    return rows


def frank(data: Path) -> list[Summarised]:
    """Machine summaries of news, judged by several annotators (MIT)."""
    return [
        Summarised(row["article"], row["summary"], row["Factuality"], row["hash"], row["model_name"])
        for row in json_lines(data / "frank" / "frank_with_text.jsonl")
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


def snli(data: Path) -> list[Entailed]:
    """Image captions with entailed, neutral and contradicting hypotheses, some reworded or negated (CC BY-SA)."""
    rows = []
    for part in ("validation", "test"):
        rows += [
            _nli(row["premise"], row["hypothesis"], row["label"])
            for row in tab_separated(data / "becel" / "snli" / f"{part}.tsv")
        ]
    negated, reworded = (tab_separated(data / "becel" / "snli" / f"{part}.tsv") for part in ("negational", "semantic"))
    rows += [_nli(row["premise"], row["hypothesis_neg"], row["neg_label"]) for row in negated]
    return rows + [_nli(row["premise"], row["hypothesis_paraphrase"], row["label"]) for row in reworded]


def rte(data: Path) -> list[Entailed]:
    """News sentences with entailed and other hypotheses, contradictions not told from the rest (CC BY-SA)."""
    return [
        Entailed((row["sentence1"],), row["sentence2"], row["label"] == "0", spans=None, group=row["sentence1"])
        for row in tab_separated(data / "becel" / "rte" / "train.tsv")
    ]


def breaking_nli(data: Path) -> list[Entailed]:
    """Captions in which one word was exchanged, mostly for one that contradicts (CC BY-SA)."""
    labels = {"entailment": "0", "neutral": "1", "contradiction": "2"}
    return [
        _nli(row["sentence1"], row["sentence2"], labels[row["gold_label"]])
        for row in json_lines(data / "breaking_nli" / "dataset.jsonl")
    ]


def scifact_claims(data: Path) -> list[Entailed]:
    """Scientific claims against abstracts that support, contradict or only resemble them (CC BY)."""
    rows = []
    for row in json_lines(data / "scifact" / "nli_train.jsonl"):
        passages = (" ".join(row["doc_sentences"]),)
        label = {"SUPPORT": "0", "NOT_ENOUGH_INFO": "1", "CONTRADICT": "2"}[row["label"]]
        rows.append(replace(_nli(passages[0], row["claim"], label), group=row["doc_id"]))
    return rows


def _nli(premise: str, hypothesis: str, label: str) -> Entailed:
    """`label` is 0 for entailed, 1 for neutral, 2 for contradicted."""
    return Entailed((premise,), hypothesis, label == "0", None, premise, contradicted=label == "2")


def _squad_layout(path: Path) -> Iterator[Asked]:
    for article in json.loads("".join(text_lines(path)))["data"]:
        for paragraph in article["paragraphs"]:
            for question in paragraph["qas"]:
                spans = [_span(answer) for answer in question["answers"]]
                plausible = [_span(answer) for answer in question.get("plausible_answers", ())]
                yield Asked(
                    question["question"],
                    paragraph["context"],
                    spans[0] if spans else None,
                    article.get("title", paragraph["context"][:80]),
                    tuple(spans[1:]),
                    plausible[0] if plausible else None,
                )


def _span(answer: dict[str, Any]) -> tuple[int, int]:
    return answer["answer_start"], answer["answer_start"] + len(answer["text"])


def ragtruth_source(source: str | Mapping[str, Any]) -> tuple[str, tuple[str, ...]]:
    """The question, empty where there is none, and the passages of a `source_info`: a text, passages, or a table."""
    if isinstance(source, str):
        return "", (source,)
    if "passages" not in source:
        told = {key: value if isinstance(value, str) else json.dumps(value) for key, value in source.items()}
        return "", ("\n".join(f"{key}: {value}" for key, value in told.items()),)
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
