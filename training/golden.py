"""Records the encoder's vectors before compression for texts of the demo documents.

`python -m training.golden CHECKPOINT`; the runtime's test holds the shipped encoder against them, so that it needs
neither torch nor the checkpoint.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch

from training.backbone import load_backbone
from training.export import embed
from training.networks import EncoderNetwork, load_network

ROOT = Path(__file__).parents[1]
TARGET = ROOT / "tests" / "data" / "encoder_golden.npz"
TEXTS = 96
# From a single line to more than the encoder's window.
PARAGRAPHS = (1, 1, 2, 3, 8)


def record(checkpoint: Path, target: Path) -> int:
    """Writes `texts` and their `vectors` and returns how many."""
    passages = list(_passages())
    texts = passages[:: max(1, len(passages) // TEXTS)]
    network = load_network(EncoderNetwork(load_backbone()), torch.load(checkpoint, weights_only=True))
    vectors = embed(network, texts)
    target.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(target, texts=np.array(texts), vectors=vectors)
    return len(texts)


def _passages() -> Iterator[str]:
    for path in sorted((ROOT / "corpora" / "demo").glob("*.*")):
        if path.suffix in {".md", ".txt", ".csv"}:
            paragraphs = [part.strip() for part in path.read_text(encoding="utf-8").split("\n\n") if part.strip()]
            lines = paragraphs if len(paragraphs) > 1 else paragraphs[0].splitlines()
            for index in range(len(lines)):
                yield "\n\n".join(lines[index : index + PARAGRAPHS[index % len(PARAGRAPHS)]])


def main() -> None:
    """Command line."""
    sys.stdout.write(f"{record(Path(sys.argv[1]), TARGET)} texts in {TARGET}\n")


if __name__ == "__main__":
    main()
