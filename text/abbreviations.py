"""Full stops that do not end a sentence: abbreviations, initials and ordinals, English and Hungarian.

Each of the three functions belongs to one `SentenceCut` and knows what its cut has always known.
"""

import re


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_NEVER_LAST = _words(
    "dr mr mrs ms mx prof st mt vs cf approx ca viz gen col sgt capt lt rev hon pres gov sen rep supt dept esp resp "
    "incl excl "
    "pl kb ill ld vö ún ui ti ifj özv szt sz gr br lásd ún mb hrsz u.n e.g i.e a.k.a s.k n.b p.h d.h"
)
_BEFORE_DIGITS = _words(
    "no nos p pp fig figs vol sec ch eq art para ref refs ver v app ex max min tel ext "
    "jan feb mar apr jun jul aug sep sept oct nov dec "
    "ápr máj jún júl szept okt dec febr márc old bek köt évf ábra fej"
)
_STARTERS = _words(
    "The This That These Those It Its In On At A An He She They We You If When For From To But And However Each All "
    "Az Ez Ezek Azok Ha De És Nem Mint Majd Minden Egy"
)
_IN_CHUNKS = _words(
    "mr mrs ms dr prof st no nos vs etc fig figs eq eqs sec ch vol pp ed eds cf al inc ltd co corp jr sr approx dept "
    "e.g i.e jan feb mar apr jun jul aug sep sept oct nov dec pl ill ún stb kb id ifj özv sz old vö szerk tel"
)
_IN_EVIDENCE = re.compile(
    r"(?:^|[\s(])(?:[A-Z]|Mrs?|Ms|Dr|Prof|St|Sr|Jr|No|Nos|vs|etc|e\.g|i\.e|cf|Inc|Ltd|Co|Fig|pl|ill|stb|kb)\.$"
    r"|^\W*\d{1,3}\.$"  # the number of a list's item
)
_LONGEST_IN_EVIDENCE = 8
_LONGEST_IN_CHUNKS = 12
_WORD_STARTS = re.compile(r"[\s(\[„“\"]")
_LAST_WORD = re.compile(r"(?:\w[\w.]*)?\w$")
# Longer than any abbreviation: a search of all that stands before took a second for 150 kB of initials.
_LAST_WORD_CHARACTERS = 64
_ACRONYM = re.compile(r"\w(?:\.\w)*")
_ROMAN = re.compile(r"[IVXLC]+")


def inside_claim(before: str, following: str) -> bool:
    """Whether the full stop between `before` and the word `following` belongs to an abbreviation or ordinal."""
    match = _LAST_WORD.search(before, max(0, len(before) - _LAST_WORD_CHARACTERS))
    if match is None:
        return False
    word = match.group()
    if word.lower() in _NEVER_LAST:
        return True
    if following[:1].isdigit():
        return word.isdigit() or word.lower() in _BEFORE_DIGITS
    if _ROMAN.fullmatch(word):
        return _follows_lower_case(before[: match.start()])
    return _is_initial(word) and following.rstrip(",;:") not in _STARTERS


def inside_evidence(sentence: str) -> bool:
    """Whether the full stop that `sentence`, from its start, ends in belongs to an abbreviation or a list's number."""
    return _IN_EVIDENCE.search(sentence[-_LONGEST_IN_EVIDENCE:]) is not None


def inside_chunk(before: str, following: str) -> bool:
    """Whether the full stop between `before` and `following` belongs to an abbreviation, or a small letter follows."""
    if following[:1].islower():
        return True
    word = _WORD_STARTS.split(before[-_LONGEST_IN_CHUNKS:])[-1].lower()
    return word in _IN_CHUNKS or (len(word) == 1 and word.isalpha())


def _is_initial(word: str) -> bool:
    return _ACRONYM.fullmatch(word) is not None and not word[0].isdigit() and (word[0].isupper() or "." in word)


def _follows_lower_case(before: str) -> bool:
    """`a XIV. Lajos korabeli`, not `Elizabeth II. The`."""
    words = before.split()
    return not words or words[-1][0].islower()
