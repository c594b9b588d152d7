"""From a sentence that states a fact to the question that it answers, by rule: sure ones only, else none."""

import re
from collections.abc import Callable
from dataclasses import dataclass

MOST_WORDS = 30
"""Of a sentence: a longer one says more than one thing."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_HOUR = r"(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_CLOCK = (
    rf"(?:\d{{1,2}}[:.]\d{{2}}|{_HOUR} ?(?:am\b|pm\b|a\.m\.|p\.m\.|o'clock|in the (?:morning|afternoon|evening))|"
    r"noon|midnight)"
)
_DAY = (
    r"(?:(?:the )?\d{1,2}(?:st|nd|rd|th)?(?: of)? [A-Z][a-z]+|(?:January|February|March|April|May|June|July|August|"
    r"September|October|November|December)\b|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?|weekdays|weekends|"
    r"(?:1[5-9]|20)\d\d\b)"
)
_DATE = rf"(?:(?:January|February|March|April|May|June|July|August|September|October|November|December) )?{_DAY}"
_TIME = rf"(?:(?:(?:daily|every day),? )?(?:from|at|on|in|between|until|by) (?:about )?(?:{_CLOCK}|{_DAY}))"
_SPAN = rf"(?:from (?:{_CLOCK}|{_DAY})\b[^;]* (?:to|until) )"
_ABOUT = r"(?:about |around |only |at least |at most |up to |exactly )?"
_MONEY = (
    rf"{_ABOUT}(?:[€£$] ?\d[\d.,]*|\d[\d.,]* ?(?:€|£|euros?|pounds?|dollars?|pence|cents?|forints?|francs?|"
    r"EUR|GBP|USD|HUF|CHF|Ft)(?!\w))"
)
_NUMBER = r"(?:\d[\d.,]*|one|two|three|four|five|six|seven|eight|nine|ten|twelve)"
_LENGTH = (
    rf"{_ABOUT}{_NUMBER} (?:full |working |calendar )?(?:seconds?|minutes?|hours?|days?|nights?|weeks?|months?|years?)"
)
_AMOUNT = rf"{_ABOUT}\d[\d.,]*(?: ?(?:%|°C|per cent|percent|[a-zA-Z]+))?(?=$|[.,;]| per | an? | for )"

_WORD = r"[^\W\d_][\w'’-]*"
_JOIN = r"(?:of|for|in|at|on|to|with|without)"
_SUBJECT = rf"(?P<subject>{_WORD}(?: (?:{_JOIN} )?(?:(?:the|an?) )?{_WORD}){{0,5}})"
_DETERMINERS = frozenset({"the", "a", "an", "every", "all"})
_DEPENDENT = _words(
    "it its this that these those they their there he she his her him them we us our you your i my me who whoever "
    "which what whose if when where while unless since although because as after before by and or but nor such same "
    "other others another further additional former latter following above below first second third next last "
    "either neither each both some any no none not one ones only also however otherwise then here is are was were "
    "be been has have had can may must should will would do does did than more less most least anyone everyone "
    "somebody anything everything nothing during throughout"
)
_VAGUE = _words(
    "rest cost price amount total sum number value result size age time date period duration length one fee rate"
)
_LEAST_LETTERS = 3
_JOINS = frozenset(_JOIN.strip("(?:)").split("|"))
_PLURAL_FORMS = {"open": "opens", "close": "closes", "start": "starts", "begin": "begins", "end": "ends"}
_INFINITIVES = {
    **{singular: plural for plural, singular in _PLURAL_FORMS.items()},
    "leaves": "leave", "departs": "depart", "arrives": "arrive", "lasts": "last", "takes": "take", "costs": "cost",
    "weighs": "weigh", "expires": "expire", "meets": "meet",
}  # fmt: skip
_PLURAL_VERBS = frozenset({*_INFINITIVES.values(), "run"})
_DIMENSIONS = r"(?P<how>long|wide|high|tall|deep|thick|old)"
_DONE = (
    r"(?:built|founded|opened|introduced|established|completed|signed|written|invented|created|launched|adopted|"
    r"renovated|restored|rebuilt|extended|published|installed|elected|born)"
)
_PLACED = r"(?:kept|stored|located|sold|held|displayed|parked|served|situated)"


@dataclass(frozen=True, slots=True)
class _Rule:
    """What stands behind the subject, and the question made of it."""

    pattern: re.Pattern[str]
    ask: Callable[[str, re.Match[str]], str]


def _rule(predicate: str, ask: Callable[[str, re.Match[str]], str]) -> _Rule:
    return _Rule(re.compile(rf"{_SUBJECT} {predicate}"), ask)


def _do(verb: str) -> str:
    return "does" if verb in _INFINITIVES else "do"


def _bare(verb: str) -> str:
    return _INFINITIVES.get(verb, verb)


_RULES = (
    _rule(rf"(?P<be>is|are|was|were) (?:now )?{_MONEY}", lambda s, m: f"How much {m['be']} {s}?"),
    _rule(rf"(?P<verb>costs?) {_MONEY}", lambda s, m: f"How much {_do(m['verb'])} {s} cost?"),
    _rule(
        rf"(?P<be>is|are) (?P<state>open|closed|ready|staffed|available) (?:to [a-z]+ )?"
        rf"(?:(?:from )?[A-Z][a-z]+day to [A-Z][a-z]+day\b|{_TIME})",
        lambda s, m: f"When {m['be']} {s} {m['state']}?",
    ),
    _rule(rf"(?P<be>is|are) {_SPAN}", lambda s, m: f"When {m['be']} {_definite(s, m['be'])}?"),
    _rule(rf"(?:runs|lasts) {_SPAN}", lambda s, _: f"When is {s}?"),
    _rule(rf"(?P<verb>run|last) {_SPAN}", lambda s, _: f"When are {_definite(s, 'are')}?"),
    _rule(
        rf"(?P<verb>opens?|closes?|starts?|begins?|ends?|leaves|departs?|arrives|expires?|meets?) {_TIME}",
        lambda s, m: f"When {_do(m['verb'])} {s} {_bare(m['verb'])}?",
    ),
    _rule(
        rf"(?P<verb>takes?) place (?:{_TIME}|every {_DAY})", lambda s, m: f"When {_do(m['verb'])} {s} take place?"
    ),
    _rule(rf"(?P<verb>opened|closed|started|ended) (?:in|on) {_DATE}", lambda s, m: f"When did {s} {m['verb'][:-2]}?"),
    _rule(
        rf"(?P<verb>lasts?|takes?) {_LENGTH}", lambda s, m: f"How long {_do(m['verb'])} {s} {_bare(m['verb'])}?"
    ),
    _rule(
        rf"(?P<verb>weighs?) {_ABOUT}{_NUMBER}", lambda s, m: f"How much {_do(m['verb'])} {s} {_bare(m['verb'])}?"
    ),
    _rule(
        rf"(?P<be>is|are) {_ABOUT}{_NUMBER} [a-z]+ {_DIMENSIONS}\b", lambda s, m: f"How {m['how']} {m['be']} {s}?"
    ),
    _rule(rf"(?P<be>is|are) (?P<state>valid|kept) for {_LENGTH}", lambda s, m: f"How long {m['be']} {s} {m['state']}?"),
    _rule(
        rf"(?P<be>was|were) (?:first )?(?P<done>{_DONE}) (?:in|on) {_DATE}",
        lambda s, m: f"When {m['be']} {s} {m['done']}?",
    ),
    _rule(
        rf"(?P<be>is|are) (?P<done>[a-z]+ed|held) (?:every|on) (?:{_DAY})",
        lambda s, m: f"When {m['be']} {s} {m['done']}?",
    ),
    _rule(rf"(?P<be>is|are) (?P<done>[a-z]+ed) within {_LENGTH}", lambda s, m: f"How soon {m['be']} {s} {m['done']}?"),
    _rule(
        rf"must be (?P<done>[a-z]+ed|made|sent|paid|left) (?:in writing )?(?:within {_LENGTH}|by {_CLOCK}|by {_DAY})",
        lambda s, m: f"By when must {s} be {m['done']}?",
    ),
    _rule(rf"(?P<be>is|are) due (?:within {_LENGTH}|(?:on|by) {_DAY})", lambda s, m: f"When {m['be']} {s} due?"),
    _rule(
        rf"may (?P<do>[a-z]+) (?:up to|at most) {_NUMBER} (?P<what>[a-z]+s)\b",
        lambda s, m: f"How many {m['what']} may {s} {m['do']}?",
    ),
    _rule(
        rf"(?P<be>is|are) (?P<done>{_PLACED}) (?:in|at|behind|beside|under|next to) (?:the |an? )?(?!\d)\w",
        lambda s, m: f"Where {m['be']} {s} {m['done']}?",
    ),
    _rule(rf"(?P<be>is) {_LENGTH}(?=[.,;]| a | per )", lambda s, m: f"How long {m['be']} {s}?"),
    _rule(rf"(?P<be>is|was) {_AMOUNT}", lambda s, m: f"What {m['be']} {s}?"),
)  # fmt: skip
_NEEDS_ARTICLE = _RULES[-1]
_GERMAN = (
    (re.compile(r"(?P<s>(?:Der|Die|Das|Eine?) [\w-]+(?: [\w-]+){0,3}) (?P<v>kostet|kosten) \d"), "Was {v} {s}?"),
    (re.compile(r"(?P<s>(?:Der|Die|Das) [\w-]+(?: [\w-]+){0,3}) (?P<v>beträgt) \d"), "Wie viel {v} {s}?"),
    (
        re.compile(r"(?P<s>(?:Der|Die|Das) [\w-]+(?: [\w-]+){0,3}) (?P<v>öffnet|schließt|beginnt|endet) um \d"),
        "Wann {v} {s}?",
    ),
)
_HUNGARIAN = (
    (
        re.compile(r"(?P<s>Az? [\w-]+(?: [\w-]+){0,3} (?:ára|díja|összege|időtartama|hossza|tömege)) \d"),
        "Mennyi {s}?",
    ),
    (
        re.compile(r"(?P<s>Az? [\w-]+(?: [\w-]+){0,2}) (?:\d[\w:.]*(?: órakor|-kor)) (?P<v>nyit|zár|kezdődik|indul)\."),
        "Mikor {v} {s}?",
    ),
)
_SENTENCE = re.compile(r"[A-ZÁÉÍÓÖŐÚÜŰÄ][^\n?!]*[.]$")
_BLANKS = re.compile(r"\s+")
_NUMBERING = re.compile(r"^(?:\d{1,2}(?:\.\d{1,2})*[.)]?|[-*•]) (?=[A-Z])")
_MEANS = re.compile(r"[\"“„](?P<term>[^\"”“]{2,40})[\"”“] means ")


@dataclass(frozen=True, slots=True)
class Wording:
    """How a document writes its words: `common` small within sentences, `names` with a capital there."""

    common: frozenset[str]
    names: frozenset[str]

    def is_common(self, word: str) -> bool:
        """Whether the capital at a sentence's beginning is not this word's own."""
        return word in self.common or word.removesuffix("s") in self.common or f"{word}s" in self.common

    def is_name(self, word: str) -> bool:
        """Whether it is."""
        return word in self.names


def fact_question(sentence: str, *, language: str | None, wording: Wording) -> str | None:
    """The question that `sentence` answers; null where no rule is sure. `language` is its own (ISO 639-1)."""
    sentence = _NUMBERING.sub("", _BLANKS.sub(" ", sentence).strip(), count=1)
    if language == "en" and (meant := _MEANS.match(sentence)):
        return f"What does “{meant['term']}” mean?"
    if not _SENTENCE.fullmatch(sentence) or len(sentence.split()) > MOST_WORDS:
        return None
    if language == "en":
        return _english(sentence, wording)
    return _foreign(sentence, {"de": _GERMAN, "hu": _HUNGARIAN}.get(language or "", ()))


def _english(sentence: str, wording: Wording) -> str | None:
    for rule in _RULES:
        found = rule.pattern.match(sentence)
        if found is None:
            continue
        subject = _subject(found["subject"].split(), wording, is_many=_is_many(found))
        if subject is None or (rule is _NEEDS_ARTICLE and not subject.startswith("the ")):
            return None
        return rule.ask(subject, found)
    return None


def _is_many(found: re.Match[str]) -> bool:
    """By the verb's form; behind `may` and `must` by the subject's."""
    told = found.groupdict()
    if "be" in told or "verb" in told:
        return told.get("be") in {"are", "were"} or told.get("verb") in _PLURAL_VERBS
    return found["subject"].endswith("s")


def _subject(words: list[str], wording: Wording, *, is_many: bool) -> str | None:
    """As it stands within a sentence; null for one that leans on what stands around it, or may be a name or not."""
    small = [word.lower() for word in words]
    head = next((place for place, word in enumerate(small) if word in _JOINS), len(small)) - 1
    if (
        small[0] in _JOINS
        or _DEPENDENT & set(small)
        or _says_too_little(small[: head + 1])
        or small[-1] in _DETERMINERS
    ):
        return None
    if is_many and not small[head].endswith(("s", "people", "children", "staff", "men")):
        return None
    first = words[0]
    if small[0] in _DETERMINERS or wording.is_common(small[0]):
        words[0] = small[0]
    elif not wording.is_name(first):
        if not is_many or any(word[0].isupper() for word in words[1:]):
            return None
        words[0] = small[0]
    return " ".join(words)


def _says_too_little(named: list[str]) -> bool:
    """`the cost` alone is that of something said before, `the youngest` one of several."""
    nouns = [word for word in named if word not in _DETERMINERS]
    if len(nouns) > 1:
        return False
    return not nouns or nouns[0] in _VAGUE or nouns[0].endswith("est") or len(nouns[0]) < _LEAST_LETTERS


def _definite(subject: str, verb: str) -> str:
    """`quiet hours` that are at a certain time are the quiet hours."""
    is_bare = subject[0].islower() and subject.split()[0] not in _DETERMINERS
    return f"the {subject}" if is_bare and verb == "are" else subject


def _foreign(sentence: str, rules: tuple[tuple[re.Pattern[str], str], ...]) -> str | None:
    for pattern, asked in rules:
        if found := pattern.match(sentence):
            named = found.groupdict()
            return asked.format(s=named["s"][0].lower() + named["s"][1:], v=named.get("v", ""))
    return None
