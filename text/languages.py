"""Which language a text is in, as far as its commonest words show it."""

import re
from collections.abc import Mapping


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_COMMON: Mapping[str, frozenset[str]] = {
    "en": _words(
        "the of and to in is was for that with on are by as at from it be this an or not have has had were will can "
        "may which their they its you no yes all who when"
    ),
    "de": _words(
        "der die das und ist in den von zu mit für auf nicht ein eine einen dem des im sich auch es wird werden sind "
        "war als nach bei oder wie am zum zur nein ja kein keine wir sie er"
    ),
    "hu": _words(
        "a az és hogy nem is egy van ez de meg csak már volt vagy lesz kell lehet azt ha mint után között szerint még "
        "minden ezt el ki fel le igen nincs vannak"
    ),
}
_LETTERS: Mapping[str, re.Pattern[str]] = {"hu": re.compile("[őű]"), "de": re.compile("ß")}
_WORD = re.compile(r"[^\W\d_]+")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
_LOOKED_AT = 1500
_OTHER = "und"


def likely_language(text: str) -> str | None:
    """A code of ISO 639, "und" in another script than Latin; null where nothing shows it, as in a name alone."""
    words = _WORD.findall(text[:_LOOKED_AT].lower())
    letters = "".join(words)
    if letters and len(_LATIN.findall(letters)) < len(letters) / 2:
        return _OTHER
    votes = {name: sum(word in common for word in words) for name, common in _COMMON.items()}
    for name, pattern in _LETTERS.items():
        votes[name] += 2 * bool(pattern.search(letters))
    best = max(votes, key=lambda name: votes[name])
    return best if votes[best] else None
