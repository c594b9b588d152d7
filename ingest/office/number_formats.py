"""A cell's value as the sheet shows it: its number format, as far as that tells something."""

import re
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

from openpyxl.styles.numbers import is_date_format, is_timedelta_format

_LITERAL = re.compile(r'"([^"]*)"|\\(.)|\[\$([^\]-]*)[^\]]*\]|\[[^\]]*\]|_.|\*.')
_DIGITS = re.compile(r"[#0?][#0?,.]*")
_GENERAL_DIGITS = 11
_LARGE = 1e15
_LONGEST_PATTERN = 16
_MONTH_NAME = re.compile("mmm", re.IGNORECASE)
_YEAR_FIRST = re.compile(r"[^a-z]*y+[^a-z]+m", re.IGNORECASE)
_DOTTED = re.compile(r"d{1,2}\\?\. ?\\? ?m{1,2}\\?\. ?\\? ?y", re.IGNORECASE)
_CLOCK = re.compile(r"[\s,T\\]*h+:m+(:s+(\.0+)?)?(\s*(AM/PM|A/P))?", re.IGNORECASE)
_DATE_PART = re.compile(r"y+|m+|d+|h+|s+(?:\.0+)?|AM/PM|A/P", re.IGNORECASE)


def shown(value: object, number_format: str) -> str:
    """As text; what no format changes is written in full."""
    match value:
        case None:
            return ""
        case bool():
            return "TRUE" if value else "FALSE"
        case int() | float():
            return _number(value, number_format)
        case datetime() | date() | time():
            return _moment(value, number_format)
        case timedelta():
            return _duration(value)
        case _:
            return str(value)


def _number(value: float, number_format: str) -> str:
    section, negative = _section(number_format, value)
    if section.lower() in {"general", "@", ""} or is_date_format(section) or is_timedelta_format(section):
        return _general(value)
    bare = _LITERAL.sub(_literal, section)
    digits = _DIGITS.search(bare)
    if digits is None:
        return bare.strip() or _general(value)
    is_large = abs(value) >= _LARGE or len(digits.group()) > _LONGEST_PATTERN
    if is_large or "E" in bare or "/" in bare:  # the number itself says more
        return _general(value)
    scaled = Decimal(repr(value)) * (100 if "%" in bare else 1)
    written = _in_digits(abs(scaled) if negative else scaled, digits.group())
    return f"{bare[: digits.start()]}{written}{bare[digits.end() :]}".strip()


def _section(number_format: str, value: float) -> tuple[str, bool]:
    """The part of a format that is for the value, and whether it is one for negative numbers, which writes the sign."""
    sections = _split(number_format)
    if value < 0 and len(sections) > 1:
        return sections[1], True
    if value == 0 and len(sections) > 2:
        return sections[2], False
    return sections[0], False


def _split(number_format: str) -> list[str]:
    return re.findall(r'(?:"[^"]*"|\\.|\[[^\]]*\]|[^;"\\\[])+|(?<=;)(?=;|$)', number_format) or [number_format]


def _literal(match: re.Match[str]) -> str:
    text = next((group for group in match.groups() if group is not None), "")
    # What would read as a place for digits is shown beside them as it is.
    return text.replace("#", "").replace("0", "").replace("?", "")


def _in_digits(value: Decimal, pattern: str) -> str:
    whole, _, fraction = pattern.rstrip(",").partition(".")
    value /= 1000 ** (len(pattern) - len(pattern.rstrip(",")))
    least, most = fraction.count("0"), len(re.sub(r"[^#0?]", "", fraction))
    rounded = value.quantize(Decimal(1).scaleb(-most), ROUND_HALF_UP)
    written = f"{rounded:,f}" if "," in whole else f"{rounded:f}"
    if most > least:
        head, _, tail = written.partition(".")
        tail = tail[:least] + tail[least:].rstrip("0")
        written = f"{head}.{tail}" if tail else head
    places = whole.replace(",", "").count("0")
    sign, digits = ("-", written[1:]) if written.startswith("-") else ("", written)
    return sign + "0" * max(0, places - len(digits.partition(".")[0].replace(",", ""))) + digits


def _general(value: float) -> str:
    """Up to eleven digits, as a cell shows a number without a format: .1 + .2 is .3."""
    if isinstance(value, int):
        return str(value)
    if value.is_integer() and abs(value) < 10**15:
        return str(int(value))
    return f"{value:.{_GENERAL_DIGITS - 1}g}"


def _moment(value: date | time, number_format: str) -> str:
    """As the format writes it where one cannot mistake day for month; else as ISO 8601 does."""
    section = re.sub(r"\[[^\]]*\]", "", number_format.split(";")[0])
    if isinstance(value, time):
        return value.isoformat("seconds" if value.second else "minutes")
    if not isinstance(value, datetime):
        value = datetime(value.year, value.month, value.day)  # noqa: DTZ001 - a sheet knows no time zones
    if value.time() == time() and re.search("[yd]", section, re.IGNORECASE):
        section = _CLOCK.sub("", section)  # nobody means midnight
    if _MONTH_NAME.search(section) or _YEAR_FIRST.match(section) or _DOTTED.search(section):
        return _by_parts(value, section)
    return _iso(value, section)


def _iso(value: datetime, section: str) -> str:
    day = value.date().isoformat()
    if (value.hour, value.minute, value.second) == (0, 0, 0) and "h" not in section.lower():
        return day
    clock = value.time().isoformat("seconds" if value.second else "minutes")
    return clock if not re.search("[yd]", section, re.IGNORECASE) and "h" in section.lower() else f"{day} {clock}"


def _by_parts(value: datetime, section: str) -> str:
    twelve = re.search("AM/PM|A/P", section, re.IGNORECASE) is not None
    last = ""

    def part(match: re.Match[str]) -> str:
        nonlocal last
        code = match[0].lower()
        minute = code.startswith("m") and len(code) <= 2 and (last.startswith("h") or _before_seconds(section, match))
        last = code
        return _minute(value, code) if minute else _date_part(value, code, twelve=twelve)

    return re.sub(r'["\\]', "", _DATE_PART.sub(part, section)).strip()


def _before_seconds(section: str, match: re.Match[str]) -> bool:
    return re.match(r"[^a-z]*s", section[match.end() :], re.IGNORECASE) is not None


def _minute(value: datetime, code: str) -> str:
    return str(value.minute).zfill(len(code))


def _date_part(value: datetime, code: str, *, twelve: bool) -> str:
    hour = (value.hour % 12 or 12) if twelve else value.hour
    match code[0], len(code):
        case "y", length:
            return f"{value.year:04}" if length > 2 else f"{value.year % 100:02}"
        case "m", 1 | 2 as length:
            return str(value.month).zfill(length)
        case "m", length:
            return _MONTHS[value.month - 1] if length == 4 else _MONTHS[value.month - 1][:3]
        case "d", 1 | 2 as length:
            return str(value.day).zfill(length)
        case "d", length:
            return _DAYS[value.weekday()] if length == 4 else _DAYS[value.weekday()][:3]
        case "h", length:
            return str(hour).zfill(length)
        case "s", length:
            return str(value.second).zfill(min(length, 2))
        case _:
            return "AM" if value.hour < 12 else "PM"


_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def _duration(value: timedelta) -> str:
    minutes, seconds = divmod(round(value.total_seconds()), 60)
    return f"{minutes // 60}:{minutes % 60:02}" + (f":{seconds:02}" if seconds else "")
