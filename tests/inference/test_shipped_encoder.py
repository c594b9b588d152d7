"""The shipped encoder is the original in fewer bytes, and its memory does not grow with the shapes it meets."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from inference.encoder import LocalEncoder
from inference.models import load_encoder
from inference.options import Precision, RuntimeOptions

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "models" / "encoder"
GOLDEN = ROOT / "tests" / "data" / "encoder_golden.npz"

GROWTH = """
import random
from pathlib import Path
from inference.models import load_encoder

def resident_mib():
    [line] = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmRSS")]
    return int(line.split()[1]) / 1024

def visit(encoder, shapes):
    for texts, words in shapes:
        encoder.encode(["rain " * words] * texts)

random.seed(5)
with load_encoder(Path(r"{folder}")) as encoder:
    visit(encoder, [(texts, words) for words in range(2, 46, 14) for texts in (1, 4, 16)])
    before = resident_mib()
    visit(encoder, [(random.randint(1, 6), random.randint(1, 46)) for _ in range(120)])
    print(resident_mib() - before)
"""


@pytest.fixture(params=[Precision.AUTO, Precision.F32])
def encoder(request: pytest.FixtureRequest) -> Iterator[LocalEncoder]:
    with load_encoder(FOLDER, RuntimeOptions(precision=request.param)) as model:
        yield model


def test_vectors_match_those_of_the_original(encoder: LocalEncoder) -> None:
    golden = np.load(GOLDEN)
    cosines = (encoder.encode([str(text) for text in golden["texts"]]) * golden["vectors"]).sum(axis=1)
    assert cosines.mean() >= 0.999
    assert cosines.min() >= 0.997


@pytest.mark.skipif(sys.platform != "linux", reason="reads its memory from /proc")
def test_memory_stays_where_it_is_over_many_shapes() -> None:
    code = GROWTH.format(folder=FOLDER)
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=ROOT)
    # 120 free shapes took 60 MiB.
    assert float(done.stdout) < 15
