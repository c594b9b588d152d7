"""PP-OCRv6 as the wheel of `rapidocr` brings it → OpenVINO graphs with compressed weights.

`python -m training.ocr FOLDER models/ocr`: FOLDER holds that wheel unpacked. See models/ocr/README.md.
"""

import json
import sys
from pathlib import Path

import nncf
import numpy as np

from inference.openvino_runtime import ov
from training.details import sha256

_LETTERS_FILE = "letters.txt"
_DETAILS = {
    "name": "PP-OCRv6 small",
    "kind": "ocr",
    "version": "1",
    "base": "PaddlePaddle/PP-OCRv6_small_det, PaddlePaddle/PP-OCRv6_small_rec",
    "license": "Apache-2.0",
}


def export_ocr(source: Path, folder: Path) -> None:
    """Writes detector, recogniser, its letters and `model.json` into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    core = ov.Core()
    detector = core.read_model(source / "rapidocr" / "models" / "PP-OCRv6_det_small.onnx")
    recogniser = core.read_model(source / "rapidocr" / "models" / "PP-OCRv6_rec_small.onnx")
    letters = recogniser.get_rt_info()["framework"]["character"].value.splitlines()
    (folder / _LETTERS_FILE).write_text("".join(f"{letter}\n" for letter in letters), encoding="utf-8")
    _save(detector, folder / "detector.xml")
    _save(_with_best_letter(recogniser), folder / "recogniser.xml")
    names = [f"{graph}.{part}" for graph in ("detector", "recogniser") for part in ("xml", "bin")]
    sums = {name: sha256(folder / name) for name in (*names, _LETTERS_FILE)}
    (folder / "model.json").write_text(json.dumps({**_DETAILS, "sha256": sums}, indent=2) + "\n", encoding="utf-8")


def _with_best_letter(recogniser: ov.Model) -> ov.Model:
    """The best letter of each column and how likely it is, in place of the likelihood of all 18,710."""
    from openvino import opset13 as op

    likelihoods = recogniser.get_results()[0].input_value(0)
    best = op.topk(likelihoods, op.constant(np.int64(1)), 2, "max", "none")
    outputs = []
    for port, name in enumerate(("confidence", "letter")):
        flat = op.squeeze(best.output(port), op.constant(np.array([2], np.int64)))
        flat.output(0).set_names({name})
        outputs.append(op.result(flat.output(0)))
    return ov.Model(outputs, recogniser.get_parameters(), "recogniser")


def _save(model: ov.Model, path: Path) -> None:
    graph = nncf.compress_weights(model, mode=nncf.CompressWeightsMode.INT8_ASYM)
    ov.save_model(graph, path, compress_to_fp16=True)


if __name__ == "__main__":
    export_ocr(Path(sys.argv[1]), Path(sys.argv[2]))
