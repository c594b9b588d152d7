"""Where a message asks: its questions, each as it was written, and what is said beside them.

What only looks like a question, "when I arrive", "which is open", is none. English; of German and Hungarian only
questions that begin with a word that asks. Where it is in doubt, a message is one question.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generation.question_parts import WORD
from text.question_words import ASKING, AUXILIARIES, CONDITIONS, FUNCTION_WORDS, PREPOSITIONS, VERBS
from text.wording import Language, language_of

_MOST = 3


def _any(words: Sequence[str] | frozenset[str]) -> str:
    return "|".join(sorted(words, key=lambda word: (-len(word), word)))


AUXILIARY = r"(?:is|are|was|were|do|does|did|can|could|may|must|should|shall|will|would|has|have|had|am)(?:n['’]?t)?\b"
_SUBJECT = (
    r"(?:i|you|u|we|they|he|she|it|there|one|any\w*|some\w*|all|both|no|the|an?|this|that|these|those|my|our|your|his|"
    r"her|their|its)\b"
)
_PREPOSITION = rf"(?:{_any(PREPOSITIONS)})"
ASKS = rf"(?:{_PREPOSITION}\s+)?(?:when|where|what|which|who|whom|whose|why|how)\b"
_LEAD = (
    r"(?:please\s+)?(?:(?:can|could|would|will)\s+(?:you|u|someone|anybody|anyone)\s+(?:please\s+)?)?"
    r"(?:tell|show|let)\s+(?:me|us)(?:\s+know)?(?=\s+(?:what|when|where|who|which|why|how|if|whether)\b)|"
    r"(?:i|we)(?:\s+would|['’]d)?\s+(?:like|want|wanted|need)\s+to\s+know\b|do\s+(?:you|u)\s+know\b|"
    r"(?:(?:i\s+was|i['’]m|just)\s+)?wondering\b"
)
_OPENING = (
    r"(?:what|when|where|who|how)['’]?s\b",
    rf"(?:{_PREPOSITION}\s+)?(?:when|where)\s+(?:exactly\s+)?{AUXILIARY}",
    rf"(?:{_PREPOSITION}\s+)?(?:what|which|who|whom|whose|why|how)\b(?:\s+[\w'’-]+){{0,5}}?\s+"
    rf"(?:{AUXILIARY}|(?:{_any(VERBS)}|to)\b)",
    r"(?:what|how)\s+about\b",
    rf"{ASKS}(?:\s+[\w-]+){{0,2}}(?=\s*(?:\?|[.!]*\s*$))",
    rf"(?!ha[sd]|have){AUXILIARY}\s+{_SUBJECT}\s+\w",
    r"(?:has|have|had)(?:n['’]?t)?\s+(?:i|you|u|we|they|he|she|it|there|any\w*|some\w*)\s+\w",
    rf"(?!ha[sd]|have|w(?:as|ere)\s+\w+ing\b){AUXILIARY}\s+(?!(?:{_any(FUNCTION_WORDS | VERBS)})\b)(?!\w+ly\b)[\w-]+\s+"
    rf"(?!(?:{_any(FUNCTION_WORDS)})\b)\w",
    _LEAD,
)
_ENGLISH = re.compile("|".join(_OPENING), re.IGNORECASE)
# With whatever verb: a message that begins with it asks.
_BEGINNING = re.compile(r"(?:what(?! if\b)|which|who|whose|why|how)\b", re.IGNORECASE)
_UNDER_A_CONDITION = re.compile(
    rf"(?:if|when|unless)\b[^?]{{1,60}}?\b(?:{ASKS}(?:\s+\w+){{0,2}}?\s+{AUXILIARY}|{AUXILIARY}\s+(?:i|you|we|they)\b)",
    re.IGNORECASE,
)
_AFTER_A_LEAD = re.compile(ASKS, re.IGNORECASE)
_LED = re.compile(_LEAD, re.IGNORECASE)
_ABROAD = re.compile(
    r"(?:(?:ab|bis|seit|von|für|zu|bei|mit|in)\s+)?(?:was|wann|wo|wer|wen|wem|wie|warum|wieso|weshalb|welche\w?|"
    r"wieviel|woher|wohin|mit?|miket?|mikor|hol|hova|honnan|kik?|kit|miért|mennyi\w*|hány\w*|milyen|melyik|meddig|"
    r"mióta|hogyan)\b",
    re.IGNORECASE,
)
_FRAGMENT = re.compile(
    rf"(?:(?:{_PREPOSITION})\s+)?(?:(?:how(?:\s+(?:much|many))?|what|which|wie|wieviel|milyen|hány)(?:\s+[^\W_]+)?|"
    rf"(?:{_any(ASKING)})(?:\s+(?:{_any(ASKING)}))?)",
    re.IGNORECASE,
)
_FINITE_VERB = re.compile(rf"(?:{_any(AUXILIARIES | VERBS)})\b", re.IGNORECASE)
_SO = r"(?:(?:if\s+(?:so|yes|not|no)|also|then)\b,?\s*)*"
_AND = rf"(?:&|(?:and|plus|und|és|valamint|illetve)\b,?)\s*{_SO}"
_PAUSE = re.compile(
    rf"\s*[?.!]+\s+(?:{_AND})?{_SO}|\s*(?P<comma>[,;])\s*(?P<joined>{_AND})?|\s*:\s+|\s+[–—-]+\s+|\s+(?P<bare>{_AND})",
    re.IGNORECASE,
)
_JOINED = re.compile(rf"^{_AND}", re.IGNORECASE)
_RELATIVE = re.compile(r"(?:who|which|whose|whom)\b", re.IGNORECASE)
_CONDITION = re.compile(rf"(?:{_any(CONDITIONS)})\b", re.IGNORECASE)
_WHICH_IS_IT = re.compile(
    r"(?:which|what|who)(?:\s+one)?(?:\s+is|\s+are|['’]?s)(?:\s+(?:it|that|they))?", re.IGNORECASE
)
_STOP = re.compile(r"\s*\?+\s*")


@dataclass(frozen=True, slots=True)
class Clauses:
    """The questions of a message, without the stops and the "and" around them, and what is `said` beside them.

    `lead` stood before the first and is meant for all of them: "can you tell me".
    """

    said: str
    lead: str
    asked: tuple[str, ...]


def clauses_of(message: str) -> Clauses | None:
    """Two or three questions; null where it asks one, or more, or nobody can tell."""
    message = _JOINED.sub("", message.strip(), count=1)
    first = opening_of(message)
    lead = _LED.match(message, first)
    cuts = list(_cuts(message, first, is_led=lead is not None))
    if not 0 < len(cuts) < _MOST:
        return None
    starts = [lead.end() if lead else first, *(cut.end() for cut in cuts)]
    ends = [*(cut.start() for cut in cuts), len(message)]
    parted = [_STOP.split(message[start:end], maxsplit=1) for start, end in zip(starts, ends, strict=True)]
    asked = tuple(parts[0].strip(" .!,;:") for parts in parted)
    if not _stands_alone(asked[0], asked[1]) or any(_WHICH_IS_IT.fullmatch(one) for one in asked):
        return None
    beside = [message[:first].strip(), *(tail.rstrip(".") + "." for _, *tails in parted for tail in tails if tail)]
    return Clauses(" ".join(filter(None, beside)), lead.group() if lead else "", asked)


def opening_of(message: str) -> int:
    """Where its first question begins; its length where there is none."""
    if language_of(message) is not Language.ENGLISH:
        return 0 if _ABROAD.match(message) or _FINITE_VERB.match(message) else len(message)
    if _ENGLISH.match(message) or _BEGINNING.match(message):
        return 0
    pauses = (pause for pause in _PAUSE.finditer(message) if pause["bare"] is None and not _is_relative(message, pause))
    return next((pause.end() for pause in pauses if _ENGLISH.match(message, pause.end())), len(message))


def is_auxiliary(word: str) -> bool:
    """Whether an English question begins with it where none of its words asks."""
    return re.fullmatch(AUXILIARY, word, re.IGNORECASE) is not None


def is_fragment(clause: str) -> bool:
    """Whether it has words that ask and hardly more: "until when", "how fast", "how many rolls"."""
    return _FRAGMENT.fullmatch(clause) is not None and not any(word in VERBS for word in clause.lower().split())


def _cuts(message: str, first: int, *, is_led: bool) -> Iterator[re.Match[str]]:
    """The pauses behind which another question begins."""
    before = first
    english = language_of(message) is Language.ENGLISH
    for pause in _PAUSE.finditer(message, first):
        if not (_opens(message, pause, is_led=is_led) if english else _opens_abroad(message, pause)):
            continue
        if not (pause["comma"] and _CONDITION.match(message, before) and _ENGLISH.match(message, before) is None):
            yield pause
        before = pause.end()


def _opens(message: str, pause: re.Match[str], *, is_led: bool) -> bool:
    at = pause.end()
    if _is_relative(message, pause):
        return False
    if is_led and _AFTER_A_LEAD.match(message, at):
        return True
    if pause["joined"] or pause["bare"]:
        return any(opening.match(message, at) for opening in (_ENGLISH, _UNDER_A_CONDITION))
    return _ENGLISH.match(message, at) is not None


def _opens_abroad(message: str, pause: re.Match[str]) -> bool:
    joined = pause["joined"] or pause["bare"] or "?" in pause.group()
    return bool(joined) and _ABROAD.match(message, pause.end()) is not None


def _is_relative(message: str, pause: re.Match[str]) -> bool:
    """ "…, who is twelve" """
    return bool(pause["comma"]) and not pause["joined"] and _RELATIVE.match(message, pause.end()) is not None


def _stands_alone(clause: str, following: str) -> bool:
    """Whether it says what it asks about, and its verb is not the one behind the pause: "what, if anything, is …"."""
    words = [word.lower() for word in WORD.findall(clause)]
    says_what = len(words) > 1 and any(word in VERBS or word not in FUNCTION_WORDS for word in words)
    has_verb = any(word in AUXILIARIES or word in VERBS for word in words)
    return says_what and (has_verb or not is_auxiliary(following.split()[0]))
