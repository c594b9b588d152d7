"""Models whose fitted values are missing are refused at the start, with what to do."""

import json
from pathlib import Path

import pytest

from domain.errors import Misconfigured
from server.opening import open_models
from server.settings import Settings

MODELS = Path(__file__).parents[2] / "models"


@pytest.mark.parametrize("lost", ["risk", "selfcheck", "claim_threshold", "answer_threshold", "grey_band"])
def test_a_grounding_model_without_its_calibration_says_how_to_mend_it(tmp_path: Path, lost: str) -> None:
    for kind in ("encoder", "reader"):
        (tmp_path / kind).symlink_to(MODELS / kind)
    (tmp_path / "grounding").mkdir()
    for path in (MODELS / "grounding").iterdir():
        (tmp_path / "grounding" / path.name).symlink_to(path)
    details = json.loads((MODELS / "grounding" / "model.json").read_text())
    del details[lost]
    (tmp_path / "grounding" / "model.json").unlink()
    (tmp_path / "grounding" / "model.json").write_text(json.dumps(details))
    with pytest.raises(Misconfigured, match=rf"{lost}.*git checkout"), open_models(Settings(models=tmp_path)):
        pass
