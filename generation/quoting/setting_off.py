"""The short answer within a quote, set off."""

from text.marks import states_something

_LONGEST_WORDS = 8
_EMPHASISED = "**"


def set_off(quote: str, short: str) -> str:
    """`quote` with its first `short` in bold; as it is where that is most of it, or more than a few words."""
    answer = " ".join(short.split()).strip(" .,;:")
    words = len(answer.split())
    if not states_something(answer) or words > _LONGEST_WORDS or 2 * words > len(quote.split()):
        return quote
    if _EMPHASISED in quote or "_" in answer or "*" in answer:
        return quote
    return quote.replace(answer, f"{_EMPHASISED}{answer}{_EMPHASISED}", 1)
