"""The files of the public data sets."""

import csv
import json
import lzma
from collections.abc import Iterator
from pathlib import Path
from typing import Any


class MissingData(Exception):
    """A data set is not where it was looked for; the message says which file and how to name another folder."""

    @classmethod
    def at(cls, path: Path) -> "MissingData":
        """For a file, or several."""
        return cls(
            f"{path} is missing: get the data set from its owner and name the folder that holds it "
            "with --data or CANDOR_BENCHMARK_DATA"
        )


def json_lines(path: Path) -> Iterator[dict[str, Any]]:
    """The file's objects, one a line. Raises `MissingData`."""
    return (json.loads(line) for line in text_lines(path) if line.strip())


def tab_separated(path: Path) -> Iterator[dict[str, str]]:
    """The file's rows by the names in its first. Raises `MissingData`."""
    return csv.DictReader(text_lines(path), delimiter="\t")


def text_lines(path: Path) -> Iterator[str]:
    """The file's lines, unpacked where its name ends in `.xz`. Raises `MissingData`."""
    if not path.exists():
        raise MissingData.at(path)
    opened = lzma.open if path.suffix == ".xz" else open
    with opened(path, "rt", encoding="utf-8", newline="") as file:
        yield from file
