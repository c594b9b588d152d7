"""Words, and the stems by which their inflected forms meet; of scripts that set no blanks, runs of characters."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

# Long enough to tell words apart, short enough that most Hungarian and English endings fall away.
HEAD_LETTERS = 5
_WORD = re.compile(r"\w+")
_SOUTH_ASIAN = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Burmese, Khmer
_EAST_ASIAN = (
    "\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3"
    "\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"  # Chinese, Japanese, and Korean, whose particles cling to words
)
_UNSPACED = re.compile(f"[{_SOUTH_ASIAN}]+|[{_EAST_ASIAN}]+")
_SOUTH_ASIAN_RUN = re.compile(f"[{_SOUTH_ASIAN}]+")
# Vowels and tones above and below the line; they are no letters to a tokenizer.
_SIGNS = re.compile(
    "[\u0e2f\u0e31\u0e34-\u0e3a\u0e46-\u0e4f\u0eb1\u0eb4-\u0ebc\u0ec6-\u0ecf\u102b-\u103e\u104a-\u104f\u17b4-\u17d6\u17dd]"
)
_CODE = re.compile(r"(?<![\w-])(?=\S{0,40}\d)(?=\S{0,40}[^\W\d_])[^\W_]+(?:[-\u2010\u2011\u2013/_][^\W_]+){0,5}(?!\w)")
_CODE_PART = re.compile(r"[^\W_]+")
_HAS_DIGIT = re.compile(r"\d")
_AFTER_HEAD = re.compile(rf"(?<=\w{{{HEAD_LETTERS}}})\w+")


def words(text: str) -> list[str]:
    """The words and numbers of `text` in lower case, in order."""
    return _WORD.findall(text.lower())


def head(word: str) -> str:
    """The first letters of a word, folded: what inflection and most suffixes leave alone."""
    return word.casefold()[:HEAD_LETTERS]


def heads(text: str) -> str:
    """`text` with each word cut to its first letters; the index holds terms of these."""
    return _AFTER_HEAD.sub("", text)


def without_blanks(text: str) -> bool:
    """Whether `text` is mostly in a script that sets no blanks between words."""
    letters = sum(map(str.isalpha, text))
    return letters > 0 and sum(map(len, _UNSPACED.findall(text))) > letters / 2


def word_count(text: str) -> int:
    """How many words `text` has; where no blanks part them, about as many as it has characters."""
    return len(_UNSPACED.sub("", text).split()) + sum(map(len, _UNSPACED.findall(text)))


def grams(text: str) -> str:
    """`text` with its runs in scripts without blanks as overlapping pairs of characters, or triples (South Asia)."""
    return _UNSPACED.sub(lambda run: f" {' '.join(_grams(run.group()))} ", text)


def singles(text: str) -> str:
    """`text` with each character of such runs on its own."""
    return _UNSPACED.sub(lambda run: f" {' '.join(_SIGNS.sub('', run.group()))} ", text)


def joined_codes(text: str) -> list[str]:
    """Codes of letters and digits in `text` as they are written without hyphens, whole and in parts.

    `CR-7994/B` is `CR7994B`, `CR7994` and `7994B`.
    """
    return [joined for code in _CODE.findall(text) for joined in _joined(_CODE_PART.findall(code))]


def _grams(run: str) -> Iterator[str]:
    size = 3 if _SOUTH_ASIAN_RUN.match(run) else 2
    letters = _SIGNS.sub("", run)
    for start in range(max(1, len(letters) - size + 1)):
        yield letters[start : start + size]


def _joined(parts: list[str]) -> Iterator[str]:
    for start in range(len(parts)):
        for end in range(start + 2, len(parts) + 1):
            joined = "".join(parts[start:end])
            if not joined.isdigit() and not joined.isalpha():
                yield joined


@dataclass(frozen=True, slots=True)
class Stemmer:
    """Heads of the words of a text.

    `left_out` are function words; `dividers` are those of scripts without blanks. `whole_numbers` are not cut.
    `words_first`: words are found before they are folded; else folding may break one, as where it sets a letter's
    accent apart. `codes` are stems of their own, however they are written.
    """

    left_out: re.Pattern[str] | None
    whole_numbers: bool
    words_first: bool = False
    dividers: re.Pattern[str] | None = None
    codes: bool = False

    def stems(self, text: str) -> frozenset[str]:
        """Each once."""
        given = text if self.words_first else text.casefold()
        found = _WORD.findall(grams(given if self.dividers is None else self.dividers.sub(" ", given)))
        stems = {self._stem(word.casefold()) for word in found if not self._leaves_out(word)}
        return frozenset(stems | {code.casefold() for code in joined_codes(text)} if self.codes else stems)

    def _leaves_out(self, word: str) -> bool:
        return self.left_out is not None and self.left_out.fullmatch(word) is not None

    def _stem(self, word: str) -> str:
        if self.codes and not word.isdigit() and not word.isalpha() and _HAS_DIGIT.search(word):
            return word
        return word if self.whole_numbers and word.isdigit() else word[:HEAD_LETTERS]


# The risk of a claim was fitted on signals that are counted in these.
CLAIM_STEMMER = Stemmer(
    re.compile(
        r"an?|and|are|as|at|be|been|by|for|from|has|have|if|in|is|its?|not|of|on|or|that|the|their|there|this|to|was|"
        r"were|will|with|which|az|egy|és|hogy|van|volt|nem|meg|ezt?|azt|vagy|mint|csak|már|még|ha|de"
    ),
    whole_numbers=False,
)
# By these the evidence is picked that grounding reads, where there is more than it can read.
EVIDENCE_STEMMER = Stemmer(None, whole_numbers=True, words_first=True)
# A question's wording is found again in sentences by these.
QUESTION_STEMMER = Stemmer(
    re.compile(
        r"an?|and|are|as|at|be|been|by|can|do|does|did|for|from|has|have|how|i|if|in|is|its?|many|may|much|must|my|not|"
        r"of|often|on|or|our|that|the|their|there|they|this|to|was|we|were|what|when|where|which|who|why|will|with|you|"
        r"your|az?|egy|és|hogy|hogyan|van|volt|nem|is|meg|ki|mi|mit|mikor|mennyi|mennyibe|milyen|miért|hány|hol|melyik|"
        r"kell|lehet|[\u3041-\u3096]{1,2}"
    ),
    whole_numbers=True,
    dividers=re.compile(
        "叫什么名字|叫什么|是什么|什么名字|什么时候|什么|为什么|为何|几点|多少|多久|多长|几|哪里|哪儿|哪个|哪些|哪|谁|怎么样|怎么|"
        "怎样|如何|是否|吗|呢|的|是|了|在|请问|叫什麼名字|什麼時候|什麼|為什麼|幾點|幾|哪裡|誰|怎麼|嗎|"
        "何時|何曜日|何人|何|いつ|どこ|誰|だれ|いくら|どの|どう|なぜ|でしょうか|ですか|ますか|です|ます|"
        "무엇|언제|어디|누구|얼마|몇|입니까|인가요|"
        "อะไร|เท่าไหร่|เท่าไร|ที่ไหน|เมื่อไหร่|เมื่อไร|ใคร|อย่างไร|กี่|ไหม|หรือไม่|ของ|คือ|และ"
    ),
    codes=True,
)
