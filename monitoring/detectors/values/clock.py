"""Times of day: "15:00", "3 pm", "half past seven", "16.10-kor", "halb sieben", "este 8-ig"."""

import re

from monitoring.detectors.values.spelled import number_at
from monitoring.detectors.values.tokens import Row, word_set

_HALF_DAY = 720
_COLON = re.compile(r"(\d{1,2}):(\d\d)")
_POINT = re.compile(r"(\d{1,2})\.(\d\d)")
_NOON = word_set("noon midday mittag mittags délben déli délig dél")
_MIDNIGHT = word_set("midnight mitternacht éjfél éjfélkor éjfélig éjfélre éjféltől")
_AFTERNOON = word_set("pm afternoon evening night tonight nachmittags abends abend délután este éjjel")
_MORNING = word_set("am morning morgens früh vormittags reggel délelőtt hajnali hajnal hajnalban")
_ENDINGS = word_set("kor tól től ig ra re es as os kori")
_CLOCK_WORDS = word_set("uhr o'clock o’clock órakor órától óráig órára óráig óraker h")
_BEFORE_HOUR = word_set("at by until till um bis ab gegen from before after since")
_STRICT_BEFORE_HOUR = frozenset(["at", "by", "until", "till", "um"])
_AFTER_HOUR = word_set(". , ; ) ! ? on to until till every sharp and each or – - at in") | {""}
_GERMAN_PARTS = {"viertel": 15}
Time = tuple[tuple[float, ...], int]


def time_at(row: Row, index: int, language: str) -> Time | None:
    """Minutes after midnight, in one or two readings, and the index after the time; null where none starts here."""
    word = row.low(index)
    if word == "a" and row.low(index + 1) == "quarter":
        return _named_part(row, index + 1, language)
    if word in _NOON or word in _MIDNIGHT:
        return ((720.0,) if word in _NOON else (0.0, 1440.0)), index + 1
    if row.at(index).sort == "figure":
        return _digits(row, index, language)
    return _named_part(row, index, language) or _spoken_hour(row, index, language)


def _digits(row: Row, index: int, language: str) -> Time | None:
    text = row.at(index).text
    clock = _COLON.fullmatch(text)
    if clock or ((clock := _POINT.fullmatch(text)) and _means_time(row, index)):
        hour, minute = int(clock[1]), int(clock[2])
        return _settled(row, index, index + 1, (hour, minute), language) if hour < 25 and minute < 60 else None
    if not text.isdigit() or int(text) > 59:
        return None
    return _past_hour(row, index, language, float(text), index + 1) or (
        _hour_alone(row, index, index + 1, int(text), language) if int(text) < 25 else None
    )


def _means_time(row: Row, index: int) -> bool:
    """Whether "16.10" is one rather than a decimal."""
    after, end = row.low(index + 1), index + 1
    if after == "-" and row.low(index + 2) in _ENDINGS:
        return True
    return after in _CLOCK_WORDS or _half_day(row, end)[0] is not None or _between_times(row, index)


def _between_times(row: Row, index: int) -> bool:
    """ "from 9.30 to 12.30", "um 9.30"; not "from 9.30 euros"."""
    minute = row.at(index).text.partition(".")[2]
    after = row.at(index + 1)
    counts = int(minute) % 5 or after.low in ("%", "€") or after.sort == "word"
    if counts and after.low not in ("to", "bis", "and", "until", "on"):
        return False
    before = row.low(index - 1)
    return before in _BEFORE_HOUR or (
        before in ("to", "and", "-", "–", "bis") and _POINT.fullmatch(row.at(index - 2).text) is not None
    )


def _hour_alone(row: Row, index: int, end: int, hour: int, language: str) -> Time | None:
    """ "3 pm", "22 Uhr", "este 8", "at seven in the evening"."""
    if row.low(end) in _CLOCK_WORDS and not (row.low(end) == "h" and language != "de"):
        minute = row.at(end + 1).text
        if row.low(end) == "uhr" and minute.isdigit() and int(minute) < 60:
            return _settled(row, index, end + 2, (hour, int(minute)), language)
        return _settled(row, index, end + 1, (hour, 0), language)
    if (later := _later_hour(row, end)) is not None:
        return (float((hour % 12 + 12 * (later[1] and hour <= later[0])) * 60),), end
    half, _ = _half_day(row, end)
    spoken = row.low(index - 1)
    if half is not None or (language == "hu" and spoken in _AFTERNOON | _MORNING):
        return _settled(row, index, end, (hour, 0), language)
    if language == "hu" and row.low(end) == "-" and row.low(end + 1) == "kor":
        return _settled(row, index, end, (hour, 0), language)
    if spoken in _STRICT_BEFORE_HOUR and row.low(end) in _AFTER_HOUR and hour > 0:
        return _settled(row, index, end, (hour, 0), language)
    return None


def _later_hour(row: Row, end: int) -> tuple[int, bool] | None:
    """Of "2 to 7 p.m." the hour that follows, and whether it is in the afternoon."""
    second = row.at(end + 1).text
    if row.low(end) not in ("to", "-", "–", "and", "till", "until") or not second.isdigit() or int(second) > 12:
        return None
    half, _ = _half_day(row, end + 2)
    return None if half is None else (int(second), half)


