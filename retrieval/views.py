"""Both indexes of one collection in one state: how they follow changes, and how they are saved and loaded."""

import json
import os
import shutil
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from domain.ports import Added, Change, Removed
from retrieval.analysis import Analysis
from retrieval.dense import DenseIndex, Layout
from retrieval.lexical import LexicalIndex

if TYPE_CHECKING:
    from domain.ports import Vectors

_DENSE = "dense"
_ENCODERS = "encoders.json"
_LEXICAL = "lexical"
_LOCKS = ".*.lock"


@dataclass(frozen=True, slots=True)
class View:
    """What a search looks at. `sequence` is the last change applied; the lexical index lives in `working`.

    `dense` has an index for each encoder (by identity) whose vectors the collection holds; every chunk is in one of
    them. Vectors replaced by a change up to `begun_at` were never in it. Of `remains` chunks that were
    removed, the files still hold the words and vectors.
    """

    sequence: int
    begun_at: int
    dense: Mapping[str, DenseIndex]
    lexical: LexicalIndex
    working: Path
    remains: int = 0

    def __len__(self) -> int:
        return sum(map(len, self.dense.values()))


def fresh(analysis: Analysis, working: Path, *, begun_at: int) -> View:
    """Empty indexes; the lexical one in `working`, a new folder."""
    return View(0, begun_at, {}, LexicalIndex(working, analysis), working)


def applied(view: View, changes: Sequence[Change], layout: Layout) -> View:
    """The state after `changes`. The lexical index is changed in place, and changing it again does no harm.

    Raises ValueError where the vectors of an encoder differ in length, ValueError or OSError where nothing can be
    written.
    """
    added: dict[int, Added] = {}
    removed: set[int] = set()
    for change in changes:
        if isinstance(change, Added):
            added[change.chunk_id] = change
            removed.discard(change.chunk_id)
        elif isinstance(change, Removed):
            added.pop(change.chunk_id, None)
            removed.add(change.chunk_id)
    view.lexical.apply(added={chunk_id: change.text for chunk_id, change in added.items()}, removed=removed)
    dense = _dense_applied(view.dense, added, removed, layout)
    after = replace(view, sequence=changes[-1].sequence, dense=dense)
    return replace(after, remains=view.remains + len(view) + len(added) - len(after))


def _dense_applied(
    dense: Mapping[str, DenseIndex], added: Mapping[int, Added], removed: set[int], layout: Layout
) -> Mapping[str, DenseIndex]:
    vectors: dict[str, dict[int, Vectors]] = defaultdict(dict)
    for chunk_id, change in added.items():
        vectors[change.encoder][chunk_id] = change.vector
    grown = {}
    for encoder in {**dense, **vectors}:
        new = vectors.get(encoder, {})
        index = dense.get(encoder) or DenseIndex(replace(layout, dimensions=len(next(iter(new.values())))))
        grown[encoder] = index.apply(added=new, removed=removed) if new or removed else index
    return {encoder: index for encoder, index in grown.items() if len(index)}


def write(view: View, folder: Path) -> None:
    """Puts the files of `view` into `folder`. Raises OSError."""
    (folder / _DENSE).mkdir()
    encoders = [{"identity": identity, "dimensions": index.dimensions} for identity, index in view.dense.items()]
    (folder / _DENSE / _ENCODERS).write_text(json.dumps(encoders), encoding="ascii")
    for number, index in enumerate(view.dense.values()):
        (folder / _DENSE / str(number)).mkdir()
        index.save(folder / _DENSE / str(number))
    _link(view.working, folder / _LEXICAL)


def read(folder: Path, *, sequence: int, layout: Layout, analysis: Analysis, working: Path) -> View:
    """What `write` put into `folder`; its lexical files are linked into `working`, which does not exist yet.

    Raises OSError, RuntimeError or ValueError where the files are something else.
    """
    encoders = json.loads((folder / _DENSE / _ENCODERS).read_text(encoding="ascii"))
    dense = {
        encoder["identity"]: DenseIndex.load(
            folder / _DENSE / str(number), replace(layout, dimensions=encoder["dimensions"])
        )
        for number, encoder in enumerate(encoders)
    }
    _link(folder / _LEXICAL, working)
    return View(sequence, sequence, dense, LexicalIndex(working, analysis), working)


def _link(source: Path, target: Path) -> None:
    """Gives `target` the files of `source` without copying: tantivy never changes a file, it replaces it."""
    shutil.copytree(source, target, copy_function=_linked_or_copied, ignore=shutil.ignore_patterns(_LOCKS))


def _linked_or_copied(source: str, target: str) -> str:
    try:
        os.link(source, target)
    except OSError:  # a file system without hard links
        shutil.copy2(source, target)
    return target
