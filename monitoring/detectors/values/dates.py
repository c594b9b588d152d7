"""Dates: "2024-03-05", "March 5, 2024", "2024. március 5.", "5. März", "31/03", "1998"."""

import re

from monitoring.detectors.values.compounds import named_number
from monitoring.detectors.values.tokens import Row, word_set
from text.dates import MONTHS

_HUNGARIAN = re.compile(
    r"(január|február|március|április|május|június|július|augusztus|szeptember|október|november|december)"
    r"(i|b[ae]n?|ig|t[óő]l|r[ae]|á?t?[óo]l|[aáeé]t?|[aáeé]b[ae]n|t|on|en|án|én)?"
)
_YMD = re.compile(r"(\d{4})([./])(\d{1,2})\2(\d{1,2})")
_DMY = re.compile(r"(\d{1,2})([./])(\d{1,2})\2(\d{4}|\d{2})")
_DM = re.compile(r"(\d{1,2})/(\d{1,2})")
_BEFORE_YEAR = word_set(
    "in since by until till from of before after between during year jahr im seit bis around about to and "
    "end early late mid summer winter spring autumn – - ( ,"
)
_BEFORE_MONTH = word_set(
    "in of by since until till from late early mid end during each every to before after through next "
    "last the for im seit bis ab ende anfang mitte between and – -"
)
_SMALL_WORDS = word_set(
    "and or the a an is was were are in on at to for of by from with it as but when while has had have "
    "the its he she they we this that until than through onwards also which who und oder ist war wurde "
    "waren die der das mit von bis és vagy a az óta között nem did will would can may must only no not"
)
Date = tuple[tuple[tuple[float, ...], ...], int]


def date_at(row: Row, index: int, language: str) -> Date | None:
    """Year, month and day, 0 where not said, in one or two readings, and the index after it; null where none starts."""
    if row.at(index).sort == "figure":
        return (
            _numeric(row, index)
            or _day_first(row, index, language)
            or _year_first(row, index, language)
            or _year(row, index)
        )
    return _month_first(row, index, language) or _spoken_day(row, index, language)


def month_of(row: Row, index: int) -> int:
    """The month that the token names, 0 where it names none; "may" and "march" need their capital."""
    word = row.low(index)
    if word in MONTHS:
        return MONTHS[word] if word not in ("may", "march", "mar", "jun") or row.at(index).text[0].isupper() else 0
    inflected = _HUNGARIAN.fullmatch(word)
    return MONTHS[inflected[1]] if inflected else 0


def _numeric(row: Row, index: int) -> Date | None:
    text = row.at(index).text
    if iso := _iso(row, index):
        return iso
    if ymd := _YMD.fullmatch(text):
        return _checked(((float(ymd[1]), float(ymd[3]), float(ymd[4])),), index + 1)
    if dmy := _DMY.fullmatch(text):
        return _either_order(float(dmy[1]), float(dmy[3]), _full_year(dmy[4]), index + 1, american=dmy[2] == "/")
    if (dm := _DM.fullmatch(text)) and (_may_be_date(row, index) or (int(dm[1]) > 12 and dm[2].startswith("0"))):
        return _either_order(float(dm[1]), float(dm[2]), 0.0, index + 1, american=True)
    return None


def _iso(row: Row, index: int) -> Date | None:
    if row.low(index + 1) != "-" or row.low(index + 3) != "-":
        return None
    parts = [row.at(index + step).text for step in (0, 2, 4)]
    joined = all(row.joined(index + step) for step in range(1, 5))
    if not joined or [len(part) for part in parts] != [4, 2, 2]:
        return None
    return _checked((tuple(float(part) for part in parts if part.isdigit()),), index + 5)


def _may_be_date(row: Row, index: int) -> bool:
    return row.low(index - 1) in ("on", "by", "until", "am", "bis", "since", "from", "of", "before", "dated")


def _either_order(first: float, second: float, year: float, end: int, *, american: bool) -> Date | None:
    """Day before month, and with a slash also the other way round."""
    orders = ((year, second, first), (year, first, second)) if american else ((year, second, first),)
    return _checked(tuple(dict.fromkeys(orders)), end)


def _full_year(digits: str) -> float:
    return float(digits) if len(digits) == 4 else float(digits) + (2000 if int(digits) < 50 else 1900)


def _checked(readings: tuple[tuple[float, ...], ...], end: int) -> Date | None:
    fitting = tuple(r for r in readings if len(r) == 3 and 1 <= r[1] <= 12 and 1 <= r[2] <= 31)
    return (fitting, end) if fitting else None


