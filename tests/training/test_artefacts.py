"""Shipped models are whole, small, and what their `model.json` says."""

from pathlib import Path

import pytest

from inference.artefacts import ModelKind, open_artefact
from training.details import GRAPH_FILES, read_details, sha256, without_calibration, write_details

MODELS = Path(__file__).parents[2] / "models"
MOST_BYTES = {ModelKind.JUDGE: 80_000_000}
SMALL_BYTES = 25_000_000


@pytest.mark.parametrize("kind", list(ModelKind))
def test_a_shipped_model_is_whole_small_and_documented(kind: ModelKind) -> None:
    folder = MODELS / kind
    assert open_artefact(folder, kind).max_tokens >= 256
    assert sum((folder / name).stat().st_size for name in GRAPH_FILES) < MOST_BYTES.get(kind, SMALL_BYTES)
    card = (folder / "README.md").read_text(encoding="utf-8")
    assert all(heading in card for heading in ("## Data", "## Recipe", "## Figures", "## Limits", "## Licence"))


def test_details_hold_the_checksums_of_the_files_beside_them(tmp_path: Path) -> None:
    for name in GRAPH_FILES:
        (tmp_path / name).write_text(name)
    write_details(tmp_path, {"name": "x", "calibration": {"worst": 1.0}})
    assert read_details(tmp_path)["sha256"] == {name: sha256(tmp_path / name) for name in GRAPH_FILES}
    without_calibration(tmp_path)
    assert "calibration" not in read_details(tmp_path)
