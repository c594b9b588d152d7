"""Words of a query that no document has, and what they were likely meant to be: words of the documents."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from domain.documents import StoredChunk
from retrieval.lexical import LexicalIndex

ChunkLoader = Callable[[Sequence[int]], Mapping[int, StoredChunk]]
_WORD = re.compile(r"(?<![\w@#/.-])[^\W\d_]+(?![\w@#/-])(?!\.\w)")
_LEAST_LETTERS = 5
_LONG_LETTERS = 8
_CHUNKS = 20


def respelled(query: str, indexes: Sequence[LexicalIndex], load: ChunkLoader, *, is_word: Callable[[str], bool]) -> str:
    """`query` with each word that no index knows replaced by one of the documents that is an edit or two away.

    Left alone are words of fewer than five letters, codes and numbers, names (in capitals behind the first word, unless
    they are long), and what `is_word` knows to be spelled right: that the documents lack it says something.
    """

    def mended(match: re.Match[str]) -> str:
        word = match.group()
        is_name = match.start() > 0 and word[0].isupper() and len(word) < _LONG_LETTERS
        if len(word) < _LEAST_LETTERS or is_name or any(index.knows(word) for index in indexes) or is_word(word):
            return word
        return _meant(word, indexes, load) or word

    return _WORD.sub(mended, query)


def _meant(word: str, indexes: Sequence[LexicalIndex], load: ChunkLoader) -> str | None:
    """The nearest word of the documents that begins alike, the commonest of those as near."""
    most = _most_edits(word)
    ids = [chunk_id for index in indexes for chunk_id in index.resembling(word, edits=most, limit=_CHUNKS)]
    low = word.lower()
    counts = Counter(
        found.lower()
        for stored in load(ids).values()
        for found in _WORD.findall(stored.chunk.searched)
        if found[0].lower() == low[0] and abs(len(found) - len(word)) <= most
    )
    near = [(edits, -count, found) for found, count in counts.items() if (edits := _edits(low, found)) <= most]
    return _cased(min(near)[2], word) if near else None


def _most_edits(word: str) -> int:
    return 2 if len(word) >= _LONG_LETTERS else 1


def _cased(found: str, like: str) -> str:
    return found.capitalize() if like[0].isupper() else found


def _edits(one: str, other: str) -> int:
    """Letters put in, left out, changed, or swapped with their neighbour (optimal string alignment)."""
    before, row = list[int](), list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        earlier, before, row = before, row, [i]
        for j, wanted in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            swapped = i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted
            row.append(min(cost, earlier[j - 2] + 1) if swapped else cost)
    return row[-1]
