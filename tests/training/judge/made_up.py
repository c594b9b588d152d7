"""Tiny data sets in the layouts of the public ones, and a tiny tokenizer."""

import csv
import json
import lzma
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

EVIDENCE = "The museum opened in 1921. It is closed on Mondays."
_TEXT = """the museum opened in 1921 1931 it is closed open on mondays sundays . , when did tickets cost 4 euros for
adults who which a river long near town guide yes no ? ask there hall old new red big"""
WORDS = tuple(_TEXT.split())


def tokenizer(*, accents: bool = False) -> Tokenizer:
    """One token a word; the marks and their numbers are MPNet's. `accents` keeps them, like a multilingual one."""
    marks = ["<s>", "<pad>", "</s>", "[UNK]"]
    words = [*marks, *WORDS, *(["kérdőív"] if accents else ["kerdoiv"])]
    made = Tokenizer(models.WordLevel({word: number for number, word in enumerate(words)}, unk_token="[UNK]"))
    steps = [normalizers.Lowercase()]
    made.normalizer = normalizers.Sequence(
        steps if accents else [*steps, normalizers.NFD(), normalizers.StripAccents()]
    )
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    made.add_special_tokens(marks)
    return made


def claims_block(number: int) -> dict[str, Any]:
    """A block with a supported claim, a contradicted one and a fragment."""
    return {
        "id": f"x-{number:03}",
        "source": "Town guide",
        "evidence": EVIDENCE,
        "claims": [
            {"text": f"The museum opened in 1921, {number}.", "label": "supported", "kind": "date"},
            {"text": f"The museum opened in 1931, {number}.", "label": "contradicted", "kind": "date"},
            {"text": "Yes.", "question": "Is it open?", "label": "unsupported", "kind": "fragment"},
        ],
    }


def answers_block(number: int) -> dict[str, Any]:
    """A block with a right answer, one off the point, and an abstention."""
    return {
        "id": f"x-{number:03}",
        "question": f"When did it open, {number}?",
        "passages": [{"source": "Town guide", "text": EVIDENCE}, {"source": "Prices", "text": "Tickets cost 4 euros."}],
        "answers": [
            {"text": "In 1921.", "support": "supported", "answers": True, "kind": "fragment"},
            {"text": "Tickets cost 4 euros.", "support": "supported", "answers": False, "kind": "off_point"},
            {"text": "No idea.", "support": None, "answers": False, "abstains": True, "kind": "abstention"},
        ],
    }


def write_lines(path: Path, rows: Iterable[Mapping[str, Any]]) -> None:
    """JSON, one object a line, packed where the name ends in `.xz`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    opened = lzma.open if path.suffix == ".xz" else open
    with opened(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def write_table(path: Path, rows: list[dict[str, str]]) -> None:
    """Tab-separated, names first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, list(rows[0]), delimiter="\t")
        table.writeheader()
        table.writerows(rows)


def write_squad(path: Path, articles: Mapping[str, list[dict[str, Any]]]) -> None:
    """Paragraphs by title, in SQuAD 2's layout."""
    path.parent.mkdir(parents=True, exist_ok=True)
    data = [{"title": title, "paragraphs": paragraphs} for title, paragraphs in articles.items()]
    path.write_text(json.dumps({"data": data}), encoding="utf-8")


def asked(question: str, context: str, *answers: str, plausible: str | None = None) -> dict[str, Any]:
    """A question of a paragraph."""

    def spans(texts: Iterable[str]) -> list[dict[str, Any]]:
        return [{"text": text, "answer_start": context.index(text)} for text in texts]

    made: dict[str, Any] = {"question": question, "answers": spans(answers), "is_impossible": not answers}
    return made | ({"plausible_answers": spans([plausible])} if plausible else {})
