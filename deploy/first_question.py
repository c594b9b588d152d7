"""Print the first question of the demo corpus, which `make run` suggests to a newcomer."""

import json
import sys
from pathlib import Path

QUESTIONS = Path(__file__).resolve().parent.parent / "corpora" / "questions.jsonl"

if __name__ == "__main__":
    with QUESTIONS.open(encoding="utf-8") as lines:
        sys.stdout.write(json.loads(next(lines))["question"])
