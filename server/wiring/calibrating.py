"""The calibration that `candor calibrate` made: a file in the data folder, of one judge."""

import hashlib
import json
import os
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from domain.errors import Misconfigured
from monitoring.verdict.calibration import Calibration, Figures

CALIBRATION_FILE = "calibration.json"
_DIGEST_LETTERS = 8
_AGAIN = "candor calibrate FILE"


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
    path = data / CALIBRATION_FILE
    stored = {"judge": identity, **calibration.plain(), **asdict(figures)}
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
