"""Whether two questions ask the same: the same telling words in the same order.

Strict on purpose: how near meanings are does not tell "on Saturday" from "on Sunday" (`benchmarks/same_questions.py`).
"""

import re

_WORD = re.compile(r"[^\W_]+")
_EMPTY = re.compile(
    r"an?|the|this|that|these|those|of|in|on|at|for|to|is|are|was|were|be|been|do|does|did|can|could|may|might|will|"
    r"would|shall|has|have|i|you|we|my|your|our|me|us|its?|there|please|tell|know|like|just|hi|hello|hey|thanks?|and|so|s|per|"
    r"der|die|das|den|dem|des|eine?|eine[nmrs]|ist|sind|war|im|am|für|von|zum?|zur|ich|du|sie|wir|meine?n?|ihre?|"
    r"unsere?|kann|können|könnte|darf|dürfen|bitte|hallo|danke|und|pro|"
    r"az|egy|és|van|vannak|kérem|szia|köszönöm|én|mi|lehet"
)
_ASKED_AS = (
    (re.compile(r"\b(?:at )?what time\b|\bum wie ?viel uhr\b"), "when"),
    (re.compile(r"\bhow much (?=.*\b(?:costs?|price|fee)\b)|\bwhat (?=.*\bcosts?\b)"), "price "),
    (re.compile(r"\bwhich\b"), "what"),
    (re.compile(r"\bwann\b"), "when"),
)
_ENDING = re.compile(r"(?<=[a-z]{3})(?:e?d|e?s|e)$(?<!ss)(?<!us)")


def telling_words(question: str) -> tuple[str, ...]:
    """The words of a question that say what is asked, in order, without the commonest endings of English."""
    said = question.casefold()
    for pattern, word in _ASKED_AS:
        said = pattern.sub(word, said)
    words = _WORD.findall(said)
    telling = [_ENDING.sub("", word) for word in words if not _EMPTY.fullmatch(word)]
    return tuple(telling) or tuple(words)


def question_key(question: str) -> str:
    """What questions share that are the same but for capitals, marks and blanks."""
    return " ".join(_WORD.findall(question.casefold())) or question.strip()
