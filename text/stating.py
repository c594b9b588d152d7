"""What a document says of itself: in its head, at its end and in its name, never of what else it speaks."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain.stated import Fact, Stated
from text.dates import FoundDate, dates

_HEAD_CHARACTERS, _END_CHARACTERS = 4000, 1200
_TITLE_LINES, _HEAD_LINES, _SHOWN_TITLES = 4, 12, 2
_LONGEST_TITLE, _LONGEST_LINE = 110, 400
_QUOTED_CHARACTERS = 160
_REACH_CHARACTERS = 40
_FEW_WORDS, _LONGEST_SUBJECT_WORDS = 3, 8
_FIRST_YEAR, _LAST_YEAR = "1950", "2035"  # others are no year of a document in use, but a number

DOCUMENT_NOUNS = (
    r"document|handbook|manual|guide|guidelines?|rules?|regulations?|polic(?:y|ies)|terms|conditions|tariffs?|"
    r"fares?|price[- ]?list|prices?|fees?|charges?|schedule|timetable|edition|version|revision|issue|release|report|"
    r"minutes|leaflet|brochure|catalogue|catalog|agreement|contract|statutes?|by-?laws?|order|notice|standard|"
    r"instructions?|procedure|code|plan|statement|newsletter|circular|"
    r"dokument|handbuch|anleitung|leitfaden|ordnung|satzung|regeln|regelung|richtlinien?|vereinbarung|vertrag|"
    r"preisliste|preise|tarife?|gebühren|fahrplan|ausgabe|auflage|fassung|bericht|protokoll|merkblatt|broschüre|"
    r"bedingungen|agb|anweisung|verordnung|"
    r"dokumentum|kézikönyv|útmutató|szabályzat|szabályok|rendelet|szerződés|árjegyzék|árlista|árak|díjszabás|"
    r"menetrend|kiadás|változat|verzió|jelentés|jegyzőkönyv|tájékoztató|feltételek|utasítás|utasítások|ászf|házirend"
)
"""What documents call themselves."""

# German compounds end in the noun, Hungarian nouns take endings.
_NOUN = re.compile(rf"(?<![^\W\d_])(?:[^\W\d_]*?)(?:{DOCUMENT_NOUNS})(?:[^\W\d_]{{0,4}})(?![^\W\d_])", re.IGNORECASE)
_ITSELF = re.compile(
    r"\b(?:this|these|the present|dies(?:e[rsmn]?)?|vorliegende[rsn]?|jelen|ezen|ez|a jelen)\b", re.IGNORECASE
)
_OTHER = re.compile(r"\b(?:an?|any|another|each|every|ein|eine|jede[rs]?|egy|minden)\b", re.IGNORECASE)
_BREAK = re.compile(r"[,;:|·•()]|[.!?](?=\s)|\s[-–—]\s")
_DATE_AHEAD = r"(?=[^.;]{0,60}\d)"

_FROM = re.compile(
    r"\b(?:valid(?:ity)?(?: (?:from|as of|as from|since|starting|on and after))?|"
    r"effective(?: date)?(?: (?:from|as of|since|on))?|with effect from|"
    r"in (?:force|effect)(?: (?:from|since|as of|as from|on))?|(?:comes?|came|enters?|entered) into "
    r"(?:force|effect)(?: on| from)?|(?:appl(?:y|ies)|applicable)(?: as)? (?:from|of|since)|"
    r"gültig(?:keit)?(?: (?:ab|seit|vom|von))?|gilt (?:ab|seit)|gelten (?:ab|seit)|"
    r"in kraft(?: (?:seit|ab|getreten am))?|tritt (?:am|zum)|treten (?:am|zum)|mit wirkung (?:vom|ab|zum)|"
    r"wirksam (?:ab|seit)|"
    r"érvényes(?:ség)?(?:e)?|hatályos|hatálya|hatályba lép(?:ett)?|hatályba lépés(?:ének)?(?: (?:napja|ideje))?|"
    rf"érvényben)\b{_DATE_AHEAD}",
    re.IGNORECASE,
)
_UNTIL = re.compile(
    r"\b(?:valid (?:until|till|to|through)|expires?(?: on)?|in force until|until|till|gültig bis|gilt bis|bis)\b"
    rf"{_DATE_AHEAD}",
    re.IGNORECASE,
)
_END = re.compile(r"\b(?:until|till|bis)\b", re.IGNORECASE)
_DATED = re.compile(
    r"\b(?:last (?:changed|updated|revised|modified|reviewed|amended)(?: (?:in|on))?|"
    r"(?:updated|revised|amended)(?: (?:in|on))?|dated|as (?:of|at)|date(?: of issue)?|status|"
    r"(?:issued|published|adopted|approved)(?: (?:in|on))?|"
    r"(?:zuletzt )?(?:geändert|aktualisiert|überarbeitet)(?: (?:am|im))?|stand(?: vom)?|datum|beschlossen(?: am)?|"
    r"fassung vom|(?:utolsó )?(?:módosítás|frissítés|frissítve|módosítva)(?:a)?|kelt|dátum|állapot|kiadva|"
    rf"utoljára (?:módosítva|frissítve))\b{_DATE_AHEAD}",
    re.IGNORECASE,
)
_ORDINAL = {
    word: str(number)
    for number, words in enumerate(
        (
            "first erste első", "second zweite második", "third dritte harmadik", "fourth vierte negyedik",
            "fifth fünfte ötödik", "sixth sechste hatodik", "seventh siebte hetedik", "eighth achte nyolcadik",
            "ninth neunte kilencedik", "tenth zehnte tizedik",
        ),
        1,
    )
    for word in words.split()
}  # fmt: skip
_EDITION = r"(?:edition|revision|version|issue|ausgabe|auflage|fassung|kiadás|változat|verzió)"
_VERSION = re.compile(
    r"\b(?:(?:version|ver|rev|revision|edition|issue|release|ausgabe|auflage|fassung|változat|verzió|kiadás)"
    r"(?:szám(?:a)?)?[.:]?\s*(?:(?:no|nr)\.?\s*)?|v\.? ?)(?P<number>\d{1,3}(?:\.\d{1,4}){0,3}[a-z]?)\b(?![./-]\d)"
    rf"|\b(?P<counted>\d{{1,3}})(?:st|nd|rd|th|\.)?\s+(?:[^\W\d_]+ )?{_EDITION}\b"
    rf"|\b(?P<ordinal>{'|'.join(_ORDINAL)})[rns]?\s+(?:[^\W\d_]+ )?{_EDITION}\b",
    re.IGNORECASE,
)
_REPLACES = re.compile(
    r"\b(?:replac(?:es|ing)|supersed(?:es|ing)|ersetzt|ersetzen|löst|felváltja|hatályon kívül helyezi|"
    r"(?P<before>helyébe lép(?:nek)?))\b",
    re.IGNORECASE,
)
_PRONOUN = re.compile(r"\s*(?:them|it|him|her|sie|ihn|es|azt|azokat)\b", re.IGNORECASE)
_SEPARATED = re.compile(r"[_]+|(?<=\D)[-+](?=\D)|(?<=\d)[-+](?=[^\W\d])|(?<=[^\W\d_])[-+.](?=\d)")
_BEFORE_YEAR = re.compile(r"(?<=[^\W\d_])(?=(?:19|20)\d\d(?!\d))")
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)")
_DECORATION = re.compile(r"^[\s#>*_+|•–-]+|[\s*_|#]+$")
_NUMBERED = re.compile(r"(?:\d{1,2}(?:\.\d{1,2})*[.)]?|[A-Z][.)]?|§ ?\d+)\s+\S")
_SPOKEN = re.compile(r"[^\n]*\S[^\n]*")
_LETTER = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that is not blank; `number` counts them from 0, from the end down from -1."""

    text: str
    start: int
    number: int


