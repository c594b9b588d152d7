"""One word → the number that it names, in English, German and Hungarian."""

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Literal, NamedTuple

Sort = Literal["cardinal", "ordinal", "fraction", "multiple"]


class Named(NamedTuple):
    """A number, and how the word counts with it."""

    amount: float
    sort: Sort = "cardinal"


def _numbered(words: str, start: int = 0) -> dict[str, float]:
    """Alternatives of one number are joined by a stroke."""
    return {word: start + step for step, group in enumerate(words.split()) for word in group.split("|")}


def _tens(words: str) -> dict[str, float]:
    return {word: value * 10 for word, value in _numbered(words, 2).items()}


EN_SMALL = MappingProxyType(
    _numbered(
        "zero|nil one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen"
    )
)
EN_TENS = MappingProxyType(_tens("twenty thirty forty|fourty fifty sixty seventy eighty ninety"))
_EN_ORDINALS = _numbered(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth",
    1,
)
EN_ORDINALS = MappingProxyType(
    _EN_ORDINALS | _tens("twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth")
)
EN_PARTS: Mapping[str, float] = MappingProxyType(
    {f"{word}s": value for word, value in _EN_ORDINALS.items() if value > 2}
    | {word: value for word, value in _EN_ORDINALS.items() if value > 2}
    | {"half": 2, "halves": 2, "quarter": 4, "quarters": 4, "hundredth": 100, "hundredths": 100}
)
SCALES: Mapping[str, float] = MappingProxyType(
    dict.fromkeys(("hundred", "hundert", "száz"), 100.0)
    | dict.fromkeys(("thousand", "tausend", "ezer", "ezret", "ezres", "tsd"), 1000.0)
    | dict.fromkeys(("million", "millions", "mio", "millionen", "millió", "milliót", "mill", "mn"), 1000000.0)
    | dict.fromkeys(
        ("billion", "billions", "bn", "mrd", "milliarde", "milliarden", "milliárd", "milliárdot"), 1000000000.0
    )
    | dict.fromkeys(("trillion", "trillions", "billionen", "billió"), 1000000000000.0)
    | dict.fromkeys(("dozen", "dozens", "dutzend", "tucat"), 12.0)
)
_WHOLE: Mapping[str, Named] = MappingProxyType(
    {"half": Named(0.5, "fraction"), "halves": Named(0.5, "fraction"), "½": Named(0.5, "fraction")}
    | {"¼": Named(0.25, "fraction"), "¾": Named(0.75, "fraction"), "⅓": Named(1 / 3, "fraction")}
    | {"⅔": Named(2 / 3, "fraction"), "⅛": Named(0.125, "fraction")}
    | dict.fromkeys(("twice", "double", "doubled", "doubles", "twofold"), Named(2, "multiple"))
    | dict.fromkeys(("thrice", "triple", "tripled", "triples", "threefold", "treble"), Named(3, "multiple"))
    | dict.fromkeys(("quadruple", "quadrupled", "fourfold"), Named(4, "multiple"))
    | dict.fromkeys(("fivefold",), Named(5, "multiple"))
    | dict.fromkeys(("tenfold",), Named(10, "multiple"))
    | dict.fromkeys(("doppelt", "doppelte", "doppelten", "dupla", "dupláját", "duplája"), Named(2, "multiple"))
    | dict.fromkeys(("hälfte", "halb", "halbe", "halben", "halber", "halbes", "fele", "felét"), Named(0.5, "fraction"))
    | dict.fromkeys(("fél", "felére", "feléért"), Named(0.5, "fraction"))
    | dict.fromkeys(("anderthalb", "eineinhalb", "másfél"), Named(1.5))
    | dict.fromkeys(("null", "nulla"), Named(0))
)

_DE_SMALL = _numbered(
    "null ein|eins|eine zwei|zwo drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn "
    "sechzehn siebzehn achtzehn neunzehn"
)
_DE_TENS = _tens("zwanzig dreißig|dreissig vierzig fünfzig sechzig siebzig achtzig neunzig")
_DE_ROOTS = _numbered("erst zweit dritt viert fünft sechst siebt|siebent acht neunt zehnt elft zwölft", 1)
_DE_JOINED = re.compile(r"(.+)und(.+zig|dreißig|dreissig)")
_DE_ORDINAL = re.compile(r"(\w+?)(?:e|en|er|es|em)")
_DE_PART = re.compile(r"(\w+?)tel[ns]?")
_DE_MULTIPLE = re.compile(r"(\w+?)(?:mal|fache[ns]?|fach)")
_DE_AND_HALF = re.compile(r"(\w+?)einhalb")

