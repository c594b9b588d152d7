"""The words for the house that a table is of: "brewery orders", "at the music school", "for the bus company".

They say nothing of the rows. Which words these are is told by what the house's documents are called and begin with.
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from domain.tables import Table
from tabular.reading import Reading
from tabular.tokens import tokens, word_set

_HOUSES = word_set(
    "company firm business organisation organization association society club council brewery bakery school college "
    "university academy hospital clinic practice surgery library museum theatre cinema shop store hotel hostel gym "
    "pool park campsite centre center studio farm agency bank church restaurant cafe museum station garage laundry "
    "schule verein firma betrieb praxis brauerei bücherei bibliothek iskola cég egyesület könyvtár étterem"
)
_BEGINNING = 160
_SHORTEST_NAME = 4


@lru_cache(maxsize=256)
def _stems(text: str) -> frozenset[str]:
    return frozenset(token.stem for token in tokens(text))


@lru_cache(maxsize=1)
def _house_stems() -> frozenset[str]:
    return frozenset(token.stem for word in _HOUSES for token in tokens(word))


def words_of_house(table: Table, tables: Sequence[Table]) -> frozenset[str]:
    """The stems of how its documents are called and begin: those that share a name with the table's, else all."""
    named = [one for one in tables if _first_name(one) == _first_name(table) and one.document_id != table.document_id]
    of_house = [table, *(named or tables)]
    return frozenset[str]().union(
        *(_stems(f"{_spaced(one.document_name)} {one.subject[:_BEGINNING]}") for one in of_house)
    )


def use_house(reading: Reading, words: frozenset[str]) -> None:
    """Accounts for what names the house, with what stands before it and is in its name as well: "climbing shop"."""
    for index, word in enumerate(reading.words):
        if word.stem not in _house_stems() or word.stem not in words:
            continue
        reading.used.add(index)
        before = index - 1
        while before >= 0 and before not in reading.used and reading.words[before].stem in words:
            reading.used.add(before)
            before -= 1


def use_name(reading: Reading, table: Table, tables: Sequence[Table]) -> None:
    """Accounts for the words of its file's name that are no other table's title: "Pinewater", "kessler vane"."""
    others = [one for one in tables if one.document_id == table.document_id and one.id != table.id]
    titles = frozenset[str]().union(*(_stems(one.title) for one in others))
    whole = _spaced(table.document_name).casefold().split()
    own = {word for word in whole if len(word) >= _SHORTEST_NAME}
    left = [index for index in range(len(reading.words)) if index not in reading.used]
    for index in left:
        low = reading.words[index].low
        behind = reading.words[index + 1].low if index + 1 < len(reading.words) else ""
        begins = (low, behind) in pairwise(whole)
        if (low in own or begins) and not _stems(low) & titles:
            reading.used.add(index)
        elif behind and f"{low}{behind}" in own:
            reading.used.update((index, index + 1))


def _first_name(table: Table) -> str:
    return _spaced(table.document_name).split(" ", 1)[0].casefold()


def _spaced(name: str) -> str:
    return name.rpartition(".")[0].replace("-", " ").replace("_", " ")
