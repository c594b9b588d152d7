"""A comparison asked of each of the things compared: documents hold a row of each, and hardly ever which is dearer.

"Which is dearer, the single or the double room?" asks how much the one is, and how much the other. English.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from generation.clauses import AUXILIARY, is_auxiliary
from generation.question_parts import ENDING, WORD
from text.question_words import ARTICLES, AUXILIARIES, CONDITIONS, FUNCTION_WORDS, PREPOSITIONS, VERBS
from text.wording import Language, language_of

_MOST = 3
_SIDE_WORDS = 9
_MEASURES: Mapping[str, str] = {
    word: asked
    for asked, words in {
        "how much": "cheaper cheapest dearer dearest costlier pricier",
        "how long": "longer longest shorter shortest",
        "how high": "higher highest lower lowest taller tallest",
        "how big": "bigger biggest larger largest smaller smallest",
        "how heavy": "heavier heaviest lighter lightest",
        "how fast": "faster fastest quicker quickest slower slowest",
        "how old": "older oldest younger youngest newer newest",
        "how deep": "deeper deepest shallower shallowest",
        "how wide": "wider widest broader narrower narrowest",
        "how thick": "thicker thickest thinner thinnest",
        "how warm": "warmer warmest hotter hottest colder coldest cooler",
        "how strong": "stronger strongest weaker weakest",
        "how far": "further farther nearer nearest closer closest",
        "when": "earlier earliest later latest sooner",
    }.items()
    for word in words.split()
}
_COMPARED = re.compile(
    rf"\b(?:(?P<dear>(?:more|less|most|least) (?:expensive|costly))|(?P<measure>{'|'.join(_MEASURES)})|"
    r"(?P<amount>more|less|fewer|most|least))\b",
    re.IGNORECASE,
)
_OR = re.compile(r",?\s+or\s+", re.IGNORECASE)
_THAN = re.compile(r"\s+than\s+", re.IGNORECASE)
_NAMED_LAST = re.compile(
    r"(?P<said>.*?)\b(?P<which>which|what|who|whose)(?P<is>['’]?s)?\s+(?P<asked>[^,:?]+)"
    r"(?:[,:]|\s[–—-])\s+(?P<sides>[^?]+)",
    re.IGNORECASE,
)
_NAMED_FIRST = re.compile(
    r"(?P<said>)(?P<sides>[^,:?]+)(?:[,:]|\s[–—-])\s+(?P<which>which|what|who)(?P<is>['’]?s)?\s+(?P<asked>[^,:?]+)",
    re.IGNORECASE,
)
_WHETHER = re.compile(
    rf"(?P<said>(?:[^?]*[,:.;–—-]\s+)?)(?P<verb>{AUXILIARY})\s+(?P<body>[^,:?]+)"
    r"(?:,?\s+and\s+(?:which|what)(?:\s+one)?\s+is\s+it)?",
    re.IGNORECASE,
)
_VERSUS = r"(?:\bvs\b\.?|\bversus\b|\b(?:as )?(?:compared|opposed) (?:to|with)\b)"
_IS_THERE = r"(?:(?:what(?:['’]?s| is| are) |is there |are there )?(?:the |an?y? )?(?:main |biggest )?differences?)"
_DIFFERENCES = tuple(
    re.compile(rf"(?P<said>(?:.*[,.:;]\s+)?){pattern}", re.IGNORECASE)
    for pattern in (
        r"(?:what(?:['’]?s| is| are) )?(?:the )?(?:main |biggest )?differences?(?: in (?P<what>[\w ]+?))? between "
        r"(?P<sides>.+)",
        r"(?:what(?:['’]?s| is| are) )?different(?: in (?P<what>[\w ]+?))? (?:between|with|about|for) (?P<sides>.+)",
        r"compare (?P<sides>.+)",
        r"how do (?P<sides>.+) differ(?: in (?P<what>[\w ]+))?",
        r"what distinguishes (?P<sides>.+)",
        rf"(?P<what>[^,:?]+?)\s*[,:]\s+(?P<sides>[^,:?]+?{_VERSUS}[^,:?]+)(?:[,:]\s+{_IS_THERE})?",
        rf"(?P<sides>[^,:?]+?{_VERSUS}[^,:?]+)[,:]\s+(?P<what>(?!what\b|which\b|who\b|how\b)[^,:?]+)",
        rf"(?P<what>[^,:?]+?) (?:for|of|in|at|on|with) (?P<sides>[^,:?]+?{_VERSUS}[^,:?]+)(?:[,:]\s+{_IS_THERE})?",
        r"how (?:do|does|did|is|are) (?P<what>[^,:?]+?) (?:differ|vary|compare|different) "
        r"(?:between|for|in|at|with|from) (?P<sides>[^,:?]+)",
        rf"{_IS_THERE} between (?P<sides>[^,:?]+?),? (?:in|with|about|regarding|concerning|as to|as regards|when it "
        r"comes to|in terms of|as far as) (?P<what>[^,:?]+?)(?: goes| go| (?:is|are) concerned)?",
        r"(?:is|are|do|does) (?P<what>[^,:?]+?) the same (?:for|in|at|on|with) (?P<sides>[^,:?]+)",
        r"(?:is|are) the same (?P<what>[^,:?]+?) (?:charged|paid|due|valid|asked) (?:for|in|at|on|of|from) "
        r"(?P<sides>[^,:?]+)",
        r"do (?P<sides>[^,:?]+?) (?:have|get|pay|need) the same (?P<what>[^,:?]+)",
        r"compare (?:the )?(?P<what>[^,:?]+?) (?:for|of|in|at|between) (?P<sides>[^,:?]+)",
    )
)
_AMOUNTS = frozenset(("more", "less", "fewer", "most", "least"))
_BEING = frozenset(("is", "are", "was", "were", "be"))
_REST = frozenset(("all", "other", "others", "any", "most", "every", "everything", "anything"))
# "The higher amount", "a bigger boat": nothing is compared with it.
_BEFORE_A_NOUN = ARTICLES | frozenset(("any", "some", "no"))
_BETWEEN = re.compile(rf"\s+(?:{_VERSUS}|and|from|with|to)\s+", re.IGNORECASE)
_THAT_OF = re.compile(r"^(?:that|those) (?=of\b)", re.IGNORECASE)
_YEAR = re.compile(r"(?:in )?(?:19|20)\d\d", re.IGNORECASE)
_ONE = re.compile(r"\bones?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Measure:
    """What is compared, from `start` to `end`, and how it is `asked` of one thing: "how much oil"."""

    start: int
    end: int
    asked: str


def sides_of(question: str) -> tuple[str, ...]:
    """The question asked of each thing; none where it compares no two that are named."""
    text = ENDING.sub("", question.strip())
    if language_of(text) is not Language.ENGLISH:
        return ()
    for asked in (_differing(text), _which(text), _whether(text)):
        if 1 < len(asked) <= _MOST:
            return tuple(asked)
    return ()


def _which(text: str) -> list[str]:
    """ "Which … is dearer, A or B", and the other way round."""
    for pattern in (_NAMED_LAST, _NAMED_FIRST):
        if found := pattern.fullmatch(text):
            asked = f"is {found['asked']}" if found["is"] else found["asked"]
            measure, sides = _measure(asked), _parted(found["sides"], _OR)
            if measure is not None and sides and not _is_beside(asked, measure):
                head, tail = asked[: measure.start], asked[measure.end :]
                return [_put(found["said"], _of_one(found["which"], head, tail, measure, side)) for side in sides]
    return []


def _is_beside(asked: str, measure: _Measure) -> bool:
    """ "If I stay longer", "for more information", "the latest time": what is asked compares nothing."""
    before = asked[: measure.start].lower().split()
    word, *of = asked[measure.start : measure.end].lower().split()
    is_absolute = before[-1:] == ["the"] and word.endswith("st")
    is_of_something = bool(of) and word in _AMOUNTS and not PREPOSITIONS.isdisjoint(before[-1:])
    return is_absolute or is_of_something or not CONDITIONS.isdisjoint(before)


def _of_one(which: str, head: str, tail: str, measure: _Measure, side: str) -> str:
    """ "how fast may the 200 mm chuck be run" """
    words = head.split()
    at = next((at for at, word in enumerate(words) if word.lower() in AUXILIARIES | VERBS), None)
    if words[-1:] == ["the"]:
        return f"{measure.asked} is the {tail} of {side}"
    if at is None:
        at = 0 if which.lower() in {"what", "who"} else max(0, len(words) - 1)
    noun, verb, rest = " ".join(words[:at]), "".join(words[at : at + 1]), " ".join(words[at + 1 :])
    noun = "" if _ONE.fullmatch(noun) else noun
    thing = f"{noun} {side}" if which.lower() == "whose" else _ONE.sub(noun.split()[-1] if noun else "", side)
    if noun and which.lower() == "which" and noun.split()[-1].lower() not in thing.lower():
        thing = f"{thing} {noun}"
    if is_auxiliary(verb):
        return f"{measure.asked} {verb} {thing} {rest} {tail}"
    return f"{measure.asked} does {thing} {verb.removesuffix('s')} {rest} {tail}"


def _whether(text: str) -> list[str]:
    """ "Is … longer on A or on B", "does A or B take more", "is A dearer than B"."""
    found = _WHETHER.fullmatch(text)
    measure = found and _measure(found["body"])
    if not found or not measure:
        return []
    body = found["body"]
    between = _OR.search(body) or _THAN.search(body, measure.end)
    if between is None or _names_none(body[between.end() :], than=between.re is _THAN):
        return []
    if _is_beside(body, measure) or not _BEFORE_A_NOUN.isdisjoint(body[: measure.start].lower().split()[-1:]):
        return []
    if between.end() <= measure.start:
        asked = _of_subjects(body, measure, between)
    elif between.re is _THAN and not body[measure.end : between.start()].strip():
        asked = _of_subject_and_other(body, measure, between)
    else:
        asked = _of_phrases(body, measure, between)
    return [_put(found["said"], f"{measure.asked} {found['verb'].lower()} {one}") for one in asked]


def _of_subjects(body: str, measure: _Measure, between: re.Match[str]) -> list[str]:
    """ "A or B take more oil" """
    words = [*WORD.finditer(body, between.end(), measure.start)]
    verb = next((word.start() for word in words[1:] if word.group().lower() in VERBS | AUXILIARIES), measure.start)
    sides = _parted(body[:verb], _OR)
    return [f"{side} {body[verb : measure.start]} {body[measure.end :]}" for side in sides]


def _of_subject_and_other(body: str, measure: _Measure, between: re.Match[str]) -> list[str]:
    """ "A cost more than B" """
    words = [*WORD.finditer(body, 0, measure.start)]
    verb = next((word.start() for word in words[1:] if word.group().lower() in VERBS), measure.start)
    sides = (body[:verb].strip(), body[between.end() :].strip())
    return [f"{side} {body[verb : measure.start]}" for side in sides] if all(map(_is_side, sides)) else []


def _of_phrases(body: str, measure: _Measure, between: re.Match[str]) -> list[str]:
    """ "I get more days for A or for B" """
    before, other = body[measure.end : between.start()].strip(), body[between.end() :].strip()
    opening, preposition = (text.lower().partition(" ")[0] for text in (before, other))
    if opening not in PREPOSITIONS:  # "cheaper rooms or tents" compares nothing
        return []
    at = before.lower().rfind(f"{preposition} ") if preposition in PREPOSITIONS else -1
    if at < 0:
        at = before.rfind(" ") + 1 if opening == "to" else 0
    sides = (before[at:], other if preposition in PREPOSITIONS or at else f"{opening} {other}")
    if not all(map(_is_side, sides)):
        return []
    return [f"{body[: measure.start]} {before[:at]} {_ONE.sub(sides[0].split()[-1], side)}" for side in sides]


def _differing(text: str) -> list[str]:
    for pattern in _DIFFERENCES:
        found = pattern.fullmatch(text)
        sides = _parted(found["sides"], _BETWEEN) if found else []
        if found and sides:
            what = found.groupdict().get("what")
            of = "for" if what and " of " in what else "of"
            return [_put(found["said"], f"{what} {of} {side}" if what else side) for side in sides]
    return []


def _measure(text: str) -> _Measure | None:
    found = _COMPARED.search(text)
    if found is None:
        return None
    if found["measure"]:
        asked = _MEASURES[found["measure"].lower()]
        is_open = asked == "how long" and re.search(r"\bopen\b", text, re.IGNORECASE)
        return _Measure(found.start(), found.end(), "when" if is_open else asked)
    if found["dear"]:
        return _Measure(found.start(), found.end(), "how much")
    of = list[str]()
    for word in text[found.end() :].split():
        if word.lower() in FUNCTION_WORDS or word.lower() == "than":
            break
        of.append(word)
    end = text.index(of[-1], found.end()) + len(of[-1]) if of else found.end()
    is_quality = of and not _BEING.isdisjoint(text[: found.start()].lower().split()[-1:])
    many = () if is_quality else ("many",) if of and of[-1].endswith("s") else ("much",)
    return _Measure(found.start(), end, " ".join(["how", *many, *of]))


def _parted(text: str, between: re.Pattern[str]) -> list[str]:
    """Two or three things that are named; none where it is anything else."""
    head, *last = between.split(text.strip(), maxsplit=1) if between is _BETWEEN else between.split(text.strip())
    sides = [*re.split(r"\s*,\s+", head), *last]
    if not last or len(sides) > _MOST:
        return []
    sides = [*_with_what_they_share([_without_capital(_THAT_OF.sub("", side.strip())) for side in sides])]
    return sides if all(map(_is_side, sides)) else []


def _with_what_they_share(sides: Sequence[str]) -> Iterator[str]:
    """ "a sheet of A or of B": a sheet of each."""
    first = sides[0]
    yield first
    for side in sides[1:]:
        preposition = side.split()[0].lower() if side.split() else ""
        at = first.lower().find(f" {preposition} ") if preposition in PREPOSITIONS else -1
        yield f"{first[:at]} {side}" if at > 0 else side


def _without_capital(side: str) -> str:
    """It stands at the beginning of the question no more."""
    return side[:1].lower() + side[1:] if side.split()[:1] and side.split()[0].lower() in ARTICLES else side


def _is_side(side: str) -> bool:
    words = WORD.findall(side.lower())
    if _YEAR.fullmatch(side):
        return True
    named = [word for word in words if word not in FUNCTION_WORDS and not word.isdigit()]
    return bool(named) and len(words) <= _SIDE_WORDS and words[0] not in _REST


def _names_none(other: str, *, than: bool) -> bool:
    """ "longer than planned", "than two hours", "or not": no thing to look for."""
    words = other.split()
    first = words[0].lower() if words else ""
    if not than:
        return first in {"not", "no", "what", "less", "more"} or is_auxiliary(first)
    named = first in ARTICLES | PREPOSITIONS or first[:1] != words[0][:1] if words else False
    return not named or any(character.isdigit() for character in first)


def _put(said: str, question: str) -> str:
    text = " ".join(f"{said} {question}".split())
    return f"{text[:1].upper()}{text[1:]}?"
