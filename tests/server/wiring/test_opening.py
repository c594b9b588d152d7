"""Models whose fitted values are missing are refused at the start, with what to do."""

import json
from pathlib import Path

import pytest

from domain.errors import Misconfigured
from server.wiring.opening import open_models
from server.wiring.settings import Settings

MODELS = Path(__file__).parents[3] / "models"


def grounding_folder(tmp_path: Path, details: dict[str, object]) -> Settings:
    """The shipped models, but for these details of grounding."""
    for kind in ("encoder", "encoder-multilingual", "reader"):
        (tmp_path / kind).symlink_to(MODELS / kind)
    (tmp_path / "grounding").mkdir()
    for path in (MODELS / "grounding").iterdir():
        (tmp_path / "grounding" / path.name).symlink_to(path)
    (tmp_path / "grounding" / "model.json").unlink()
    (tmp_path / "grounding" / "model.json").write_text(json.dumps(details))
    return Settings(models=tmp_path)


def shipped_details() -> dict[str, object]:
    found: dict[str, object] = json.loads((MODELS / "grounding" / "model.json").read_text())
    return found


@pytest.mark.parametrize("lost", ["risk", "selfcheck", "claim_threshold", "answer_threshold", "grey_band"])
def test_a_grounding_model_without_its_calibration_says_how_to_mend_it(tmp_path: Path, lost: str) -> None:
    details = shipped_details()
    del details[lost]
    settings = grounding_folder(tmp_path, details)
    with pytest.raises(Misconfigured, match=rf"{lost}.*git checkout"), open_models(settings):
        pass


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("selfcheck", {"scale": -1, "shift": 0}),
        ("selfcheck", {"scale": 1}),
        ("grey_band", [0.6, 0.1]),
        ("grey_band", 1),
    ],
)
def test_a_garbled_calibration_is_refused_at_the_start(tmp_path: Path, name: str, value: object) -> None:
    settings = grounding_folder(tmp_path, shipped_details() | {name: value})
    with pytest.raises(Misconfigured, match="git checkout"), open_models(settings):
        pass
