"""Shipped models are whole, small, and what their `model.json` says."""

from pathlib import Path

import pytest

from inference.artefacts import ModelKind, checked_details, open_artefact
from training.details import GRAPH_FILES, read_details, sha256, without_calibration, write_details

MODELS = Path(__file__).parents[2] / "models"
SMALL_BYTES = 25_000_000
MOST_BYTES = {"judge": 80_000_000, "encoder-multilingual": 45_000_000}
READS_TEXT = {str(kind): kind for kind in ModelKind if kind is not ModelKind.OCR} | {
    "encoder-multilingual": ModelKind.ENCODER
}


@pytest.mark.parametrize("name", READS_TEXT)
def test_a_shipped_model_is_whole_small_and_documented(name: str) -> None:
    folder = MODELS / name
    assert open_artefact(folder, READS_TEXT[name]).max_tokens >= 256
    assert sum((folder / file).stat().st_size for file in GRAPH_FILES) < MOST_BYTES.get(name, SMALL_BYTES)
    card = (folder / "README.md").read_text(encoding="utf-8")
    assert all(heading in card for heading in ("## Data", "## Recipe", "## Figures", "## Limits", "## Licence"))


def test_the_models_that_recognise_text_are_whole_and_small() -> None:
    folder = MODELS / ModelKind.OCR
    names = checked_details(folder, ModelKind.OCR)["sha256"]
    assert sum((folder / name).stat().st_size for name in names) < SMALL_BYTES
    assert "Apache-2.0" in (folder / "README.md").read_text(encoding="utf-8")


def test_details_hold_the_checksums_of_the_files_beside_them(tmp_path: Path) -> None:
    for name in GRAPH_FILES:
        (tmp_path / name).write_text(name)
    write_details(tmp_path, {"name": "x", "calibration": {"worst": 1.0}})
    assert read_details(tmp_path)["sha256"] == {name: sha256(tmp_path / name) for name in GRAPH_FILES}
    without_calibration(tmp_path)
    assert "calibration" not in read_details(tmp_path)