def stated(name: str, text: str) -> Stated:
    """`text` without tables' rows: a date in a row is of the row.

    What stands in the text goes before what its name says.
    """
    lines = list(_lines(text))
    titles = list(_titles(lines))
    since, until, named = _dated(lines, _FROM), _dated(lines, _UNTIL), _spoken(name)
    dated = _dated(lines, _DATED) or _title_date(lines, titles) or _name_date(name, named)
    return Stated(
        title=_title(titles),
        valid_from=since,
        valid_until=until,
        dated=None if any(_says_no_more(dated, other) for other in (since, until)) else dated,
        version=_version(lines) or _name_version(name, named),
        replaces=_replaces(lines),
    )


def _lines(text: str) -> Iterator[_Line]:
    """Those of the head, then those of the end."""
    for number, match in enumerate(_SPOKEN.finditer(text[:_HEAD_CHARACTERS])):
        yield _Line(match.group()[:_LONGEST_LINE], match.start(), number)
    begin = max(_HEAD_CHARACTERS, len(text) - _END_CHARACTERS)
    last = list(_SPOKEN.finditer(text[begin:]))
    for number, match in enumerate(last, -len(last)):
        yield _Line(match.group()[:_LONGEST_LINE], begin + match.start(), number)


def _titles(lines: Sequence[_Line]) -> Iterator[_Line]:
    for line in lines[:_TITLE_LINES]:
        text = _DECORATION.sub("", line.text)
        if line.number < 0 or len(text) > _LONGEST_TITLE or text.endswith((".", ";", "?", "!")):
            continue
        if line.number and ": " in text:
            continue
        if line.number and _NUMBERED.match(text):
            return
        if _LETTER.search(text):
            yield line


