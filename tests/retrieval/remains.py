"""Looks for words in the files of indexes. tantivy packs its dictionaries, so it has to be asked what they hold."""

import os
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

import tantivy

from retrieval.analysis import Field


def indexed_words(folder: Path, prefix: str) -> set[str]:
    """The words that begin with `prefix` in any lexical index below `folder`, those of removed chunks too."""
    return {word for file in files_below(folder) if file.name == "meta.json" for word in _words(file.parent, prefix)}


def files_below(folder: Path) -> list[Path]:
    """All files; a folder that goes meanwhile is passed over, which `rglob` does not do."""
    return [Path(place) / name for place, _, names in os.walk(folder) for name in names]


def _words(index_folder: Path, prefix: str) -> set[str]:
    with TemporaryDirectory(ignore_cleanup_errors=True) as copy:  # tantivy may still write a lock into it
        try:
            shutil.copytree(index_folder, copy, dirs_exist_ok=True)
            searcher = tantivy.Index.open(copy).searcher()
        except (OSError, shutil.Error, ValueError):
            return set()  # the index went while it was copied
        return {term for field in Field for term, _ in searcher.terms_with_prefix(field.value, prefix)}
