"""Tiny made-up files in the layouts of the public data sets."""

import json
import lzma
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

GENERATORS = ("careful-7b", "hasty-7b")
BUSINESS = {
    "name": "Blue Mill",
    "stars": 4.5,
    "hours": {"Monday": "9:0-17:0", "Sunday": None},
    "review_info": [{"review_text": "Good soup, slow service.", "review_stars": 3}],
}


def write_lines(path: Path, rows: Iterable[object]) -> None:
    """A JSON object a line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def ragtruth_folder(folder: Path, *, train: int = 20, test: int = 4) -> Path:
    """Questions, summaries and data-to-text, each source answered rightly by one generator and wrongly by another."""
    sources, responses = [], []
    for number in range(train + test):
        split = "train" if number < train else "test"
        for task in ("QA", "Summary", "Data2txt"):
            key = f"{task}-{number}"
            sources.append({"source_id": key, "task_type": task, "source_info": _source(task, number)})
            responses += [_response(key, split, number, generator) for generator in GENERATORS]
    write_lines(folder / "source_info.jsonl", sources)
    write_lines(folder / "response.jsonl", responses)
    return folder


def _source(task: str, number: int) -> object:
    text = f"The mill on river {number} grinds {number + 20} tonnes of wheat. It opened in {1900 + number}."
    if task == "Summary":
        return text
    if task == "Data2txt":
        return {**BUSINESS, "address": f"{number} River Road", "about": text}
    passages = f"passage 1:{text}\n\npassage 2:Entry: free for children.\n\n"
    return {"question": f"what does mill {number} grind", "passages": passages}


def _response(key: str, split: str, number: int, generator: str) -> dict[str, Any]:
    right = f"About {number + 20} tonnes of wheat are ground in the mill."
    wrong = " A swimming pool with a bar was added to it last summer."
    labels = []
    if generator == "hasty-7b":
        labels = [{"start": len(right) + 1, "end": len(right + wrong) - 1, "label_type": "Evident Baseless Info"}]
    return {
        "source_id": key,
        "model": generator,
        "labels": labels,
        "split": split,
        "response": right + (wrong if labels else ""),
    }


def frank_rows(count: int) -> list[dict[str, Any]]:
    """Two summaries an article, one of them factual."""
    return [
        {
            "hash": f"h{number}",
            "model_name": "bart",
            "Factuality": factuality,
            "split": "test" if number % 2 else "valid",
            "article": f"Article {number} tells of a bridge.",
            "summary": f"Summary {factuality} of {number}.",
        }
        for number in range(count)
        for factuality in (1.0, 0.0)
    ]


def write_summedits(folder: Path, domains: Sequence[str], *, documents: int = 8) -> None:
    """An edited and an unedited summary for each document."""
    for domain in domains:
        rows = [
            {
                "doc": f"The {domain} document {number} says that the hall was built in {1900 + number}.",
                "summary": f"The hall was {verb} in {1900 + number}.",
                "original_summary": f"The hall was built in {1900 + number}.",
                "label": label,
            }
            for number in range(documents)
            for verb, label in (("built", 1), ("razed", 0))
        ]
        path = folder / "summedits" / f"summedits_{domain}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(rows), encoding="utf-8")


def wice_row(label: str, title: str) -> dict[str, Any]:
    """A claim with its page."""
    return {
        "label": label,
        "claim": f"{title} was born in 1909.",
        "evidence": ["(meta data) TITLE: page", f"{title}", "born 1909"],
        "meta": {"id": title, "claim_title": title},
    }


def wikibio_row(number: int, labels: Sequence[str]) -> dict[str, Any]:
    """A passage; samples agree with its accurate sentences."""
    sentences = [
        f"Person {number} {'painted' if label == 'accurate' else 'sank'} ship {i}." for i, label in enumerate(labels)
    ]
    agreeing = " ".join(f"Person {number} painted ship {place}." for place in range(len(labels)))
    return {
        "gpt3_text": " ".join(sentences),
        "gpt3_sentences": sentences,
        "annotation": list(labels),
        "gpt3_text_samples": [agreeing] * 3,
    }


def nli_folder(data: Path, *, premises: int = 8) -> Path:
    """Three classes, two, and a part that judges may have learnt from; the data folder itself is given back."""
    three, two = ("entailment", "neutral", "contradiction"), ("entailment", "not_entailment")
    for name, labels in (
        ("mnli_matched_dev", three), ("med_dev", three), ("hans_regenerated_dev", two), ("paws_wiki_dev", two),
    ):  # fmt: skip
        rows = [_entailed(number, label) for number in range(premises) for label in labels]
        path = data / "nli" / f"{name}.jsonl.xz"
        path.parent.mkdir(parents=True, exist_ok=True)
        with lzma.open(path, "wt", encoding="utf-8") as file:
            file.writelines(json.dumps(row) + "\n" for row in rows)
    return data


def _entailed(number: int, label: str) -> dict[str, str]:
    hypotheses = {
        "entailment": f"The mill has {number + 2} doors.",
        "neutral": "The mill is famous in the whole county.",
        "contradiction": f"The mill has {number + 3} doors.",
        "not_entailment": "The doors have the mill.",
    }
    return {"premise": f"The mill has {number + 2} doors.", "hypothesis": hypotheses[label], "label": label}


def squad_file(path: Path, articles: dict[str, list[tuple[str, list[tuple[str, list[str]]]]]]) -> None:
    """Articles by title: paragraphs, each with its questions and their answers, none for what it does not answer."""
    path.parent.mkdir(parents=True, exist_ok=True)
    data = [
        {
            "title": title,
            "paragraphs": [
                {
                    "context": context,
                    "qas": [
                        {
                            "question": question,
                            "answers": [{"text": gold, "answer_start": context.find(gold)} for gold in golds],
                        }
                        for question, golds in asked
                    ],
                }
                for context, asked in paragraphs
            ],
        }
        for title, paragraphs in articles.items()
    ]
    path.write_text(json.dumps({"data": data}), encoding="utf-8")


def kept_out_folder(data: Path, title: str) -> Path:
    """One article called `title` in the three sets of questions; the data folder itself is given back."""
    paragraphs = [
        (
            f"The mill on river {number} was built in {1700 + number} by the Hale family. It has {number + 2} doors.",
            [
                (f"When was the mill on river {number} built?", [str(1700 + number), f"in {1700 + number}"]),
                (f"Who burnt the mill on river {number}?", []),
            ],
        )
        for number in range(8)
    ]
    for path in (
        data / "squad2_dev_half" / "dev-v2.0.json",
        data / "tydiqa_goldp" / "tydiqa-goldp-v1.1-train" / "tydiqa.goldp.en.train.json",
        data / "policyqa" / "dev.json",
    ):
        squad_file(path, {title: paragraphs, "A trained article": paragraphs})
    return data
