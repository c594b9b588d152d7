"""A network that was exported and compressed comes back as a checkpoint, and says what it said before.

Needs torch and nncf, which the default environment never has: `.ci/run` runs this in one of its own.
"""

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="needs the extra `train`; .ci/run has an environment for it")
pytest.importorskip("nncf", reason="needs the extra `train`; .ci/run has an environment for it")

from inference.openvino_runtime import ov  # noqa: E402 - only where torch is there
from tests.training.judge.tiny import judge, rows, save_base  # noqa: E402
from training.details import read_details  # noqa: E402
from training.judge.checkpoints import load_weights, save_weights  # noqa: E402
from training.judge.encoding import RowTokenizer  # noqa: E402
from training.judge.export import OUTPUTS, Compression, export_judge  # noqa: E402
from training.judge.losses import Batch, collate  # noqa: E402
from training.judge.network import Judge  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore")  # those of the converter and of what it traces
ERRORS = {Compression.INT8: 0.01, Compression.INT4: 0.12}  # of the largest weight: half a level, and float16's own


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_base(tmp_path_factory.mktemp("base"))


@pytest.fixture(scope="module", params=list(Compression))
def exported(
    request: pytest.FixtureRequest, base: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Compression]:
    folder = tmp_path_factory.mktemp("judge")
    save_weights(judge(base), folder / "judge.pt")
    compression: Compression = request.param
    export_judge(base, folder / "judge.pt", folder, compression=compression, license_name="Apache-2.0")
    return folder, compression


def batch_of(base: Path) -> Batch:
    return collate(RowTokenizer.of(base).encode(rows()), padding=1, device=torch.device("cpu"))


def outputs(network: Judge, batch: Batch) -> list[torch.Tensor]:
    with torch.no_grad():
        return list(network.eval()(batch.input_ids, batch.attention_mask))


def test_the_shipped_weights_are_a_checkpoint(exported: tuple[Path, Compression], base: Path) -> None:
    folder, compression = exported
    original, back = judge(base), judge(base, seed=77)
    assert load_weights(back, folder / "openvino_model.xml") == []
    for name, weight in original.state_dict().items():
        assert torch.allclose(back.state_dict()[name], weight, atol=ERRORS[compression] * float(weight.abs().max())), (
            name
        )


def test_what_came_back_says_what_the_graph_says(exported: tuple[Path, Compression], base: Path) -> None:
    folder, _ = exported
    back = judge(base, seed=77)
    load_weights(back, folder / "openvino_model.xml")
    batch = batch_of(base)
    graph = ov.Core().compile_model(folder / "openvino_model.xml", "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
    found = graph({"input_ids": batch.input_ids.numpy(), "attention_mask": batch.attention_mask.numpy()})
    real = batch.attention_mask.bool().numpy()
    for name, ours in zip(OUTPUTS, outputs(back, batch), strict=True):
        kept = real if ours.shape == real.shape else slice(None)
        assert np.allclose(found[name][kept], ours.numpy()[kept], atol=0.03), name


def test_the_artefact_says_what_it_is(exported: tuple[Path, Compression], base: Path) -> None:
    folder, compression = exported
    details = read_details(folder)
    assert (details["kind"], details["base"], details["license"]) == ("judge", base.name, "Apache-2.0")
    assert (details["compression"], details["max_tokens"]) == (compression.value, 320)
    assert details["sha256"].keys() == {"openvino_model.xml", "openvino_model.bin", "tokenizer.json"}


def test_a_head_that_was_never_trained_is_not_shipped(base: Path, tmp_path: Path) -> None:
    save_weights(judge(base), tmp_path / "judge.pt")
    weights = torch.load(tmp_path / "judge.pt")
    del weights["span.weight"]
    torch.save(weights, tmp_path / "judge.pt")
    with pytest.raises(ValueError, match=r"span\.weight"):
        export_judge(base, tmp_path / "judge.pt", tmp_path, compression=Compression.INT8, license_name="MIT")
