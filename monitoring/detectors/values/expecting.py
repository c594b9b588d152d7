"""What kind of value a question asks for, and whether an answer has none of it: "Four euros." to "When is it open?".

Only where the question word leaves no doubt, in English, German and Hungarian.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from monitoring.detectors.values.reading import read_values
from monitoring.detectors.values.surroundings import read_text
from monitoring.detectors.values.value import Kind, Value

_LARGEST_HOUR = 24
_YEARS = range(1000, 2200)


def _words(text: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(text.split())})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Expected:
    """What an answer holds one of at least: values of `kinds`, else `words` that stand for one.

    Null `words`: whatever it says, unless it is nothing but values. `of_another`: only an answer with a value of
    another kind has none, since the question may ask for a condition, too.
    """

    kinds: frozenset[Kind] = field(default_factory=frozenset)
    words: re.Pattern[str] | None = None
    of_another: bool = False


_POINT = Expected(
    frozenset({Kind.DATE, Kind.TIME, Kind.DURATION, Kind.ORDINAL, Kind.LABEL}),
    _words(
        r"days? weeks? months? years? hours? minutes? seconds? mornings? afternoons? evenings? nights? noon midnight "
        r"midday today tonight tomorrow yesterday now\b soon late earl after before until till\b during while when "
        r"once since always never any\b anytime season spring summer autumn winter fall\b \w+day mon\b tue wed\b thu "
        r"fri\b sat\b sun\b jan feb mar\b march april apr\b may\b jun jul aug sep oct nov dec holiday easter christmas "
        r"term school daily weekly monthly yearly annual immediate at.once straight every each then\b dawn dusk sun "
        r"date centur decade age\b aged war\b begin end start first last next same anniversar birth ago\b already yet "
        r"clock from\b if\b as\b upon request advance lunch dinner breakfast clos open arriv depart deliver between "
        r"within follow twice times\b weekend prior period era reign by\b "
        r"tag woche monat jahr stunde morgen abend nacht mittag heute gestern bald nach vor\b bis seit während wenn "
        r"sobald immer nie jederzeit frühling sommer herbst winter sonntag mittwoch sonnabend ostern weihnacht sofort "
        r"täglich nap\b napon nap hét hétf hónap év ór[áa] reggel este éjjel dél ma\b holnap tegnap után előtt -ig\b "
        r"amikor mindig soha bármikor tavas nyár ősz tél kedd szerda csütörtök péntek szombat vasárnap azonnal ünnep"
    ),
)
_MOMENT = replace(_POINT, of_another=True)
_COUNT = Expected(
    frozenset({Kind.NUMBER, Kind.MULTIPLE, Kind.ORDINAL, Kind.SHARE, Kind.LABEL}),
    _words(
        r"no\b none nobody nothing not\b never all\b every each any both half several many few fewer a\b an\b one "
        r"single unlimited limit depend only and most more less same both pair couple dozen as\b "
        r"kein alle jede beide mehrere viele wenige ein unbegrenzt nur und minden egy sem nem több csak és"
    ),
)
_AMOUNT_WORDS = _words(
    r"no\b none nothing not\b never all\b every each any both half several many few a\b an\b one single unlimited "
    r"limit depend free gratis charge cost same more less most as\b whole full double twice third quarter "
    r"up.to fee price rest remainder enough little much lot "
    r"kein alle jede beide mehrere viele wenige ein kostenlos umsonst gratis halb doppelt nicht gleich "
    r"ingyen semmi minden egy sem nem fele dupla"
)
_SIZES = frozenset({Kind.NUMBER, Kind.MULTIPLE, Kind.SHARE, Kind.MONEY, Kind.MEASURE, Kind.DURATION})
_AMOUNT = Expected(_SIZES, _AMOUNT_WORDS)
_PRICE = Expected(frozenset({Kind.MONEY, Kind.NUMBER, Kind.SHARE, Kind.MULTIPLE}), _AMOUNT_WORDS)
_SHARE = Expected(frozenset({Kind.SHARE, Kind.NUMBER, Kind.MULTIPLE}), _AMOUNT_WORDS)
_SPAN = Expected(
    frozenset(
        {Kind.DURATION, Kind.MEASURE, Kind.DATE, Kind.TIME, Kind.NUMBER, Kind.ORDINAL, Kind.MULTIPLE, Kind.SHARE}
    ),
    re.compile(f"{_POINT.words.pattern if _POINT.words else ''}|{_AMOUNT_WORDS.pattern}|long|unbefrist|lang", re.I),
)
_RATE = Expected(
    frozenset({Kind.NUMBER, Kind.MULTIPLE, Kind.DURATION, Kind.ORDINAL, Kind.DATE, Kind.TIME}), _SPAN.words
)
_NAMED = Expected()

_BEFORE = r"(?:^|[,:;–—]\s+)(?:(?:and|so|but|und|és|de|also)\s+)?"
_PREPOSITION = (
    r"(?:(?:at|in|on|for|from|until|till|since|by|up to|about|within|after|before|with|under|above|over|to|of|"
    r"seit|bis|ab|um|für|in|an|auf|von|zu)\s+)?"
)
_ASKED: tuple[tuple[re.Pattern[str], Expected], ...] = tuple(
    (re.compile(rf"{_BEFORE}{_PREPOSITION}(?:{asked})\b", re.IGNORECASE), expected)
    for asked, expected in (
        (r"(?:what|which) (?:time|day|date|year|month|weekday)|wie viel uhr|welche[mnrs]? (?:tag|datum|jahr)|"
         r"hány óra(?:kor)?|melyik (?:évben|nap(?:on)?)", _POINT),
        (r"when|wann|mikor(?:tól|ra)?|mettől", _MOMENT),
        (r"how (?:many|much) (?:time|minutes|hours|days|weeks|months|years)|how long|how old|wie lange?|wie alt|"
         r"mennyi ide(?:ig|je|jű)|meddig|mióta|hány (?:éves|napig|óráig|évig|percig)", _SPAN),
        (r"how (?:often|frequently)|how many times|wie oft|hányszor|milyen gyakran", _RATE),
        (r"(?:how many|what|which) per ?cent(?:age)?|what (?:share|proportion)|wie ?viel prozent|"
         r"hány százalék\w*", _SHARE),
        (r"how much (?:do|does|did|is|are|will|would) .*\b(?:cost|pay|charge)\w*|what do(?:es)? .*\bcost|wie teuer|"
         r"(?:wie ?viel|was) kostet|mennyibe", _PRICE),
        (r"how (?:many)|wie ?viele|hány", _COUNT),
        (r"how (?:much|far|tall|high|deep|wide|heavy|fast|hot|cold|thick)|wie (?:weit|hoch|tief|breit|schwer|schnell)|"
         r"wie ?viel|mennyi(?:t|re)?|milyen (?:magas|mély|messze|széles|nehéz)", _AMOUNT),
        (r"who|whom|where|why|wer|wen|wo|warum|weshalb|kicsoda|ki|hol|hová|miért", _NAMED),
    )
)  # fmt: skip
_ASKS = re.compile(
    r"\b(?:when|what|which|how|who|whom|whose|where|why|wann|was|welche\w*|wie|wer|wen|wem|wo|warum|weshalb|"
    r"mikor\w*|mi|mit|milyen|mennyi\w*|hány\w*|ki|kicsoda|hol|hová|miért|meddig|mettől|mióta|melyik\w*)\b",
    re.IGNORECASE,
)
_YES_NO = re.compile(r"\s*(?:yes|no|ja|nein|igen|nem)\s*[.!]*\s*", re.IGNORECASE)
# An answer that denies what was asked, or says why it cannot be said, has no value and is one.
_OTHERWISE = _words(
    r"not\b \w+n['’]t\b none no\b never unless depend var(?:y|ies) differ unknown document passage text source mention "
    r"stat(?:e|ed|es)\b said specif agree negotia individual those these "
    r"nicht kein abhängig kommt.darauf nem\b nincs sem\b függ"
)
_HAND = re.compile(r"\d[:.]\d|m\b|clock|uhr|ór", re.IGNORECASE)
_YES_NO_QUESTION = re.compile(
    r"\s*(?:do|does|did|is|are|was|were|can|could|may|must|shall|should|will|would|has|have|had)\b", re.IGNORECASE
)
_COUNTED = re.compile(r"\b(?:how many|wie ?viele|hány)\s+(\w+)", re.IGNORECASE)
_SENTENCE_WORDS = 4


def expected_of(question: str) -> Expected | None:
    """What the question leaves no doubt about; null where it does."""
    if len(_ASKS.findall(question)) != 1 or _YES_NO_QUESTION.match(question):
        return None
    expected = next((expected for asked, expected in _ASKED if asked.search(question)), None)
    if expected is _COUNT and (counted := _COUNTED.search(question)):
        return replace(_COUNT, kinds=_COUNT.kinds | {value.kind for value in read_values(f"5 {counted[1]}")})
    return expected


def lacks_the_asked(question: str, answer: str) -> bool:
    """Whether the question asks for a kind of value and the answer has none of it."""
    expected = expected_of(question)
    if expected is None:
        return False
    if _YES_NO.fullmatch(answer):
        return True
    read = read_text(answer)
    values = [value for value, _ in read.found]
    if expected.words is None:
        return not read.stems and _are_plainly_values(values)
    if any(_may_be(value, expected, alone=not read.stems) for value in values):
        return False
    if not values and (expected.of_another or len(answer.split()) <= _SENTENCE_WORDS):
        return False
    rest = _without(answer, values)
    return not expected.words.search(rest) and not _OTHERWISE.search(rest)


def _are_plainly_values(values: Sequence[Value]) -> bool:
    """A number, an ordinal or a label may name a place or a person."""
    may_name = (Kind.NUMBER, Kind.ORDINAL, Kind.LABEL)
    return bool(values) and all(v.kind not in may_name and any(map(str.isdigit, v.text)) for v in values)


def _may_be(value: Value, expected: Expected, *, alone: bool) -> bool:
    """A bare number may be an hour, a year or what a reading is ("At 6,500."), "by eight" a time or a number."""
    if value.kind is Kind.LABEL or value.kind in expected.kinds:
        return True
    if value.kind is Kind.NUMBER:
        return alone or value.high <= _LARGEST_HOUR or value.low in _YEARS
    return value.kind is Kind.TIME and Kind.NUMBER in expected.kinds and not _HAND.search(value.text)


def _without(text: str, values: Sequence[Value]) -> str:
    for value in reversed(values):
        text = f"{text[: value.start]}#{text[value.end :]}"
    return text
