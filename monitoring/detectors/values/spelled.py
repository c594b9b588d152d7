"""Numbers at a place in a row of tokens: figures or words, their magnitudes and fractions."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from monitoring.detectors.values.compounds import EN_ORDINALS, EN_PARTS, EN_SMALL, EN_TENS, SCALES, Sort, named_number
from monitoring.detectors.values.figures import amounts
from monitoring.detectors.values.tokens import Row, word_set

_ONE = frozenset({"a", "an", "one", "ein", "eine", "einen", "einer", "egy", "the"})
_ARTICLES = _ONE - {"one"}
_SHORT_SCALES = {"k": 1e3, "m": 1e6}
_MULTIPLE_WORDS = frozenset({"times", "mal", "fold", "fache", "fach"})
_SHARE_FOLLOWERS = word_set(
    "of off more fewer less as again to the higher lower larger smaller longer shorter cheaper dearer "
    "price rather or and extra at in is are was were go goes went come from"
)
_HALVES = {
    ("and", "a", "half"): 0.5,
    ("and", "a", "quarter"): 0.25,
    ("and", "three", "quarters"): 0.75,
    ("and", "a", "third"): 1 / 3,
    ("és", "fél"): 0.5,
    ("und", "ein", "halb"): 0.5,
    ("½",): 0.5,
    ("¼",): 0.25,
    ("¾",): 0.75,
}
_FIRST_OF_HALVES = frozenset(words[0] for words in _HALVES)


@dataclass(frozen=True, slots=True)
class Number:
    """A number in all its readings, and the index of the token after it; `figures`: it is written in digits."""

    readings: tuple[float, ...]
    end: int
    sort: Sort = "cardinal"
    figures: bool = False

    def changed(self, change: Callable[[float], float], end: int) -> "Number":
        """The same with other amounts and another end."""
        return Number(tuple(map(change, self.readings)), end, self.sort, self.figures)


def number_at(row: Row, index: int, language: str, *, money: bool = False) -> Number | None:
    """The number that starts at `index`; null where none does. `money`: "41m" means millions."""
    found = _figure(row, index, language, money=money) if row.at(index).sort == "figure" else None
    found = found or _words(row, index, language)
    return found and _multiple(row, _with_half(row, found))


def _figure(row: Row, index: int, language: str, *, money: bool) -> Number | None:
    token = row.at(index)
    readings = amounts(token.text, language)
    if not readings:
        return None
    after = row.low(index + 1)
    if row.joined(index + 1) and after in ("st", "nd", "rd", "th") and row.at(index + 2).sort != "figure":
        return Number(readings, index + 2, "ordinal", figures=True)
    if row.joined(index + 1) and after in ("½", "¼", "¾"):
        return Number(readings, index + 1, figures=True)
    scaled = Number(readings, index + 1, _figure_sort(token.text), figures=True)
    place = index + 1 + (after in ("-", "\u2011"))
    size = _scale(row, place, money=money)
    return scaled.changed(lambda amount: amount * size, place + 1) if size else scaled


def _figure_sort(figure: str) -> Sort:
    return "fraction" if "/" in figure else "cardinal"


def _scale(row: Row, place: int, *, money: bool) -> float:
    word = row.low(place)
    if word in SCALES:
        return SCALES[word]
    if word in _SHORT_SCALES and (money or (word == "k" and row.joined(place))):
        return _SHORT_SCALES[word]
    return 1e6 if row.at(place).text == "M" and row.low(place + 1) in ("ft", "eur", "huf", "usd", "€") else 0.0


def _words(row: Row, index: int, language: str) -> Number | None:
    article = row.low(index) in _ARTICLES and row.low(index) != "the"
    start = index + 1 if article else index
    if article and not _counts_after_article(row.low(start)):
        return None
    run = _Run(row, start)
    if run.end > start:
        return _of_parts(row, run)
    return _one_word(row, start, language)


def _counts_after_article(word: str) -> bool:
    return word in SCALES or word in EN_PARTS or word in ("drittel", "viertel", "fünftel", "zehntel")


class _Run:
    """An English cardinal from `start` on: "one thousand two hundred and fifty", "a dozen", "nineteen forty-five"."""

    def __init__(self, row: Row, start: int) -> None:
        self._row = row
        self._total = 0.0
        self._current = 0.0
        self._last = ""
        self.end = start
        while step := self._step():
            self.end += step

    @property
    def amount(self) -> float:
        return self._total + self._current

    def _step(self) -> int:
        """How many tokens the next word of the number takes, 0 where it has ended."""
        word, skipped = self._row.low(self.end), 0
        joins = word == "-" and self._last in ("tens", "ones")
        if joins or (word == "and" and self._last in ("hundred", "scale")):
            word, skipped = self._row.low(self.end + 1), 1
        if not self._take(word, hyphen=joins):
            return 0
        return 1 + skipped

    def _take(self, word: str, *, hyphen: bool) -> bool:
        if word in EN_SMALL:
            return self._add(EN_SMALL[word], "ones", free=self._last in ("", "hundred", "scale") or self._units(word))
        if word in EN_TENS:
            if self._last == "ones" and 10 < self._current < 21:  # a year: nineteen forty-five
                self._current = self._current * 100 + EN_TENS[word]
                self._last = "tens"
                return True
            return self._add(EN_TENS[word], "tens", free=self._last in ("", "hundred", "scale"))
        return word in SCALES and not hyphen and self._multiply(word)

    def _units(self, word: str) -> bool:
        return self._last == "tens" and 0 < EN_SMALL[word] < 10

    def _add(self, amount: float, sort: str, *, free: bool) -> bool:
        if free:
            self._current += amount
            self._last = sort
        return free

    def _multiply(self, word: str) -> bool:
        size = SCALES[word]
        if not self._last and self._row.low(self.end - 1) not in _ONE and word.endswith("s"):
            return False  # "hundreds", "millions" of something
        if size == 1e2:
            self._current = (self._current or 1) * size
            self._last = "hundred"
        else:
            self._total += (self._current or 1) * size
            self._current = 0
            self._last = "scale"
        return True


def _of_parts(row: Row, run: _Run) -> Number:
    """ "two thirds", "forty-fifth", "half a million": a cardinal, or what a word after it makes of it."""
    after = run.end + (row.low(run.end) == "-")
    word = row.low(after)
    if run.amount < 20 and word in EN_PARTS and (run.amount > 1 or not _is_place(row, after)):
        return Number((run.amount / EN_PARTS[word],), after + 1, "fraction")
    if word in EN_ORDINALS and run.amount >= 20 and after > run.end:
        return Number((run.amount + EN_ORDINALS[word],), after + 1, "ordinal")
    if row.low(run.end) == "point" and row.low(run.end + 1) in EN_SMALL:
        return Number((run.amount + EN_SMALL[row.low(run.end + 1)] / 10,), run.end + 2)
    return Number((run.amount,), run.end)


def _is_place(row: Row, index: int) -> bool:
    """Whether "third" after an article counts places rather than parts."""
    after = row.at(index + 1)
    return row.low(index) not in ("half", "quarter") and after.sort == "word" and after.low not in _SHARE_FOLLOWERS


def _one_word(row: Row, start: int, language: str) -> Number | None:
    word = row.low(start)
    part = EN_PARTS.get(word)
    if part and row.low(start - 1) in _ARTICLES - {"the"} and not _is_place(row, start):
        return Number((1 / part,), start + 1, "fraction")
    if word == "half" and row.low(start + 1) in ("a", "the"):
        return _half_of(row, start)
    if word not in ("half", "halves") or not _is_named_half(row, start):
        named = named_number(word, language)
        if named and named.sort == "ordinal" and row.low(start + 1) == "-":
            return Number((named.amount,), start + 1, "ordinal")
        return named and _scaled(row, Number((named.amount,), start + 1, named.sort))
    return None


def _is_named_half(row: Row, start: int) -> bool:
    """ "the first half", "half past"."""
    return row.low(start - 1) in EN_ORDINALS or row.low(start - 1) == "other" or row.low(start + 1) in ("past", "time")


def _half_of(row: Row, start: int) -> Number:
    """ "half a million", "half a dozen"; else the half alone."""
    size = SCALES.get(row.low(start + 2), 0.0)
    return Number((size / 2,), start + 3) if size else Number((0.5,), start + 1, "fraction")


def _scaled(row: Row, found: Number) -> Number:
    """ "zwei Millionen", "két tucat"."""
    size = SCALES.get(row.low(found.end), 0.0)
    if not size or found.sort in ("ordinal", "multiple"):
        return found
    return Number(tuple(amount * size for amount in found.readings), found.end + 1)


def _with_half(row: Row, found: Number) -> Number:
    if found.sort == "ordinal" or row.low(found.end) not in _FIRST_OF_HALVES:
        return found
    for words, more in _HALVES.items():
        if all(row.low(found.end + step) == word for step, word in enumerate(words)):
            end = found.end + len(words)
            size = SCALES.get(row.low(end), 0.0) if found.sort == "cardinal" else 0.0
            whole = tuple((amount + more) * (size or 1) for amount in found.readings)
            return replace(found, readings=whole, end=end + bool(size))
    return found


def _multiple(row: Row, found: Number) -> Number:
    """ "three times", "2-mal"."""
    after = found.end + (row.low(found.end) in ("-", "\u2011"))
    if found.sort in ("cardinal", "fraction") and row.low(after) in _MULTIPLE_WORDS:
        return Number(found.readings, after + 1, "multiple", found.figures)
    return found
