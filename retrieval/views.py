"""Both indexes of one collection in one state: how they follow changes, and how they are saved and loaded."""

import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from domain.errors import Misconfigured
from domain.ports import Added, Change
from retrieval.analysis import Analysis
from retrieval.dense import DenseIndex, Layout
from retrieval.lexical import LexicalIndex

if TYPE_CHECKING:
    from domain.ports import Vectors

_DENSE = "dense"
_LEXICAL = "lexical"
_LOCKS = ".*.lock"


@dataclass(frozen=True, slots=True)
class View:
    """What a search looks at. `sequence` is the last change applied; the lexical index lives in `working`.

    Of `remains` chunks that were removed, the files still hold the words and vectors.
    """

    sequence: int
    dense: DenseIndex
    lexical: LexicalIndex
    working: Path
    remains: int = 0

    def __len__(self) -> int:
        return len(self.dense)


def fresh(layout: Layout, analysis: Analysis, working: Path) -> View:
    """Empty indexes; the lexical one in `working`, a new folder."""
    return View(0, DenseIndex(layout), LexicalIndex(working, analysis), working)


def applied(view: View, changes: Sequence[Change], layout: Layout) -> View:
    """The state after `changes`. The lexical index is changed in place, and changing it again does no harm.

    Raises `Misconfigured` where a vector is not the encoder's, ValueError or OSError where nothing can be written.
    """
    texts: dict[int, str] = {}
    vectors: dict[int, Vectors] = {}
    removed: set[int] = set()
    for change in changes:
        if isinstance(change, Added):
            _refuse_foreign(change, layout)
            texts[change.chunk_id], vectors[change.chunk_id] = change.text, change.vector
            removed.discard(change.chunk_id)
        else:
            texts.pop(change.chunk_id, None)
            vectors.pop(change.chunk_id, None)
            removed.add(change.chunk_id)
    view.lexical.apply(added=texts, removed=removed)
    dense = view.dense.apply(added=vectors, removed=removed)
    remains = view.remains + len(view.dense) + len(vectors) - len(dense)
    return View(changes[-1].sequence, dense, view.lexical, view.working, remains)


def write(view: View, folder: Path) -> None:
    """Puts the files of `view` into `folder`. Raises OSError."""
    (folder / _DENSE).mkdir()
    view.dense.save(folder / _DENSE)
    _link(view.working, folder / _LEXICAL)


def read(folder: Path, *, sequence: int, layout: Layout, analysis: Analysis, working: Path) -> View:
    """What `write` put into `folder`; its lexical files are linked into `working`, which does not exist yet.

    Raises OSError, RuntimeError or ValueError where the files are something else.
    """
    dense = DenseIndex.load(folder / _DENSE, layout)
    _link(folder / _LEXICAL, working)
    return View(sequence, dense, LexicalIndex(working, analysis), working)


def _refuse_foreign(change: Added, layout: Layout) -> None:
    if len(change.vector) != layout.dimensions:
        raise Misconfigured(
            f"Chunk {change.chunk_id} has an embedding of {len(change.vector)} numbers, but the encoder gives "
            f"{layout.dimensions}. Set the encoder that the documents were read with, or upload them again."
        )


def _link(source: Path, target: Path) -> None:
    """Gives `target` the files of `source` without copying: tantivy never changes a file, it replaces it."""
    shutil.copytree(source, target, copy_function=_linked_or_copied, ignore=shutil.ignore_patterns(_LOCKS))


def _linked_or_copied(source: str, target: str) -> str:
    try:
        os.link(source, target)
    except OSError:  # a file system without hard links
        shutil.copy2(source, target)
    return target
