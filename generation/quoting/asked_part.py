"""The question within a message: what is told beside it says what is meant, but an answer repeats none of it."""

import re

from generation.clauses import opening_of
from text.question_words import FUNCTION_WORDS, VERBS
from text.words import words

_SENTENCE = re.compile(r"(?<=[.!?…])\s+")
_FEWEST_WORDS = 2


def asked_part(message: str) -> str:
    """ "Hello! We are four. How much is a tent?" asks "How much is a tent?"; all of it where that says too little,
    or what is told has a number, "under the rules of 2022"."""
    start = opening_of(message)
    found = message[start:] if start < len(message) else _last_question(message)
    if any(map(str.isdigit, message[: message.rfind(found)])):
        return message
    said = [word for word in words(found) if word not in FUNCTION_WORDS and word not in VERBS]
    return found if len(said) >= _FEWEST_WORDS else message


def _last_question(message: str) -> str:
    """The last sentence that is one, if something is told before it; what is told behind the first qualifies it."""
    _, *others = _SENTENCE.split(message)
    return next((one for one in reversed(others) if one.endswith("?")), message)
