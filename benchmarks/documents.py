"""Reads and chunks every file of a folder of bad documents and counts what became of them.

`python -m benchmarks.documents --data FOLDER`: FOLDER holds `documents/`.
"""

import argparse
import os
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import tokenizers

from domain.errors import CandorError
from ingest.chunker import TokenChunker
from ingest.formats import HEAD_BYTES, media_type_of, safe_name
from ingest.limits import Limits
from ingest.parser import ChildParser

TOKENIZER_FILE = Path(__file__).parent.parent / "models" / "encoder" / "tokenizer.json"
SLOWEST = 5


class EncoderTokens:
    """The port `Tokenizer` over the shipped encoder's file, without its weights."""

    def __init__(self, path: Path) -> None:
        self._tokenizer = tokenizers.Tokenizer.from_file(str(path))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._tokenizer.encode_special_tokens = True

    def offsets(self, text: str) -> Sequence[tuple[int, int]]:
        """Where each token stands."""
        return self._tokenizer.encode(text, add_special_tokens=False).offsets


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a file. `reason` is null where it is ready."""

    path: Path
    kind: str
    chunks: int
    reason: str | None
    parse_seconds: float
    chunk_seconds: float


def fates(folder: Path, parser: ChildParser, chunker: TokenChunker) -> Iterator[Fate]:
    """One per file, in order of their paths; an error that is not `CandorError` ends the run."""
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        begun = parsed = time.perf_counter()
        kind, chunks, reason = path.suffix.lower() or "none", 0, None
        try:
            with path.open("rb") as file:
                media_type = media_type_of(path.name, file.read(HEAD_BYTES))
            kind = media_type.name
            document = parser.parse(path, media_type)
            parsed = time.perf_counter()
            chunks = len(chunker.chunk(document))
        except CandorError as error:
            reason = str(error).replace(safe_name(path.name), "…")
        ended = time.perf_counter()
        yield Fate(path, kind, chunks, reason, max(parsed, begun) - begun, ended - max(parsed, begun))


def report(results: Sequence[Fate], *, child_bytes: int) -> str:
    """The counts as a page of text."""
    ready = Counter(fate.kind for fate in results if fate.reason is None)
    failed = Counter(fate.kind for fate in results if fate.reason is not None)
    reasons = Counter(f"{fate.kind}: {fate.reason}" for fate in results if fate.reason is not None)
    slowest = sorted(results, key=lambda fate: -fate.parse_seconds)[:SLOWEST]
    chunks = sum(fate.chunks for fate in results)
    own_bytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return "\n".join(
        [
            f"{len(results)} files: {sum(ready.values())} ready with {chunks} chunks, {sum(failed.values())} failed",
            *(f"  {kind:10} {ready[kind]:4} ready {failed[kind]:4} failed" for kind in sorted(ready | failed)),
            "reasons:",
            *(f"  {count:4}  {reason}" for reason, count in reasons.most_common()),
            "slowest to read:",
            *(f"  {fate.parse_seconds:6.2f} s  {fate.path.name}" for fate in slowest),
            f"reading {sum(fate.parse_seconds for fate in results):.1f} s, "
            f"chunking {sum(fate.chunk_seconds for fate in results):.1f} s; "
            f"largest child {child_bytes >> 20} MiB, this process {own_bytes >> 20} MiB",
        ]
    )


def main() -> None:
    """Exit status 2 where the data are missing."""
    arguments = _arguments()
    folder = arguments.data / "documents"
    if not folder.is_dir():
        print(f"{folder} is missing; give the folder that holds documents/ with --data", file=sys.stderr)
        raise SystemExit(2)
    with closing(ChildParser(Limits())) as parser:
        results = list(fates(folder, parser, TokenChunker(EncoderTokens(arguments.tokenizer))))
    child_bytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    print(report(results, child_bytes=child_bytes))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    default = os.environ.get("CANDOR_BENCHMARK_DATA", "../shared/data")
    parser.add_argument("--data", type=Path, default=Path(default), help="holds documents/ (%(default)s)")
    parser.add_argument("--tokenizer", type=Path, default=TOKENIZER_FILE)
    return parser.parse_args()


if __name__ == "__main__":
    main()
