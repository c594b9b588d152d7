"""Checks whose opinions a person can predict, and a tiny file of written blocks."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.checks import Opinion
from domain.answers import Support
from evaluation.answer_sets import Row
from evaluation.trials import Trial
from tests.evaluation.data_sets import write_lines


@dataclass
class WordCheck:
    """What holds "pool" is contradicted; "off" in a question is said not to be answered. `asked` are all answers."""

    name: str = "words"
    asked: list[str] = field(default_factory=list)

    def opinion(self, row: Row) -> Opinion:
        """See `Check`."""
        self.asked.append(row.answer)
        wrong = "pool" in row.answer
        support = Support.CONTRADICTED if wrong else Support.SUPPORTED
        answers = float("off" not in row.question) if row.question else None
        return Opinion(0.9 if wrong else 0.1, support, not wrong, answers, 2.0)


def trial(answer: str, *, wrong: bool, kind: str = "", **known: Any) -> Trial:
    """A trial of its own group."""
    row = Row(known.pop("question", ""), ("The mill has a garden.",), answer, wrong, known.pop("group", answer))
    return Trial(row, kind, **known)


def untracked(trials: Sequence[Trial], _: str) -> Sequence[Trial]:
    """See `Track`."""
    return trials


def claims_block(number: int) -> dict[str, Any]:
    """A right and a wrong claim beside evidence, and a fragment."""
    return {
        "id": f"c-{number}",
        "source": "Mill · Guide",
        "evidence": f"The mill grinds {number + 20} tonnes. It opens at nine.",
        "claims": [
            {"text": f"{number + 20} tonnes are ground in the mill.", "label": "supported", "kind": "paraphrase"},
            {"text": "The mill opens at ten.", "label": "contradicted", "kind": "number"},
            {"text": "At nine.", "question": "When does it open?", "label": "supported", "kind": "fragment"},
        ],
    }


def answers_block(number: int) -> dict[str, Any]:
    """A full answer, one off the point, a wrong one, and an abstention."""
    return {
        "id": f"a-{number}",
        "question": "When does the mill open?",
        "passages": [
            {"source": "Mill · Hours", "text": "The mill opens at nine."},
            {"source": "Mill · Wheat", "text": f"It grinds {number + 20} tonnes."},
        ],
        "answers": [
            {"text": "The mill opens at nine.", "support": "supported", "answers": True, "kind": "full"},
            {"text": f"It grinds {number + 20} tonnes.", "support": "supported", "answers": False, "kind": "off_point"},
            {"text": "At ten.", "support": "contradicted", "answers": True, "kind": "number"},
            {"text": "The documents do not say.", "support": None, "answers": False, "abstains": True, "kind": "none"},
        ],
    }


def written_folder(folder: Path) -> Path:
    """The three validation parts, and one file of each sort to fit the floor on."""
    for name in ("claims_validation", "claims_pairs_validation", "claims_a"):
        write_lines(folder / f"{name}.jsonl", [claims_block(number) for number in range(6)])
    for name in ("answers_validation", "answers_a"):
        write_lines(folder / f"{name}.jsonl", [answers_block(number) for number in range(6)])
    return folder