def _title(titles: Sequence[_Line]) -> Fact | None:
    """The first two of its lines: what it is and whose, in either order."""
    said = (_FROM, _UNTIL, _DATED)
    first = [line for line in titles if line.number < _SHOWN_TITLES]
    named = [line for line in first if not any(pattern.search(line.text) for pattern in said)]
    if not named:
        return None
    words = [_DECORATION.sub("", line.text) for line in named]
    return Fact(" · ".join(words), words[0], named[0].start + named[0].text.find(words[0]))


def _says_no_more(dated: Fact | None, other: Fact | None) -> bool:
    if dated is None or other is None:
        return False
    return dated.quote == other.quote or other.value.startswith(dated.value)


def _fact(value: str, line: _Line) -> Fact:
    words = _DECORATION.sub("", line.text)
    return Fact(value, words[:_QUOTED_CHARACTERS], line.start + line.text.find(words))


def _speaks_of_itself(line: _Line, at: int) -> bool:
    """Whether what stands before `at` in its clause is the document, or nothing in the document's head."""
    breaks = [match.end() for match in _BREAK.finditer(line.text, 0, at)]
    subject = _DECORATION.sub("", line.text[breaks[-1] if breaks else 0 : at]).strip(" :")
    if _OTHER.match(subject):
        return False
    if not _LETTER.search(subject) or _FROM.match(subject):  # "valid from March until June"
        aside = breaks and line.text.rstrip().endswith(".") and len(line.text[:at].split()) > _FEW_WORDS
        return not aside and (0 <= line.number < _HEAD_LINES or not breaks)
    nouns = list(_NOUN.finditer(subject))
    if not nouns:
        return False
    near = len(subject.split()) <= _LONGEST_SUBJECT_WORDS
    return near and (0 <= line.number < _HEAD_LINES or _ITSELF.search(subject) is not None)


def _dated(lines: Sequence[_Line], pattern: re.Pattern[str]) -> Fact | None:
    for line in lines:
        for match in pattern.finditer(line.text):
            date = _date_after(line.text, match.end(), ends=pattern is _UNTIL)
            if date is not None and _speaks_of_itself(line, match.start()):
                return _fact(_plain(date), line)
        if (found := _hungarian(line, pattern)) is not None:
            return found
    return None


