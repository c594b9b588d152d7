"""Which language a text is in, as far as its commonest words show it."""

import re
from collections.abc import Iterable, Mapping


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# In order of precedence: what English shares with another ("a", "is", "in", "was") does not make a text foreign. Left
# out are words of German and Hungarian that stand alone in English ("am", "war", "van") or in names ("von", "de").
_COMMON: Mapping[str, frozenset[str]] = {
    "en": _words(
        "a the of and to in is was for that with on are by as at from it be this an or not have has had were will can "
        "may which their they its you no yes all who when he she we his her our must should only more than per each "
        "any every after before within into do does been but if there"
    ),
    "de": _words(
        "der die das und ist in zu für auf nicht ein eine einen einem einer dem im sich auch es wird werden sind "
        "was als nach bei oder wie zum zur nein ja kein keine wir sie um bis aus vom nur hat haben kann darf "
        "muss sowie durch unter über kostet"
    ),
    "hu": _words(
        "a az és hogy nem is egy ez csak már vagy lesz kell lehet azt után között szerint még minden ezt ki fel "
        "igen nincs vannak alatt"
    ),
}
FUNCTION_WORDS = frozenset[str]().union(*_COMMON.values())
"""The commonest words of all of them."""

_LETTERS: Mapping[str, re.Pattern[str]] = {"hu": re.compile("[áíóőúű]"), "de": re.compile("[äöüß]")}
_OWN_LETTERS: Mapping[str, re.Pattern[str]] = {"hu": re.compile("[őű]"), "de": re.compile("ß")}
_WORD = re.compile(r"[^\W\d_]+")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
_LOOKED_AT = 1500
_OTHER = "und"


# Small words of other languages of Europe that are none in English.
_ELSEWHERE = (
    _words(
        "de la le les des du et est une dans pour qui que pas sur avec sont aux ce cette el los las del por "
        "con una para es se su como más il lo gli di che per è non della nel dei sono anche da dos das em um "
        "uma não ao pelo het een van op te dat voor zijn niet met ook wordt i w z na jest nie że przez oraz "
        "od je v ve že pro při jsou ktoré sa să și în cu pe nu din care este och att det som är av på til og "
        "er ikke den ja ei että joka ovat u za bir bu ile için olarak var ir un ar no kas või see"
    )
    - _COMMON["en"]
)
_ACCENTED = re.compile(r"[^\W\d_a-z]")
_FOREIGN_CHUNKS_RATIO = 0.2
_SPEAKING_CHUNKS_RATIO = 0.5


def foreign(text: str) -> bool | None:
    """Whether `text` is in another language than English; null where nothing shows it."""
    language = likely_language(text)
    if language not in {None, "en"}:
        return True
    words = set(_WORD.findall(text[:_LOOKED_AT]))  # a column of one value speaks once
    spoken = {word.lower() for word in words}
    # A name with accents says nothing of the language around it.
    accented = sum(word[0].islower() and _ACCENTED.search(word) is not None for word in words)
    theirs, ours = len(spoken & _ELSEWHERE) + accented, len(spoken & _COMMON["en"])
    return theirs > ours if theirs or ours else None


def speaks_foreign(parts: Iterable[str]) -> bool:
    """Whether a document of these parts is to a good part in another language than English, if most are words."""
    every = list(map(foreign, parts))
    shown = [one for one in every if one is not None]
    speaks = len(shown) > _SPEAKING_CHUNKS_RATIO * len(every)
    return speaks and sum(shown) > _FOREIGN_CHUNKS_RATIO * len(shown)


def likely_language(text: str) -> str | None:
    """A code of ISO 639, "und" in another script than Latin; null where nothing shows it, as in a name alone."""
    words = _WORD.findall(text[:_LOOKED_AT])
    letters = "".join(words)
    if letters and len(_LATIN.findall(letters)) < len(letters) / 2:
        return _OTHER
    # Names and abbreviations, "Erdős" or "MIT", say nothing of the language around them.
    spoken = [word.lower() for word in words if len(word) == 1 or not word.isupper()]
    small = "".join(word for word in words if word[0].islower())
    votes = {name: sum(word in common for word in spoken) for name, common in _COMMON.items()}
    for name in _LETTERS:
        votes[name] += bool(_LETTERS[name].search(small)) + bool(_OWN_LETTERS[name].search(small))
    best = max(votes, key=lambda name: votes[name])
    return best if votes[best] else None