def _settled(row: Row, index: int, end: int, clock: tuple[int, int], language: str) -> Time:
    """With the half of the day where it is said, else with both where the hour leaves that open."""
    hour, minute = clock
    half, end = _half_day(row, end)
    if half is None and language == "hu" and row.low(index - 1) in _AFTERNOON | _MORNING:
        half = row.low(index - 1) in _AFTERNOON
    total = float(hour * 60 + minute)
    if row.low(end) == "uhr":
        end += 1
    if half is None:
        return ((total,) if _tells_half(row, index, hour, language) else (total, total % 1440 + _HALF_DAY)), end
    if half:
        return (total + _HALF_DAY if hour < 12 else total,), end
    return (total - _HALF_DAY if hour == 12 else total,), end


def _tells_half(row: Row, index: int, hour: int, language: str) -> bool:
    figures = row.at(index).text
    written_out = figures[:1].isdigit() and (len(figures) > 2 or figures.startswith("0"))
    return hour >= 12 or hour == 0 or figures.startswith("0") or (written_out and language in ("de", "hu"))


def _half_day(row: Row, end: int) -> tuple[bool | None, int]:
    """Whether the words from `end` on say afternoon, null where they say nothing, and the index after them."""
    word, second = row.low(end), row.low(end + 1)
    if word in ("a", "p") and second == "." and row.low(end + 2) == "m":
        return word == "p", end + 3
    if word in ("am", "pm"):
        return word == "pm", end + 1
    if word in ("a", "p") and second == "m":
        return word == "p", end + 2
    if word == "in" and second == "the" and row.low(end + 2) in _AFTERNOON | _MORNING:
        return row.low(end + 2) in _AFTERNOON, end + 3
    if word == "at" and second == "night":
        return True, end + 2
    if word == "uhr" and second in _AFTERNOON | _MORNING:
        return second in _AFTERNOON, end + 2
    if word in ("morgens", "abends", "nachmittags", "vormittags"):
        return word in _AFTERNOON, end + 1
    return None, end


def _named_part(row: Row, index: int, language: str) -> Time | None:
    """ "half past seven", "quarter to five", "twenty to five", "halb acht", "fél nyolckor"."""
    word = row.low(index)
    if word in ("half", "quarter") and row.low(index + 1) in ("past", "to"):
        return _past_hour(row, index, language, 30.0 if word == "half" else 15.0, index + 1)
    if word in _GERMAN_PARTS and row.low(index + 1) in ("nach", "vor"):
        return _past_hour(row, index, language, 15.0, index + 1)
    before = {"halb": 30, "fél": 30, "háromnegyed": 15, "negyed": 45, "dreiviertel": 15}.get(word)
    if before is None or (word == "fél" and language not in ("hu", "")):
        return None
    hour = number_at(row, index + 1, language)
    if not hour or hour.sort != "cardinal" or not 1 <= hour.readings[0] <= 12:
        return None
    if word not in ("halb", "dreiviertel") and not _names_hour(row, index, hour.end):
        return None
    total = hour.readings[0] * 60 - before
    return _settled(row, index, hour.end, divmod(int(total), 60), "")


def _names_hour(row: Row, index: int, end: int) -> bool:
    ended = row.low(end - 1).endswith(("kor", "ig", "tól", "től", "ra", "re")) or row.low(end) == "-"
    return ended or row.low(index - 1) in _AFTERNOON | _MORNING


def _spoken_hour(row: Row, index: int, language: str) -> Time | None:
    number = number_at(row, index, language)
    if not number or number.sort != "cardinal" or not 0 < number.readings[0] < 60:
        return None
    if past := _past_hour(row, index, language, number.readings[0], number.end):
        return past
    if number.readings[0] > 24 or number.readings[0] % 1:
        return None
    if row.low(index).endswith("kor"):
        return _settled(row, index, number.end, (int(number.readings[0]), 0), language)
    return _hour_alone(row, index, number.end, int(number.readings[0]), language)


def _past_hour(row: Row, index: int, language: str, minutes: float, end: int) -> Time | None:
    """ "ten past ten", "12 minutes to nine"."""
    if row.low(end) == "minutes":
        end += 1
    word = row.low(end)
    if word not in ("past", "to", "nach", "vor") or (word == "to" and row.at(index).sort == "figure"):
        return None
    if row.low(end + 1) in _NOON | _MIDNIGHT:
        total = (720.0 if row.low(end + 1) in _NOON else 1440.0) + (minutes if word in ("past", "nach") else -minutes)
        return (total % 1440,), end + 2
    hour = number_at(row, end + 1, language)
    if not hour or hour.sort != "cardinal" or not 1 <= hour.readings[0] <= 12 or hour.readings[0] % 1:
        return None
    if word == "to" and (minutes > 30 or row.low(index - 1) in ("from", "between") or _goes_on(row, hour.end)):
        return None
    total = hour.readings[0] * 60 + (minutes if word in ("past", "nach") else -minutes)
    return _settled(row, index, hour.end, divmod(int(total), 60), "")


def _goes_on(row: Row, end: int) -> bool:
    """Whether "ten to fifteen" goes on with what is counted."""
    return row.at(end).sort == "word" and row.low(end) not in _AFTER_HOUR | {
        "before",
        "after",
        "for",
        "p",
        "a",
        "pm",
        "am",
    }
