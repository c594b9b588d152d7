"""A run's folder: what it was told and what it came to, so that it can be gone on with and nothing else is."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from typing import Any

from domain.errors import Misconfigured
from training.tuning.configuration import TuningConfig
from training.tuning.scoring import Figures
from training.tuning.splitting import Split
from training.tuning.watching import History, Looked, Trained

_OF_LEARNING = {"base", "kind", "seed", "prompt", "adapter", "sft", "dpo"}
_RUN, _EPOCHS = "run.json", "epochs.jsonl"


class Ledger:
    """`begin` first."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def begin(self, config: TuningConfig, split: Split, *, resume: bool) -> None:
        """Raises `Misconfigured` where the folder holds another run, or one that is not to be gone on with."""
        told = config.model_dump(mode="json", include=_OF_LEARNING) | {"rows": _digest(split)}
        path = self.folder / _RUN
        if not path.exists():
            self.folder.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
            return
        if not resume:
            raise Misconfigured(f"{self.folder} holds a run: go on with it by --resume, or name another folder as out.")
        before = json.loads(path.read_text(encoding="utf-8"))
        changed = sorted(name for name in told if told[name] != before.get(name))
        if changed:
            raise Misconfigured(
                f"The run in {self.folder} cannot be gone on with, since {', '.join(changed)} changed: "
                "take the settings and rows of before, or name another folder as out."
            )

    def stage(self, name: str) -> Path:
        """The folder of a stage's adapter, there once it has been learnt."""
        return self.folder / name / "adapter"

    def history(self, name: str) -> History | None:
        """Of a stage that is over, null for one that is not."""
        path = self.folder / name / "history.json"
        if not path.exists():
            return None
        kept = json.loads(path.read_text(encoding="utf-8"))
        trained = tuple(Trained(**one) for one in kept["trained"])
        return History(name, trained, tuple(Looked(**one) for one in kept["looked"]))

    def keep(self, history: History) -> None:
        """Says that a stage is over: its adapter has to be there before."""
        path = self.folder / history.stage / "history.json"
        path.write_text(json.dumps(asdict(history)) + "\n", encoding="utf-8")

    def epochs(self) -> list[Figures]:
        """What was measured after each epoch."""
        path = self.folder / _EPOCHS
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        return list({told["name"]: Figures(**told) for told in map(json.loads, lines)}.values())

    def add_epoch(self, figures: Figures) -> None:
        """Adds a line; an epoch that was measured twice counts as it was last."""
        with (self.folder / _EPOCHS).open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(figures)) + "\n")

    def write(self, name: str, what: Any) -> None:  # noqa: ANN401 - JSON
        """A file of JSON."""
        text = json.dumps(what, indent=2, ensure_ascii=False)
        (self.folder / name).write_text(text + "\n", encoding="utf-8")


def _digest(split: Split) -> str:
    rows: Sequence[Any] = [[row.model_dump_json() for row in side] for side in (split.train, split.held_out)]
    return sha256(json.dumps(rows).encode()).hexdigest()
