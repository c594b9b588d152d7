"""A question of something that is told only by a clause: "who is the lead of the venue where the party is". English."""

import re
from dataclasses import dataclass

from text.question_words import AUXILIARIES, FUNCTION_WORDS, VERBS, own_words

_NESTED = re.compile(
    r"(?P<ask>(?:who|whose|what|which|when|where|how)\b[^?.!,;]*?)\s+(?P<thing>(?:the|that)\s+[\w-]+(?:\s+"
    r"(?!(?:in|at|on|to|from|by|with)\b)[\w-]+)?)\s+"
    r"(?P<relative>(?:(?:in|at|on|to|from|by|with)\s+which|where|that|which|who)\b)\s+(?P<clause>[^?.!;]+)",
    re.IGNORECASE,
)
_PLACED = re.compile(r"where|(?:in|at|on|to|from|by|with) which", re.IGNORECASE)
_ARTICLE = re.compile(r"(?:the|that)\s+", re.IGNORECASE)
_FEWEST = 2


@dataclass(frozen=True, slots=True)
class Steps:
    """`first` asks which `thing` it is that the clause tells, `ask` is what is asked of it, `clause` the clause."""

    first: str
    ask: str
    thing: str
    clause: str

    def second(self, value: str) -> str:
        """What is asked, of the thing by its name."""
        return f"{self.ask} the {self.thing} {value}?"


def steps_of(question: str) -> Steps | None:
    """The two questions of one; null where it is one, or its clause says too little to look for by itself."""
    found = _NESTED.search(question.strip())
    if found is None:
        return None
    ask, clause, thing = found["ask"], found["clause"], _ARTICLE.sub("", found["thing"], count=1)
    own = [word for word in ask.lower().split() if word not in FUNCTION_WORDS and word not in VERBS]
    if not own or len(own_words(clause)) < _FEWEST or _is_asked_itself(ask):
        return None
    which = (
        f"In which {thing} {_asked(clause)}?" if _PLACED.fullmatch(found["relative"]) else f"Which {thing} {clause}?"
    )
    return Steps(which, ask, thing, clause)


def _is_asked_itself(ask: str) -> bool:
    """ "What is the fee that members pay" asks for the thing itself, "the lead of the venue" for something of it."""
    return ask.lower().split()[-1] in AUXILIARIES | VERBS


def _asked(clause: str) -> str:
    """ "The party is going to be" → "is the party going to be"."""
    words = clause.split()
    at = next((at for at, word in enumerate(words) if word.lower() in AUXILIARIES), None)
    return clause if not at else " ".join([words[at], *words[:at], *words[at + 1 :]])
