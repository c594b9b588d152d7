"""What a document states of itself, as people say it."""

from collections.abc import Mapping

from domain.stated import Stated

_MONTHS: Mapping[str, str] = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "hu": "január február március április május június július augusztus szeptember október november december",
}


def spoken_date(iso: str, language: str = "en") -> str:
    """`2024-03-01` is 1 March 2024, `2024-03` March 2024; in English where we do not speak the language."""
    year, *rest = iso.split("-")
    if not rest:
        return year
    month = _MONTHS.get(language, _MONTHS["en"]).split()[int(rest[0]) - 1]
    day = str(int(rest[1])) if rest[1:] else ""
    if language == "hu":
        return f"{year}. {month} {day}." if day else f"{year}. {month}"
    point = "." if day and language == "de" else ""
    return f"{day}{point} {month} {year}".strip()


def described(stated: Stated) -> str:
    """ "version 3.1, valid from 1 March 2024", in English; nothing where it says nothing."""
    version = stated.version and f"version {stated.version.value}"
    since = stated.valid_from and f"valid from {spoken_date(stated.valid_from.value)}"
    until = stated.valid_until and f"valid until {spoken_date(stated.valid_until.value)}"
    dated = stated.dated and not since and f"of {spoken_date(stated.dated.value)}"
    return ", ".join(part for part in (version, dated, since, until) if part)
