"""A question's words as a table has them: "unpaid" and "outstanding" as "not paid", "brought back" as "returned"."""

from collections.abc import Iterator, Mapping, Sequence

from domain.tables import Table
from tabular.tokens import Token, is_typo, stem, tokens, word_set
from tabular.vocabulary import vocabulary

_POWERS: Mapping[str, str] = {"square": "²", "sq": "²", "cubic": "³", "cu": "³"}
_MEASURED: Mapping[str, str] = {
    word: unit
    for unit, words in (
        ("m", "m metre metres meter meters"),
        ("km", "km kilometre kilometres kilometer kilometers"),
        ("ft", "ft foot feet"),
    )
    for word in words.split()
}
_GIVEN_BACK = word_set("brought sent came come given taken handed went gone")
_OWED = word_set("outstanding owed owing")
_FINISHED = ("completed", "finished", "fixed", "repaired", "resolved", "closed")
_STILL_TO_BE = (["still", "to", "be"], ["yet", "to", "be"], ["remain", "to", "be"], ["remains", "to", "be"])
_BESIDE_DONE = word_set("not been yet")
# Long words that say what to compute; a slip in one of them is read as the word.
_COMPUTING = word_set("altogether together average highest biggest largest smallest cheapest expensive outstanding")


def reworded(words: Sequence[Token], table: Table) -> tuple[Token, ...]:
    """Only where the table has the other word and not the question's own; each keeps the text that was asked."""
    own = vocabulary(table).stems
    return tuple(_reworded([_spelled(word, own) for word in words], own))


def _reworded(words: Sequence[Token], own: frozenset[str]) -> Iterator[Token]:
    index = 0
    while index < len(words):
        pair = words[index : index + 2]
        joined = _still_out(pair, own) or [one for one in (_unit(pair), _returned(pair, own)) if one is not None]
        if [word.low for word in words[index : index + 3]] in _STILL_TO_BE:
            yield _as("not", words[index : index + 3])
            index += 3
            continue
        done = _completed(words, index, own)
        yield from joined or ([done] if done is not None else _unfolded(words[index], own))
        index += 2 if joined else 1


def _unit(pair: Sequence[Token]) -> Token | None:
    """ "square metres" is a unit of its own."""
    if len(pair) < 2 or pair[0].low not in _POWERS or pair[1].low not in _MEASURED:
        return None
    return _as(_MEASURED[pair[1].low] + _POWERS[pair[0].low], pair)


def _returned(pair: Sequence[Token], own: frozenset[str]) -> Token | None:
    is_back = len(pair) == 2 and pair[0].low in _GIVEN_BACK and pair[1].low == "back"
    return _as("returned", pair) if is_back and stem("returned") in own and stem("back") not in own else None


def _still_out(pair: Sequence[Token], own: frozenset[str]) -> Sequence[Token]:
    """What is still out is not returned; without a word for that in the table it says what the table cannot."""
    if [token.low for token in pair] != ["still", "out"]:
        return ()
    return (*tokens("not"), _as("returned" if stem("returned") in own else "still-out", pair))


def _completed(words: Sequence[Token], index: int, own: frozenset[str]) -> Token | None:
    """ "Not done", which says little elsewhere, is "not completed"."""
    before = [word.low for word in words[max(0, index - 2) : index]]
    is_by = [word.low for word in words[index + 1 : index + 2]] == ["by"]
    is_denied = "not" in before and set(before[before.index("not") :]) <= _BESIDE_DONE
    if words[index].low != "done" or is_by or not is_denied:
        return None
    meant = next((word for word in _FINISHED if stem(word) in own), None)
    return _as(meant, [words[index]]) if meant is not None else None


def _as(word: str, said: Sequence[Token]) -> Token:
    return Token(" ".join(token.text for token in said), word, stem(word))


def _unfolded(word: Token, own: frozenset[str]) -> Sequence[Token]:
    """A word that denies, as "not" and what it denies."""
    if word.stem in own:
        return (word,)
    if word.low in _OWED and stem("paid") in own:
        return (*tokens("not"), _as("paid", [word]))
    bare = tokens(word.text[2:]) if word.low.startswith("un") else ()
    return (*tokens("not"), *bare) if bare and bare[0].stem in own else (word,)


def _spelled(word: Token, own: frozenset[str]) -> Token:
    if word.low in _COMPUTING or word.stem in own:
        return word
    meant = [right for right in _COMPUTING if is_typo(word.low, right)]
    return _as(meant[0], [word]) if len(meant) == 1 else word
