"""Tiny data sets in the layouts of the public ones, and a tiny tokenizer."""

import csv
import json
import lzma
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

from training.judge.public import ENTAILMENT_CAPS, MEASURED, WORD_SWAPS

EVIDENCE = "The museum opened in 1921. It is closed on Mondays."
_TEXT = """the museum opened in 1921 1931 it is closed open on mondays sundays . , when did tickets cost 4 euros for
adults who which a river long near town guide yes no ? ask there hall old new red big"""
WORDS = tuple(_TEXT.split())
FILLER = " ".join(f"Sentence number {at} tells of the river and its town." for at in range(60))
ANSWER = "The museum opened in 1921. It is closed on Sundays. It has a tower."


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


def write_ragtruth(data: Path) -> None:
    """Forty answers to questions and five summaries, each right, contradicted and made up in one sentence."""
    info: list[dict[str, Any]] = [
        {
            "source_id": f"q{at}",
            "task_type": "QA",
            "source_info": {"question": f"When, {at}?", "passages": f"passage 1:{EVIDENCE}\n\npassage 2:{FILLER}"},
        }
        for at in range(40)
    ]
    info += [{"source_id": f"s{at}", "task_type": "Summary", "source_info": EVIDENCE} for at in range(5)]
    labels = [
        {"start": ANSWER.index("Sundays"), "end": ANSWER.index("Sundays") + 7, "label_type": "Evident Conflict"},
        {"start": ANSWER.index("It has"), "end": len(ANSWER), "label_type": "Evident Baseless Info"},
    ]
    responses = [
        {"source_id": row["source_id"], "response": ANSWER, "labels": labels, "model": "m", "split": "train"}
        for row in info
    ]
    write_lines(data / "ragtruth" / "source_info.jsonl", info)
    write_lines(data / "ragtruth" / "response.jsonl", responses)


def write_documents(data: Path) -> None:
    """FRANK, SummEdits, WiCE, FactCG and SciFact, a few rows each."""
    frank = [
        {"article": f"{EVIDENCE} {at}", "summary": said, "Factuality": right, "hash": f"h{at}", "model_name": "m"}
        for at in range(8)
        for said, right in ((f"It opened in 1921, {at}.", 1.0), (f"It opened in 1931, {at}.", 0.0))
    ]
    write_lines(data / "frank" / "frank_with_text.jsonl", frank)
    edits = [
        {"doc": f"Document {at}. {EVIDENCE}", "summary": said, "original_summary": "It opened in 1921.", "label": right}
        for at in range(8)
        for said, right in (("It opened in 1921.", 1), ("It opened in 1931.", 0))
    ]
    path = data / "summedits" / "summedits" / "news.json"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(edits), encoding="utf-8")
    partly = {
        "claim": "It opened in 1931 .",
        "claim_tokens": ["It", "opened", "in", "1931", "."],
        "non_supported_spans": [False, False, False, True, False],
        "evidence": [EVIDENCE],
        "meta": {"claim_title": "T"},
    }
    for part in ("train", "dev"):
        write_lines(data / "wice" / "non_supported_tokens" / f"{part}.jsonl", [partly])
    whole = {"claim": "It opened.", "label": "supported", "evidence": [EVIDENCE], "meta": {"claim_title": "T"}}
    write_lines(data / "wice" / "entailment_inputs" / "oracle_chunks" / "claim" / "dev.jsonl", [whole])
    taken_out = {"text_a": "It is closed.", "text_b": ["It opened in 1921."], "orig_label": 0}
    write_lines(data / "factcg_train" / "training_stage2" / "CG2C_doc.json", [taken_out])
    science = {"doc_sentences": [EVIDENCE], "claim": "It opened in 1931.", "label": "CONTRADICT", "doc_id": "d"}
    write_lines(data / "scifact" / "nli_train.jsonl", [science])


def write_everything(data: Path) -> None:
    """Every set that a judge learns from or is measured on, tiny."""
    for name in ("claims_a", "claims_validation", "claims_pairs_validation"):
        write_lines(data / "written" / f"{name}.jsonl", [claims_block(at) for at in range(9)])
    for name in ("answers_a", "answers_validation"):
        write_lines(data / "written" / f"{name}.jsonl", [answers_block(at) for at in range(9)])
    for name in (*ENTAILMENT_CAPS, WORD_SWAPS, *MEASURED):
        write_pairs(data / "nli" / f"{name}.jsonl.xz", 8)
    question = {"index": "0", "passage": "It is closed.", "question": "is it open", "label": "0"}
    write_table(data / "becel" / "boolq" / "validation.tsv", [question])
    paragraph = {"context": EVIDENCE, "qas": [asked("When?", EVIDENCE, "1921"), asked("Who?", EVIDENCE)]}
    for path in (
        "squad2_dev_half/dev-v2.0.json",
        "tydiqa_goldp/tydiqa-goldp-v1.1-train/tydiqa.goldp.en.train.json",
        "policyqa/dev.json",
    ):
        write_squad(data / path, {f"Article {at}": [paragraph] for at in range(4)})
    write_ragtruth(data)
    write_documents(data)


def write_pairs(path: Path, count: int) -> None:
    """Premises and hypotheses with each label in turn."""
    labels = ("entailment", "neutral", "contradiction", "not_entailment")
    rows = [{"premise": f"p {at}", "hypothesis": f"h {at}", "label": labels[at % 4]} for at in range(count)]
    write_lines(path, rows)
