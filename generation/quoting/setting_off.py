"""The short answer within a quote, set off."""

import re

from text.marks import states_something
from text.words import QUESTION_STEMMER

_LONGEST_WORDS = 8
_LEAST_PART = 2


def set_off(quote: str, short: str, question: str) -> str:
    """`quote` with its first `short` in bold.

    As it is where that says nothing that the question does not, is most of the quote, or more than a few words.
    """
    answer = " ".join(short.split()).strip(" .,;:")
    words = len(answer.split())
    too_long = words > _LONGEST_WORDS or _LEAST_PART * words > len(quote.split())
    if too_long or not states_something(answer) or QUESTION_STEMMER.stems(answer) <= QUESTION_STEMMER.stems(question):
        return quote
    if "*" in quote or "_" in answer or "`" in answer:
        return quote
    return re.sub(rf"(?<!\w){re.escape(answer)}(?!\w)", lambda found: f"**{found.group()}**", quote, count=1)
