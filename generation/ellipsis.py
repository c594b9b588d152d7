"""What a question leaves out that the conversation has said before, and what it may mean with that put in.

By rule, in English, German and Hungarian; which of the readings is meant is for whoever can look into the documents.
"""

import re
from collections.abc import Iterator, Sequence
from enum import Enum, auto

from domain.generation import Lean
from generation.question_parts import WORD, Part, parts_of, spans_of, subject_of, topic_of, with_attached, with_place
from text.question_words import (
    ASKING,
    AUXILIARIES,
    CONDITIONS,
    CONNECTIVE,
    ENGLISH_BEGINNINGS,
    FUNCTION_WORDS,
    KINDS,
    PREPOSITIONS,
    TRAILING,
    VERBS,
    is_sentence,
)
from text.words import head

_FRAGMENTWORDS = 6
_KEYWORDS = 3
_CONTENT_BESIDE_CONNECTIVE = 2
_MOST_READINGS = 3

_PRONOUN = re.compile(
    r"\b(?:(?:it|they|them|he|him|she)(?!\s+(?:possible|allowed|okay|ok|true|necessary)\b)|its|their|his|her|hers|"
    r"theirs|"
    r"(?:this|that|these|those|the other|the same|the first|the second) ones?|the (?:other|others|same|latter|"
    r"former)(?=\W*$)|"
    r"(?:this|these|those)(?!\s+(?:year|month|week|morning|afternoon|evening|summer|winter|spring|autumn|time|who)\b)|"
    r"er|ihn|ihm|ihnen|sie|ihre?[nmrs]?|seine?[nmrs]?|dafür|davon|damit|dabei|daran|darauf|dort|"
    r"diese[nmrs]?|das(?=\W*$)|(?<=\bkostet )es|(?<=\bgilt )es|(?<=\bist )es(?!.*\b(?:zu|dass|ob)\b)|(?<=\bdauert "
    r")es(?!.*\b(?:zu|bis)\b)|"
    r"ez|ezt|ezek|ezeket|ennek|erre|ezzel|ebben|ehhez|azok|azokat|azt|annak|arra|azzal|abban|ahhoz|ott|ő|ők|őt|neki|"
    r"nekik|"
    r"róla|belőle|hozzá|tőle|vele)\b|\bthat\b(?=\W*$)|(?<=\bis )that\b|(?<=\bdoes )that\b|(?<=\bare )there\b(?=\W*$)|"
    r"\bthere(?=\W*$)",
    re.IGNORECASE,
)
_CONTRACTED = re.compile(r"\b(what|when|where|who|how)['’]s\b", re.IGNORECASE)
# No one is meant by it: "How long does it take to …?", "Is it allowed to …?".
_EXPLETIVE = re.compile(
    r"\bit\b(?=\s+(?:takes?|allowed|possible|ok(?:ay)?|necessary|required|true|normal|safe|legal|worth)\b.*\b(?:to|"
    r"that|if)\b)|"
    r"\btime is it\b",
    re.IGNORECASE,
)
_POLITE_SIE = re.compile(r"(?<=\w\s)(?:Sie|Ihnen|Ihre?[nmrs]?)\b")
_CLAUSE = re.compile(r"[,;]|\b(?:and|or|but|if|when|und|oder|aber|wenn|és|vagy|ha|hogy)\b", re.IGNORECASE)
_POSSESSIVE = re.compile(r"\b(?:its|their|his|her)\b(?=\s+[a-z])", re.IGNORECASE)
_PERSONAL = re.compile(
    r"\b(?:he|him|she|his|her|they|them|their|er|ihn|ihm|sie|seine?|ihre?|ő|ők|őt|neki|nekik)\b", re.IGNORECASE
)
_NAME = re.compile(r"(?<=[\w,;] )[A-ZÁÉÍÓÖŐÚÜŰÄ][\w'’-]+(?: [A-ZÁÉÍÓÖŐÚÜŰÄ][\w'’-]+)+")


class Need(Enum):
    """What a question needs of the conversation."""

    NOTHING = auto()
    SUBJECT = auto()
    """It has no words of its own: "how much?"."""
    ANTECEDENT = auto()
    """A pronoun of it stands for something earlier."""
    PERHAPS_TOPIC = auto()
    """It goes on from something earlier, in a sentence of its own: "and what does membership cost?"."""
    FRAME = auto()
    """It is a part of a sentence, which takes another's place: "and for children?"."""
    PERHAPS_FRAME = auto()
    """So it may be, or a few key words of their own."""


