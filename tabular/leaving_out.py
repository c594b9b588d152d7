"""Empty rows that a question leaves out by the way: "(empty plots don't count)", "leave out the ones nobody rated"."""

import re
from dataclasses import replace

from domain.tables import Table
from tabular.asked import Asked, Comparison, Condition, Operation
from tabular.emptiness import holder_of
from tabular.reading import Unclear
from tabular.synonyms import matters, row_words
from tabular.tokens import Token, alike, name_tokens, stem, tokens, word_set

_EMPTY = r"(?:empty|blank|blanks|empties|vacant|missing|nobody|no one|noone|without|unoccupied|unknown|un\w+ed)"
_OBJECT = rf"[^.,;()?!]*?\b{_EMPTY}\b[^.,;()?!]*"
_VERB = (
    r"(?:leave|leaving|left) out|exclud(?:e|ing)|ignor(?:e|ing)|(?:not|without|don['’]?t) count(?:ing)?|"
    r"disregard(?:ing)?|skip(?:ping)?"
)
_PASSIVE = r"(?:do not|don['’]?t|dont|need not|needn['’]?t) count|(?:are )?(?:not counted|excluded|left out)|aside"
_CLAUSE = re.compile(
    rf"[(,;–-]*\s*\b(?:please |but |and )*(?:(?:{_VERB})\s+(?P<object>{_OBJECT})|(?<=[(,;–-])(?P<subject>{_OBJECT})"
    rf"(?:{_PASSIVE})[^.,;()?!]*)\)?",
    re.IGNORECASE,
)
_WHATEVER = re.compile(
    r"[(,;]?\s*\b(?:(?:all|any|each|every one) of (?:them|those)\b,?\s*)?(?:whatever|regardless of|irrespective of|"
    r"no matter|whichever)\s+(?:what |which )?(?:the |their |its )?\w+(?: (?:is|was|they have|it has))?\)?",
    re.IGNORECASE,
)
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
    """What has no value of what is computed is left out anyway; of counted rows those of nobody. Raises `Unclear`."""
    rows = row_words(table)
    rest = [word for word in said if word.low not in _PLAIN and word.stem not in rows]
    if found.measure is not None and found.operation is not Operation.COUNT_DISTINCT:
        name = name_tokens(found.measure.name)
        if all(
            any(alike(bare, other) > 0 for other in name) or matters([bare]) & matters(name)
            for bare in map(_bare, rest)
        ):
            return found
    holder = holder_of(table)
    if holder is not None and not rest and found.operation in (Operation.COUNT, Operation.LIST, Operation.SHARE):
        if any(condition.column == holder for condition in found.conditions):
            return found
        own = Condition(holder, Comparison.BLANK, is_negated=True)
        return replace(found, conditions=(*found.conditions, own))
    raise Unclear(f"It is not clear what “{' '.join(word.text for word in said)}” leaves out.")


def _bare(word: Token) -> Token:
    """ "Unrated" is not rated."""
    low = word.low.removeprefix("un")
    return Token(word.text, low, stem(low))