def _date_after(text: str, end: int, *, ends: bool) -> FoundDate | None:
    """The first date that belongs to the words before `end`; `ends`: they say until when."""
    ahead = text[end : end + 2 * _REACH_CHARACTERS]
    found = next((date for date in dates(ahead) if date.start <= _REACH_CHARACTERS), None)
    return None if found is None or (not ends and _END.search(ahead[: found.start])) else found


def _hungarian(line: _Line, pattern: re.Pattern[str]) -> Fact | None:
    """ "2024. március 1-jétől érvényes", "2024. március 1-jén lép hatályba": the date comes first."""
    if pattern is not _FROM:
        return None
    match = re.search(r"\b(?:érvényes|hatályos|(?:lép|lépett) hatályba|hatályba lép)\b", line.text, re.IGNORECASE)
    if match is None:
        return None
    before = [date for date in dates(line.text) if date.end <= match.start() <= date.end + _REACH_CHARACTERS // 2]
    if not before or not _speaks_of_itself(line, before[-1].start):
        return None
    return _fact(_plain(before[-1]), line)


def _plain(date: FoundDate) -> str:
    return date.iso[:4] if date.is_ambiguous else date.iso


def _title_date(lines: Sequence[_Line], titles: Sequence[_Line]) -> Fact | None:
    """The first date in the title or in a line below it that holds little else, or what says it more exactly there."""
    dated = [line for line in lines[:_TITLE_LINES] if line in titles or _is_a_date(line)]
    found = [(date, line) for line in dated for date in dates(line.text) if _FIRST_YEAR <= date.iso[:4] <= _LAST_YEAR]
    same = [(date, line) for date, line in found if date.iso.startswith(found[0][0].iso)]
    best = max(same, key=lambda pair: len(pair[0].iso), default=None)
    return None if best is None else _fact(_plain(best[0]), best[1])


def _is_a_date(line: _Line) -> bool:
    """Whether a date stands at its beginning, behind a weekday or a place perhaps."""
    found = dates(line.text)
    return bool(found) and len(_LETTER.findall(line.text[: found[0].start])) <= 1


def _version(lines: Sequence[_Line]) -> Fact | None:
    for line in lines:
        if not 0 <= line.number < _HEAD_LINES:
            continue
        for match in _VERSION.finditer(line.text):
            if _speaks_of_itself(line, match.start()):
                return _fact(_number(match), line)
    return None


def _number(match: re.Match[str]) -> str:
    return match["number"] or match["counted"] or _ORDINAL[match["ordinal"].casefold()]


def _replaces(lines: Sequence[_Line]) -> Fact | None:
    for line in lines:
        match = _REPLACES.search(line.text)
        if match is None or _PRONOUN.match(line.text, match.end()):
            continue
        if match["before"]:
            replaced = line.text[: match.start()]
        elif _speaks_of_itself(line, match.start()):
            replaced = line.text[match.end() :]
        else:
            continue
        words = re.split(r"[.!?;](?=\s|$)", replaced.strip())[-1 if match["before"] else 0].strip(" :")
        if _LETTER.search(words):
            return _fact(words[:_QUOTED_CHARACTERS], line)
    return None


def _spoken(name: str) -> str:
    """A file's name as it would be said: without its ending, words apart, a date in digits as a date."""
    stem = name.rsplit(".", 1)[0] if "." in name else name
    return _SEPARATED.sub(" ", _BEFORE_YEAR.sub(" ", _COMPACT.sub(r"\1-\2-\3", stem)))


def _name_date(name: str, spoken: str) -> Fact | None:
    found = [date for date in dates(spoken) if _FIRST_YEAR <= date.iso[:4] <= _LAST_YEAR]
    best = max(found, key=lambda date: len(date.iso), default=None)
    return None if best is None else Fact(_plain(best), name, None)


def _name_version(name: str, spoken: str) -> Fact | None:
    match = _VERSION.search(spoken)
    return None if match is None else Fact(_number(match), name, None)
