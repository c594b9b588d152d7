"""Questions about towers that are nowhere, as rows to learn from and as files."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from generation.templates import NO_ANSWER
from training.tuning.rows import TuningPassage, TuningRow

TOWERS = ("velm", "dorn", "sark", "mott", "pell", "rand", "tusk", "wold", "gant", "birk", "lund", "hask")
YEARS = tuple(str(1871 + number) for number in range(12))


def row(number: int = 0, **changes: Any) -> TuningRow:
    """A question about a tower that its passage answers."""
    tower, year = TOWERS[number % len(TOWERS)], YEARS[number % len(YEARS)]
    told = {
        "question": f"When was the {tower} tower built?",
        "passages": (TuningPassage(text=f"The {tower} tower was built in {year}.", source=f"{tower}.md"),),
        "answer": f"The {tower} tower was built in {year} [1].",
        **changes,
    }
    return TuningRow(**told)


def rows(count: int = 12, *, rejected: bool = False) -> list[TuningRow]:
    """One a tower, every fourth without an answer."""
    found = []
    for number in range(count):
        wrong = f"It was built in {YEARS[(number + 1) % len(YEARS)]}." if rejected else None
        unanswered = number % 4 == 3
        changes: dict[str, Any] = {"rejected": wrong}
        if unanswered:
            tower = TOWERS[number % len(TOWERS)]
            changes |= {"question": f"Who owns the {tower} tower?", "answer": NO_ANSWER}
        found.append(row(number, **changes))
    return found


def write_rows(path: Path, some: Sequence[TuningRow]) -> Path:
    """A JSON object a line."""
    path.write_text("".join(json.dumps(one.model_dump()) + "\n" for one in some), encoding="utf-8")
    return path
