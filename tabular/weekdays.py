"""Days of the week that names of columns and cells stand for: "Mon–Fri", "Sunday and public holidays", "H–P"."""

import re

_FORMS = (
    ("sunday", "sundays sun sonntag sonntags so vasárnap vasárnapig v"),
    ("monday", "mondays mon montag montags mo hétfő hétfőn hétfőtől h"),
    ("tuesday", "tuesdays tues tue dienstag dienstags di kedd kedden keddtől k"),
    ("wednesday", "wednesdays weds wed mittwoch mittwochs mi szerda szerdán szerdától szerdáig sze"),
    ("thursday", "thursdays thurs thu donnerstag donnerstags do csütörtök csütörtökön csütörtöktől csütörtökig cs"),
    ("friday", "fridays fri freitag freitags fr péntek pénteken péntekig péntektől p"),
    ("saturday", "saturdays sat samstag samstags sonnabend sa szombat szombaton szombatig szombattól szo"),
)
_DAYS = {form: day for day, (name, forms) in enumerate(_FORMS) for form in (name, *forms.split(), f"{name}s")}
_NAMED = "|".join(sorted(_DAYS, key=len, reverse=True))
_SPAN = re.compile(
    rf"\b({_NAMED})\b\.?(?:\s*[-–—]\s*|\s+(?:to|through|bis)\s+|(?<=t[őó]l)\s+)({_NAMED})\b", re.IGNORECASE
)
_DAY = re.compile(rf"\b(?:{_NAMED})\b\.?", re.IGNORECASE)
_SHORT = re.compile(r"(?:Mo|Di|Mi|Do|Fr|Sa|So)\.?")
_BESIDE = re.compile(
    r"\b(?:public|bank|holidays?|and|on|und|an|feiertage?n?s?|és|ünnepnap(?:ok)?(?:on)?)\b", re.IGNORECASE
)
_LETTERS = re.compile(r"[^\W_]")
_WORKING = frozenset(range(1, 6))
_WEEKEND = frozenset((0, 6))


def is_days(text: str) -> bool:
    """Whether a text names days, holidays perhaps, and nothing else."""
    spanned = _SPAN.sub(" ", text)
    named = [found.group() for found in _DAY.finditer(spanned)]
    if not all(len(day.rstrip(".")) > 2 or _SHORT.fullmatch(day) for day in named):
        return False
    is_named = spanned != text or bool(named)
    return is_named and not _LETTERS.search(_BESIDE.sub(" ", _DAY.sub(" ", spanned)))


def days_within(text: str) -> str:
    """The days of its spans in words, "weekday" and "weekend" too where all of them are; of a mere day itself."""
    days = {day for first, last in _SPAN.findall(text) for day in _between(first, last)}
    if is_days(text):
        days |= {_DAYS[found.group().rstrip(".").casefold()] for found in _DAY.finditer(_SPAN.sub(" ", text))}
    names = [_FORMS[day][0] for day in sorted(days)]
    return " ".join([*names, *["weekday"] * (days >= _WORKING), *["weekend"] * (days >= _WEEKEND)])


def _between(first: str, last: str) -> list[int]:
    """From day to day, over the end of the week too."""
    start, end = _DAYS[first.casefold()], _DAYS[last.casefold()]
    return [(start + step) % 7 for step in range((end - start) % 7 + 1)]