_HU_SMALL = _numbered("egy két|kettő|kett három|hárm négy öt hat hét|het nyolc kilenc", 1)
_HU_TENS = {"tíz": 10.0, "tizen": 10.0, "tiz": 10.0, "húsz": 20.0, "huszon": 20.0, "husz": 20.0} | {
    word: 30.0 + 10 * step
    for step, word in enumerate(["harminc", "negyven", "ötven", "hatvan", "hetven", "nyolcvan", "kilencven"])
}
_HU_ROOTS = _numbered("egyed második harmad negyed ötöd hatod heted nyolcad kilenced tized", 1) | {
    "ketted": 2.0,
    "huszad": 20.0,
    "század": 100.0,
}
_SMALL, _TENS = "|".join(_HU_SMALL), "|".join(_HU_TENS)
_HU_BELOW_THOUSAND = rf"(?:(?:{_SMALL})?száz)?(?:{_TENS})?(?:{_SMALL})?"
_HU_ENDING = (
    r"(?:[aeoö]?[nt]|[aeoö]s|b[ae]n?|r[ae]|n[áé]l|[tbr][óő]l|ig|kor|kori|ért|n[ae]k|(?:m|t|l|n|c|r|v|sz|z|gy)[ae]l|"
    r"[ae]n|ik|ed|as|es|os|ös|ot|at|et|öt|ból|ből|ről|ról)?"
)
_HU_CARDINAL = re.compile(
    rf"(?P<thousands>{_HU_BELOW_THOUSAND}ezer)?-?(?P<hundreds>(?:{_SMALL})?száz)?(?P<tens>{_TENS})?(?P<ones>{_SMALL})?"
    rf"{_HU_ENDING}"
)
_HU_ORDINAL = re.compile(rf"(?P<tens>{_TENS})?(?P<root>{'|'.join(_HU_ROOTS)})ik\w{{0,4}}|(?P<first>első)\w{{0,4}}")
_HU_PART = re.compile(rf"(?P<count>{_SMALL})?(?P<root>{'|'.join(_HU_ROOTS)})(?:[aeáé]|[aeáé]t|[aeáé]b[ae]n|ot|et|nyi)?")
_HU_MULTIPLE = re.compile(rf"(?P<count>{_HU_BELOW_THOUSAND})(?:sz[oeö]r|sz[oeö]r[oeö]s[eéaá]?[tn]?)")


@lru_cache(maxsize=8192)
def named_number(word: str, language: str) -> Named | None:
    """What the word, in lower case, names by itself; null where it names none.

    `language` is `en`, `de` or `hu` where the text around it is in that language, else empty: then words that mean
    something else in one of the others name nothing ("hat", "elf").
    """
    if word in _WHOLE:
        return _WHOLE[word] if word != "fél" or language != "en" else None
    if word in EN_SMALL:
        return Named(EN_SMALL[word])
    if word in EN_TENS:
        return Named(EN_TENS[word])
    if word in EN_ORDINALS:
        return Named(EN_ORDINALS[word], "ordinal")
    if language == "en" or (len(word) < 3 and word != "öt"):
        return None
    return (None if language == "hu" else _german(word)) or (None if language == "de" else _hungarian(word, language))


def _german(word: str) -> Named | None:
    if word in ("ein", "eine"):
        return None
    if (amount := _german_cardinal(word)) is not None:
        return Named(amount)
    if (half := _DE_AND_HALF.fullmatch(word)) and (whole := _german_cardinal(half[1])) is not None:
        return Named(whole + 0.5)
    if (part := _DE_PART.fullmatch(word)) and (of := _german_root(part[1] + "t")):
        return Named(1 / of, "fraction")
    if (multiple := _DE_MULTIPLE.fullmatch(word)) and (count := _german_cardinal(multiple[1])) is not None:
        return Named(count, "multiple") if count > 1 else None
    if (ordinal := _DE_ORDINAL.fullmatch(word)) and (place := _german_root(ordinal[1])):
        return Named(place, "ordinal") if word != "achten" else None
    return None


def _german_cardinal(word: str) -> float | None:
    """Raises nothing: a word that is no number gives null."""
    if word in _DE_SMALL:
        return _DE_SMALL[word]
    if word in _DE_TENS:
        return _DE_TENS[word]
    for scale, size in (("tausend", 1000.0), ("hundert", 100.0)):
        left, found, right = word.partition(scale)
        if found:
            many = _german_cardinal(left) if left else 1.0
            rest = _german_cardinal(right.removeprefix("und")) if right else 0.0
            return None if many is None or rest is None else many * size + rest
    if joined := _DE_JOINED.fullmatch(word):
        ones, tens = _DE_SMALL.get(joined[1]), _DE_TENS.get(joined[2])
        return None if ones is None or tens is None else ones + tens
    return None


def _german_root(root: str) -> float | None:
    """Of an ordinal: "zwanzigst", "viert"."""
    if root in _DE_ROOTS:
        return _DE_ROOTS[root]
    if root.endswith("st"):
        return _german_cardinal(root[:-2])
    return _german_cardinal(root[:-1]) if root.endswith("zehnt") else None


def _hungarian(word: str, language: str) -> Named | None:
    if word in ("egy", "egyes", "egyen", "egyet", "száza", "ötös") or (word.startswith("hat") and language != "hu"):
        return None
    if ordinal := _HU_ORDINAL.fullmatch(word):
        tens = _HU_TENS.get(ordinal["tens"] or "", 0.0)
        return Named(1.0 if ordinal["first"] else tens + _HU_ROOTS[ordinal["root"]], "ordinal")
    if part := _HU_PART.fullmatch(word):
        return Named(_HU_SMALL.get(part["count"] or "", 1.0) / _HU_ROOTS[part["root"]], "fraction")
    if (multiple := _HU_MULTIPLE.fullmatch(word)) and multiple["count"] not in ("", "egy"):
        return Named(_hungarian_cardinal(multiple["count"]) or 0.0, "multiple")
    amount = _hungarian_cardinal(word)
    return None if amount is None else Named(amount)


def _hungarian_cardinal(word: str) -> float | None:
    parts = _HU_CARDINAL.fullmatch(word)
    if not parts or not any(parts.groups()):
        return None
    thousands = parts["thousands"]
    many = (_hungarian_cardinal(thousands.removesuffix("ezer")) or 1.0) * 1000 if thousands else 0.0
    hundreds = parts["hundreds"]
    hundred = _HU_SMALL.get(hundreds.removesuffix("száz"), 1.0) * 100 if hundreds else 0.0
    return many + hundred + _HU_TENS.get(parts["tens"] or "", 0.0) + _HU_SMALL.get(parts["ones"] or "", 0.0)