def need_of(question: str) -> Need:
    """Judged by the question alone."""
    rest = without_connective(question)
    words = _lowered(rest)
    own = [word for word in words if word not in FUNCTION_WORDS and word not in VERBS]
    connected = rest != _trimmed(question)
    if _points_back(rest):
        return Need.ANTECEDENT
    if not own and (words or connected):
        return Need.SUBJECT
    asks = is_sentence(words)
    if connected and (not asks or _is_condition(words)):
        return Need.FRAME
    if not asks and words and words[0] in PREPOSITIONS and len(words) <= _FRAGMENTWORDS:
        return Need.FRAME
    if not asks and len(words) <= _KEYWORDS:
        return Need.PERHAPS_FRAME
    return Need.PERHAPS_TOPIC if connected and len(own) <= _CONTENT_BESIDE_CONNECTIVE else Need.NOTHING


def lean_of(question: str) -> Lean:
    """How surely it needs that. A preposition or a condition opens no new topic; a pronoun among many words may."""
    rest = without_connective(question)
    words = _lowered(rest)
    match need_of(question):
        case Need.SUBJECT:
            return Lean.SURELY
        case Need.ANTECEDENT:
            own = [word for word in words if word not in FUNCTION_WORDS and word not in VERBS]
            return Lean.SURELY if len(own) <= 1 or _is_condition(words) else Lean.LIKELY
        case Need.FRAME:
            return Lean.SURELY if words[0] in PREPOSITIONS or _is_condition(words) else Lean.LIKELY
        case _:
            return Lean.POSSIBLY


def goes_on(question: str) -> bool:
    """Whether its wording shows that it goes on from something earlier, though it may need nothing of that.

    A few key words by themselves show nothing.
    """
    shown = question.strip().rstrip("?.!… ")
    return without_connective(question) != shown or need_of(question) not in {Need.NOTHING, Need.PERHAPS_FRAME}


def completions(question: str, earlier: str, reply: str) -> Sequence[str]:
    """What `question` may mean after `earlier`, itself complete, and its `reply`; the likeliest first."""
    earlier = _CONTRACTED.sub(r"\1 is", earlier)
    rest = without_connective(question)
    readings: Iterator[str]
    match need_of(question):
        case Need.NOTHING:
            readings = iter(())
        case Need.SUBJECT:
            readings = _asked_of(rest, earlier)
        case Need.ANTECEDENT:
            readings = _with_antecedent(rest, earlier, reply)
        case Need.PERHAPS_TOPIC:
            readings = iter([f"{_capital(topic_of(earlier))}: {rest}?"])
        case Need.FRAME | Need.PERHAPS_FRAME:
            readings = _in_frame(rest, earlier)
    return [reading for reading in dict.fromkeys(readings) if reading != question][:_MOST_READINGS]


def without_connective(question: str) -> str:
    """Without "and", "what about" before it, and without "too?" and "please?" behind it."""
    return _trimmed(CONNECTIVE.sub("", question.strip(), count=1) if CONNECTIVE.match(question.strip()) else question)


def _trimmed(question: str) -> str:
    return TRAILING.sub("", question.strip())


def _lowered(text: str) -> list[str]:
    return [word.lower() for word in WORD.findall(text)]


def _is_condition(words: Sequence[str]) -> bool:
    """ "If I pay it", but not "when does it open"."""
    return bool(words) and words[0] in CONDITIONS and not any(word in AUXILIARIES for word in words[1:2])


def _points_back(question: str) -> bool:
    """Whether a pronoun has nothing in an earlier clause of the question to stand for."""
    plain = _POLITE_SIE.sub("", _EXPLETIVE.sub("", question))
    found = _PRONOUN.search(plain)
    if found is None:
        return False
    clauses = _CLAUSE.split(plain[: found.start()])
    before = [word for clause in clauses[:-1] for word in _lowered(clause)]
    own = [word for word in _lowered(clauses[-1]) if word not in FUNCTION_WORDS and word not in VERBS]
    possessive = _POSSESSIVE.match(plain, found.start()) is not None
    return not any(word not in FUNCTION_WORDS and word not in VERBS for word in before) and not (possessive and own)


def _asked_of(question: str, earlier: str) -> Iterator[str]:
    """ "How much?" asked of what the earlier question was about."""
    asked, topic = _pointing_nowhere(question), topic_of(earlier)
    words, old = spans_of(earlier), _asking_words(earlier)
    verb = next((word for word in words if word.group().lower() in VERBS), None)
    if verb and asked.lower() in VERBS:
        yield f"{_trimmed(earlier[: verb.start()] + asked + earlier[verb.end() :])}?"
    if old and _asking_words(asked) == len(WORD.findall(asked)):
        yield f"{_capital(asked)}{_trimmed(earlier)[words[old - 1].end() :]}?"
    if topic:
        yield f"{_capital(topic)}: {asked}?"


