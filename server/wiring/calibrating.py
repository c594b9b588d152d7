"""What `candor calibrate` made: a file in the data folder for the judge, and one for language models beside it."""

import hashlib
import json
import os
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from domain.errors import Misconfigured
from monitoring.verdict.calibration import Calibration, Figures
from monitoring.verdict.weighing import Weighing, WeighingFigures

CALIBRATION_FILE = "calibration.json"
WEIGHING_FILE = "calibration-llm.json"
_DIGEST_LETTERS = 8
_AGAIN = "candor calibrate FILE"
_MODEL_AGAIN = "candor calibrate --detector llm FILE"


@dataclass(frozen=True, slots=True)
class Calibrated:
    """What is known of how a judge is calibrated: `calibration` is null where none is for it, and `note` says which."""

    calibration: Calibration | None
    ignored: bool
    note: str

    def named(self, identity: str) -> str:
        """The judge's identity with its calibration, for what is recorded of an answer."""
        if self.calibration is None:
            return identity
        digest = hashlib.sha256(json.dumps(self.calibration.plain(), sort_keys=True).encode()).hexdigest()
        return f"{identity}+{self.calibration.method}:{digest[:_DIGEST_LETTERS]}"


NOT_CALIBRATED = Calibrated(None, ignored=False, note=f"none was made: {_AGAIN}")


def read_calibration(data: Path, identity: str) -> Calibrated:
    """The one for the judge of this identity; another's is ignored. Raises `Misconfigured` where it is damaged."""
    path = data / CALIBRATION_FILE
    try:
        stored: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        judge, calibration = str(stored["judge"]), Calibration.of_plain(stored)
        note = f"{calibration.method} on {int(stored['right'])} right and {int(stored['wrong'])} wrong claims"
    except FileNotFoundError:
        return NOT_CALIBRATED
    except OSError as error:
        raise Misconfigured(f"{path} cannot be read ({error.strerror}). Change its owner, or delete it.") from error
    except (KeyError, TypeError, ValueError) as error:
        raise Misconfigured(f"{path} is damaged ({error!r}). Delete it, then run {_AGAIN} again.") from error
    if judge != identity:
        return Calibrated(None, ignored=True, note=f"{path} is of {judge} and is ignored: {_AGAIN} makes one anew")
    return Calibrated(calibration, ignored=False, note=note)


def write_calibration(data: Path, identity: str, calibration: Calibration, figures: Figures) -> Path:
    """Puts it in the place of the one before at once, whole or not at all. Raises `Misconfigured`."""
    return _put(data / CALIBRATION_FILE, {"judge": identity, **calibration.plain(), **asdict(figures)})


@dataclass(frozen=True, slots=True)
class Beside:
    """What a weighing was fitted for: the judge as it serves, and how the model is asked."""

    judge: str
    prompt: str


def read_weighings(data: Path, beside: Beside) -> tuple[dict[str, Weighing], list[str]]:
    """By the model's name, and the names of those fitted beside something else, which are ignored.

    Raises `Misconfigured` where the file is damaged.
    """
    path = data / WEIGHING_FILE
    fitted, ignored = dict[str, Weighing](), list[str]()
    try:
        for name, stored in _weighings(path).items():
            if stored["beside"] == asdict(beside):
                fitted[name] = Weighing.of_plain(stored)
            else:
                ignored.append(name)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise Misconfigured(f"{path} is damaged ({error!r}). Delete it, then run {_MODEL_AGAIN} again.") from error
    return fitted, ignored


def write_weighing(data: Path, name: str, beside: Beside, weighing: Weighing, figures: WeighingFigures) -> Path:
    """Beside those of other models; one that is damaged is replaced. Raises `Misconfigured`."""
    path = data / WEIGHING_FILE
    try:
        others = dict(_weighings(path))
    except (TypeError, ValueError):
        others = {}
    return _put(path, {**others, name: {"beside": asdict(beside), **weighing.plain(), "figures": asdict(figures)}})


def _weighings(path: Path) -> dict[str, Any]:
    try:
        stored: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise Misconfigured(f"{path} cannot be read ({error.strerror}). Change its owner, or delete it.") from error
    return stored


def _put(path: Path, stored: dict[str, Any]) -> Path:
    data = path.parent
    try:
        data.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=data, suffix=".new", delete=False, encoding="utf-8") as file:
            file.write(json.dumps(stored, indent=2) + "\n")
            file.flush()
            os.fsync(file.fileno())
        Path(file.name).replace(path)
    except OSError as error:
        raise Misconfigured(f"{path} cannot be written ({error.strerror}). See that the data folder can be.") from error
    return path
