"""Empty rows that a question leaves out by the way: "(empty plots don't count)", "leave out the ones nobody rated"."""

import re
from collections.abc import Sequence
from dataclasses import replace

from domain.tables import Column, Table
from tabular.asked import Asked, Comparison, Condition, Operation
from tabular.emptiness import holder_of, none_of_it
from tabular.reading import Unclear
from tabular.synonyms import matters, row_words
from tabular.tokens import Token, alike, name_tokens, stem, tokens, word_set

_EMPTY = r"(?:empty|blank|blanks|empties|vacant|missing|nobody|no one|noone|without|unoccupied|unknown|un\w+ed)"
_OBJECT = rf"[^.,;()?!]{{0,60}}?\b{_EMPTY}\b[^.,;()?!]{{0,60}}"
_VERB = (
    r"(?:leave|leaving|left) out|exclud(?:e|ing)|ignor(?:e|ing)|(?:not|without|don['’]?t) count(?:ing)?|"
    r"disregard(?:ing)?|skip(?:ping)?"
)
_PASSIVE = r"(?:do not|don['’]?t|dont|need not|needn['’]?t) count|(?:are )?(?:not counted|excluded|left out)|aside"
_CLAUSE = re.compile(
    rf"[(,;–-]?\s?\b(?:please |but |and )*(?:(?:{_VERB})\s+(?P<object>{_OBJECT})|(?<=[(,;–-])(?P<subject>{_OBJECT})"
    rf"(?:{_PASSIVE})[^.,;()?!]{{0,60}})\)?",
    re.IGNORECASE,
)
_WHATEVER = re.compile(
    r"[(,;]?\s*\b(?:(?:all|any|each|every one) of (?:them|those)\b,?\s*)?(?:whatever|regardless of|irrespective of|"
    r"no matter|whichever)\s+(?:what |which )?(?:the |their |its )?"
    r"(?!whether\b|if\b|who\b|how\b)\w+(?: (?:is|was|they have|it has))?\)?",
    re.IGNORECASE,
)
_OF_NOBODY = word_set("vacant unoccupied nobody noone")
_WITHOUT = word_set("without no")
_PLAIN = word_set(
    "empty blank blanks empties vacant missing nobody no one noone without unoccupied unknown the a an any those these "
    "that are is have has ones one row rows cell cells entry entries value values with of course which where who was "
    "were in it them all there"
)


def left_out(question: str) -> tuple[str, tuple[Token, ...]]:
    """A question without that, and the words of what it leaves out; none where it leaves nothing out.

    "Whatever the status" leaves nothing out.
    """
    question = _WHATEVER.sub(" ", question)
    found = _CLAUSE.search(question)
    if found is None:
        return question, ()
    said = tokens(found["object"] or found["subject"])
    return f"{question[: found.start()]} {question[found.end() :]}".strip(), said


def leaving_out(found: Asked, said: tuple[Token, ...], table: Table) -> Asked:
    """What has no value of what is computed is left out anyway, but where none is a 0; so are rows of nobody.

    Raises `Unclear`.
    """
    rows, low = row_words(table), {word.low for word in said}
    rest = [word for word in said if word.low not in _PLAIN and word.stem not in rows]
    measure = found.measure if found.operation is not Operation.COUNT_DISTINCT else None
    holder = holder_of(table)
    of_nobody = bool(low & _OF_NOBODY) or (holder is not None and any(word.stem in rows for word in said))
    if measure is not None and (not of_nobody if not rest else _is_about(measure, rest)):
        none = none_of_it(measure, is_negated=True) if low & _WITHOUT else None
        return found if none is None else replace(found, conditions=(*found.conditions, none))
    if holder is not None and not rest:
        if any(condition.column == holder for condition in found.conditions):
            return found
        own = Condition(holder, Comparison.BLANK, is_negated=True)
        return replace(found, conditions=(*found.conditions, own))
    raise Unclear(f"It is not clear what “{' '.join(word.text for word in said)}” leaves out.")


def _is_about(measure: Column, rest: Sequence[Token]) -> bool:
    name = name_tokens(measure.name)
    return all(
        any(alike(bare, other) > 0 for other in name) or matters([bare]) & matters(name) for bare in map(_bare, rest)
    )


def _bare(word: Token) -> Token:
    """ "Unrated" is not rated."""
    low = word.low.removeprefix("un")
    return Token(word.text, low, stem(low))
