"""Figures → amounts: points, commas and blanks between digits."""

import re

_GROUPED = re.compile(r"\d{1,3}(?:[.,'’ \u00a0\u202f]\d{3})+")
_GROUPED_DECIMAL = re.compile(r"(\d{1,3}(?:([.,'’ \u00a0\u202f])\d{3})+)([.,])(\d+)")
_DECIMAL = re.compile(r"\d+[.,]\d+")
_FRACTION = re.compile(r"(\d{1,2})/(\d{1,3})")
_NOT_DIGIT = re.compile(r"\D")
_POINT_GROUPS = ("de", "hu")


def amounts(figure: str, language: str) -> tuple[float, ...]:
    """What the figure may mean, the likeliest first: "1.234" is 1234 in German; empty for dates, versions and such."""
    if figure.isdigit():
        return (float(figure),)
    if _GROUPED.fullmatch(figure):
        return _grouped(figure, language)
    if mixed := _GROUPED_DECIMAL.fullmatch(figure):
        return (float(f"{_digits(mixed[1])}.{mixed[4]}"),) if mixed[2] != mixed[3] else ()
    if _DECIMAL.fullmatch(figure):
        return (float(figure.replace(",", ".")),)
    if (fraction := _FRACTION.fullmatch(figure)) and 0 < int(fraction[1]) < int(fraction[2]):
        return (int(fraction[1]) / int(fraction[2]),)
    return ()


def _grouped(figure: str, language: str) -> tuple[float, ...]:
    whole = float(_digits(figure))
    separators = _NOT_DIGIT.findall(figure)
    if len(separators) > 1 or separators[0] not in ".,":
        return (whole,) if len(set(separators)) == 1 else ()
    decimal = float(figure.replace(",", "."))
    if figure.startswith("0"):
        return (decimal,)
    by_point = language in _POINT_GROUPS
    return (whole, decimal) if (separators[0] == ".") == by_point else (decimal, whole)


def _digits(figure: str) -> str:
    return _NOT_DIGIT.sub("", figure)
