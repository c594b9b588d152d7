"""Tiny made-up files in the layouts of the public data sets."""

import json
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
