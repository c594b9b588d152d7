"""Ingest throughput of the composed server against LangChain's stock pipeline, in one run.

`python -m benchmarks.ingest --peer-python PATH`. Both read the same files of prose, made of the demo documents'
sentences in a random order, and cut them to the same number of the encoder's tokens with the same overlap. Ours:
upload, parse in a child, chunk, encode, publish into SQLite (synchronous FULL), both indexes. Theirs: recursive
splitter, sentence-transformers in fp32, `FAISS.from_documents`; nothing is kept on disk. Loading models is not
measured. Rounds alternate, so that a busy machine slows both. Without `--peer-python` only ours is measured.
"""

import argparse
import json
import os
import platform
import re
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from tokenizers import Tokenizer

from domain.documents import DocumentStatus
from domain.errors import CandorError
from domain.principals import LOCAL
from server.http.application import Application
from server.wiring.bootstrap import compose
from server.wiring.logs import configure_logs
from server.wiring.settings import Settings

ROOT = Path(__file__).parent.parent
SEED = 23
SENTENCES_A_PARAGRAPH = 40
CHUNK_TOKENS = 250
OVERLAP_TOKENS = 30
_PEER_SECONDS = 1800


class IngestFailed(Exception):
    """One side did not finish."""


@dataclass(frozen=True, slots=True)
class Run:
    """One side's round."""

    chunks: int
    tokens: int
    seconds: float


def write_prose(folder: Path, *, files: int, paragraphs: int) -> None:
    """Text files of sentences of the demo documents."""
    source = " ".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "corpora" / "demo").glob("*.md")))
    sentences = [s for s in re.split(r"(?<=[.?!])\s+", " ".join(source.split())) if 30 < len(s) < 400]
    chance = np.random.default_rng(SEED)
    for number in range(files):
        drawn = chance.integers(len(sentences), size=(paragraphs, SENTENCES_A_PARAGRAPH))
        text = "\n\n".join(" ".join(sentences[i] for i in row) for row in drawn)
        (folder / f"{number:03d}.txt").write_text(text, encoding="utf-8")


def ours(folder: Path, *, threads: int) -> Run:
    """From the first upload until all is indexed."""
    with TemporaryDirectory() as data:
        settings = Settings(
            data=Path(data), chunk_tokens=CHUNK_TOKENS, chunk_overlap_tokens=OVERLAP_TOKENS, model_threads=threads
        )
        with compose(settings) as application:
            application.retriever.retrieve("the first call is not measured", collections=["default"], k=1)
            begun = time.perf_counter()
            count = _upload(application, folder)
            _wait_until_indexed(application, count)
            seconds = time.perf_counter() - begun
            chunks = application.documents.chunk_count()
        return Run(chunks, _tokens(Path(data) / "candor.db"), seconds)


def _upload(application: Application, folder: Path) -> int:
    paths = sorted(folder.iterdir())
    for path in paths:
        with path.open("rb") as stream:
            application.intake.receive(stream, name=path.name, collection="default", principal=LOCAL)
    return len(paths)


def _wait_until_indexed(application: Application, count: int) -> None:
    while True:
        counts = application.documents.counts()
        if counts[DocumentStatus.FAILED]:
            raise IngestFailed("A document of the benchmark failed; the log above says why.")
        if counts[DocumentStatus.READY] == count:
            break
        time.sleep(0.02)
    while application.registry.get_sample_value("candor_index_lag_changes"):
        time.sleep(0.02)


def _tokens(database: Path) -> int:
    tokenizer = Tokenizer.from_file(str(ROOT / "models" / "encoder" / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    with closing(sqlite3.connect(database)) as connection:
        texts = [text for (text,) in connection.execute("SELECT text FROM chunks")]
    return sum(len(encoding.ids) for encoding in tokenizer.encode_batch(texts, add_special_tokens=False))


def stock(folder: Path, python: Path, *, threads: int) -> Run:
    """LangChain's pipeline in its own environment. Raises `IngestFailed`."""
    # -P: its own folder holds a queue.py, which would stand in for the standard library's.
    command = [str(python), "-P", "-W", "ignore", str(Path(__file__).parent / "ingest_peer.py"), str(folder)]
    command += [f"--chunk-tokens={CHUNK_TOKENS}", f"--overlap-tokens={OVERLAP_TOKENS}", f"--threads={threads}"]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, timeout=_PEER_SECONDS, check=False)
    if done.returncode:
        raise IngestFailed(f"{python} could not run LangChain's pipeline; what it said stands above.")
    return Run(**json.loads(done.stdout))


def report(runs: Sequence[tuple[Run, Run | None]], *, threads: int) -> str:
    """A table for docs/benchmarks.md; a side's figure is the median of its rounds."""
    head = f"{len(runs)} rounds, {threads} threads, {platform.machine()}, load after {os.getloadavg()[0]:.1f}"
    mine = [one for one, _ in runs]
    theirs = [other for _, other in runs if other is not None]
    lines = [head, "", "| ingest | chunks | tokens a chunk | chunks/s | tokens/s |", "|---|---|---|---|---|"]
    lines.append(_row("Candor, upload to searchable", mine))
    if theirs:
        lines.append(_row("LangChain, FAISS.from_documents", theirs))
        chunks = _chunk_rate(mine) / _chunk_rate(theirs)
        tokens = _token_rate(mine) / _token_rate(theirs)
        lines.append(f"| ratio | | | {chunks:.2f} × | {tokens:.2f} × |")
    return "\n".join(lines)


def _row(name: str, runs: Sequence[Run]) -> str:
    one = runs[0]
    return (
        f"| {name} | {one.chunks} | {one.tokens / one.chunks:.0f} | {_chunk_rate(runs):.0f} | {_token_rate(runs):.0f} |"
    )


def _chunk_rate(runs: Sequence[Run]) -> float:
    return statistics.median(run.chunks / run.seconds for run in runs)


def _token_rate(runs: Sequence[Run]) -> float:
    return statistics.median(run.tokens / run.seconds for run in runs)


def _rounds(arguments: argparse.Namespace) -> Iterator[tuple[Run, Run | None]]:
    with TemporaryDirectory() as name:
        folder = Path(name)
        write_prose(folder, files=arguments.files, paragraphs=arguments.paragraphs)
        for _ in range(arguments.rounds):
            mine = ours(folder, threads=arguments.threads)
            python: Path | None = arguments.peer_python
            yield mine, stock(folder, python, threads=arguments.threads) if python else None


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peer-python", type=Path, help="Python of an environment with what ingest_peer.py needs")
    parser.add_argument("--files", type=int, default=8)
    parser.add_argument("--paragraphs", type=int, default=40, help="a file")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    arguments = parser.parse_args()
    configure_logs("error", "console")
    try:
        print(report(list(_rounds(arguments)), threads=arguments.threads))
    except (IngestFailed, CandorError) as error:
        print(error, file=sys.stderr)
        raise SystemExit(1) from error


if __name__ == "__main__":
    main()