def _day_first(row: Row, index: int, language: str) -> Date | None:
    """ "5 March 2024", "5th of March", "5. März 2024"."""
    day = row.at(index).text
    if not day.isdigit() or not 1 <= int(day) <= 31:
        return None
    place = index + 1
    if row.low(place) in (("st", "nd", "rd", "th") if row.joined(place) else ()) or row.low(place) == ".":
        place += 1
    place += row.low(place) in ("of", "day")
    return _with_month(row, place, float(day), language)


def _spoken_day(row: Row, index: int, language: str) -> Date | None:
    """ "the fifth of March"."""
    named = named_number(row.low(index), language)
    if not named or named.sort != "ordinal" or row.low(index + 1) != "of" or not month_of(row, index + 2):
        return None
    return _with_month(row, index + 2, named.amount, language)


def _with_month(row: Row, place: int, day: float, language: str) -> Date | None:
    month = month_of(row, place)
    if not month or (language == "hu" and row.low(place) not in MONTHS):
        return None
    year, end = _year_after(row, place + 1)
    return ((year, float(month), day),), end


def _year_after(row: Row, place: int) -> tuple[float, int]:
    place += row.low(place) == "." and row.low(place - 1) in (
        "jan",
        "feb",
        "mar",
        "apr",
        "aug",
        "sept",
        "oct",
        "nov",
        "dec",
    )
    step = row.low(place) == ","
    text = row.at(place + step).text
    return (float(text), place + step + 1) if len(text) == 4 and text.isdigit() else (0.0, place)


def _month_first(row: Row, index: int, language: str) -> Date | None:
    """ "March 5, 2024", "March 2024", "március 5-én", "in March"."""
    month = month_of(row, index)
    if not month:
        return None
    place = index + 1 + (row.low(index + 1) == "." and row.at(index + 2).sort == "figure")
    text = row.at(place).text
    if text.isdigit() and len(text) <= 2 and 1 <= int(text) <= 31:
        end = place + 1
        end += row.joined(end) and row.low(end) in ("st", "nd", "rd", "th")
        year, end = _year_after(row, end)
        return ((year, float(month), float(text)),), end
    year, end = _year_after(row, index + 1)
    alone = year or language != "en" or row.low(index - 1) in _BEFORE_MONTH
    return (((year, float(month), 0.0),), end) if alone and row.low(index) not in ("mar", "sep", "jun") else None


def _year_first(row: Row, index: int, language: str) -> Date | None:
    """ "2024. március 5.", "2024. 03. 05."."""
    year = row.at(index).text
    if len(year) != 4 or not year.isdigit() or row.low(index + 1) != ".":
        return None
    if month_of(row, index + 2) and language != "en":
        found = _month_first(row, index + 2, language)
        return found and (tuple((float(year), *reading[1:]) for reading in found[0]), found[1])
    parts = [row.at(index + step).text for step in (2, 4)]
    if row.low(index + 3) == "." and all(part.isdigit() and len(part) <= 2 for part in parts):
        return _checked(((float(year), float(parts[0]), float(parts[1])),), index + 5)
    return None


def _year(row: Row, index: int) -> Date | None:
    text, after = row.at(index).text, row.at(index + 1)
    if len(text) != 4 or not text.isdigit():
        if text.isdigit() and (era := _era(row, index + 1)):
            return ((-float(text), 0.0, 0.0),), era
        return None
    if era := _era(row, index + 1):
        return ((-float(text), 0.0, 0.0),), era
    if row.joined(index + 1) and after.low == "s" and text.endswith("0"):
        return ((float(text), 0.0, 0.0),), index + 2  # the 1990s
    if not 1000 <= int(text) <= 2100 or not _reads_as_year(row, index):
        return None
    return ((float(text), 0.0, 0.0),), index + 1


def _era(row: Row, index: int) -> int:
    """The index after "BC", 0 where it does not stand here."""
    return index + 1 if row.at(index).text in ("BC", "BCE") else 0


def _reads_as_year(row: Row, index: int) -> bool:
    text = row.at(index).text
    if text[:2] not in ("15", "16", "17", "18", "19", "20"):
        return row.low(index - 1) in ("in", "since", "year", "im", "jahr", "until") and not _counted(row, index)
    return not _counted(row, index) or row.low(index - 1) in (
        "in",
        "since",
        "until",
        "im",
        "seit",
        "summer",
        "of",
        "the",
    )


def _counted(row: Row, index: int) -> bool:
    """Whether a noun or a unit follows, so that the figure counts something."""
    after = row.at(index + 1)
    if after.low in ("%", "€", "$", "£", "°"):
        return True
    return after.sort == "word" and after.text[0].islower() and after.low not in _SMALL_WORDS