def _pointing_nowhere(question: str) -> str:
    return (
        " ".join(
            re.sub(r"\b(?:is|are|does|do)?\s*(?:it|that|they|this)\s*$", "", question, flags=re.IGNORECASE).split()
        )
        or question
    )


def _with_antecedent(question: str, earlier: str, reply: str) -> Iterator[str]:
    """The pronoun replaced by the earlier question's subject, or who was named in its reply; or all after its topic."""
    subject, topic = subject_of(earlier), topic_of(earlier)
    if placed := with_place(question, earlier):
        yield placed
    if _is_condition(_lowered(question)):
        yield f"{_trimmed(earlier)} {question}?"
    if subject and (replaced := _replaced(question, subject)):
        yield replaced
    names = _NAME.findall(reply)
    if names and _PERSONAL.search(question) and (replaced := _replaced(question, names[0])):
        yield replaced
    if topic:
        yield f"{_capital(topic)}: {question}?"


def _replaced(question: str, name: str) -> str | None:
    found = _PRONOUN.search(_EXPLETIVE.sub(lambda match: " " * len(match.group()), question))
    if found is None or re.match(r"(?:this|these|those|diese\w*)\s+\w", question[found.start() :], re.IGNORECASE):
        return None
    owner = _POSSESSIVE.match(question, found.start())
    put = f"{name}’s" if owner else name
    return f"{_capital(question[: found.start()] + put + question[found.end() :])}?"


def _in_frame(phrase: str, earlier: str) -> Iterator[str]:
    """The earlier question with `phrase` in the place of what it stands beside, or behind it."""
    old, new = _trimmed(earlier), WORD.findall(phrase)
    if not new or not old:
        return
    if _is_condition(_lowered(phrase)):
        yield f"{old} {phrase}?"
        return
    preposition = new[0].lower() if new[0].lower() in PREPOSITIONS else None
    core = phrase if preposition is None else phrase[len(new[0]) :].strip()
    for part in _slots(old, core, preposition):
        spans = spans_of(old)
        yield f"{old[: spans[part.start].start()]}{core}{old[spans[part.end - 1].end() :]}?"
    if preposition is not None or not _is_english(old):
        yield f"{old} {phrase}?"


def _slots(old: str, core: str, preposition: str | None) -> Iterator[Part]:
    """The parts of a question that `core` may stand in for, the likeliest first."""
    parts = parts_of(old)
    words = [match.group() for match in spans_of(old)]
    yield from (part for part in reversed(parts) if preposition is not None and part.preposition == preposition)
    alike = [part for part in reversed(parts) if _same_kind(words[part.start : part.end], WORD.findall(core))]
    yield from (with_attached(part, parts) for part in alike)
    yield from alike
    if preposition is not None:
        return
    subject = next(
        (part for part in parts if part.start and words[part.start - 1].lower() in AUXILIARIES | VERBS), None
    )
    if core.split()[0].lower() in _HUNGARIAN_ARTICLES and not _is_english(old):
        behind = len(core.split())
        yield from (
            Part(p.start, p.start + behind, None)
            for p in parts
            if words[p.start].lower() in _HUNGARIAN_ARTICLES and p.start + behind <= p.end
        )
    if subject is not None:
        yield with_attached(subject, parts)
        yield subject
    yield from parts[-1:]


def _same_kind(old: Sequence[str], new: Sequence[str]) -> bool:
    """Both are days of the week, say, or both end in the same word."""
    if not old or not new:
        return False
    same_word = head(old[-1]) == head(new[-1]) and old[-1].lower() not in FUNCTION_WORDS
    return same_word or any(kind.fullmatch(old[-1]) and kind.fullmatch(new[-1]) for kind in KINDS)


def _asking_words(question: str) -> int:
    """How many words the question begins with that ask: "how much", "since when"."""
    words = _lowered(question)
    count = next(
        (index for index, word in enumerate(words) if word not in ASKING and word not in PREPOSITIONS), len(words)
    )
    return count if any(word in ASKING for word in words[:count]) else 0


def _is_english(question: str) -> bool:
    return bool(_lowered(question)) and _lowered(question)[0] in ENGLISH_BEGINNINGS


_HUNGARIAN_ARTICLES = frozenset(("a", "az", "egy"))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
