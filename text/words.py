"""Words, and the stems by which their inflected forms meet."""

import re
from dataclasses import dataclass

# Long enough to tell words apart, short enough that most Hungarian and English endings fall away.
HEAD_LETTERS = 5
_WORD = re.compile(r"\w+")
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


@dataclass(frozen=True, slots=True)
class Stemmer:
    """Heads of the words of a text.

    `left_out` are function words. `whole_numbers` are not cut. `words_first`: words are found before they are folded;
    else folding may break one, as where it sets a letter's accent apart.
    """

    left_out: re.Pattern[str] | None
    whole_numbers: bool
    words_first: bool = False

    def stems(self, text: str) -> frozenset[str]:
        """Each once."""
        found = _WORD.findall(text if self.words_first else text.casefold())
        return frozenset(self._stem(word.casefold()) for word in found if not self._leaves_out(word))

    def _leaves_out(self, word: str) -> bool:
        return self.left_out is not None and self.left_out.fullmatch(word) is not None

    def _stem(self, word: str) -> str:
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
        r"kell|lehet"
    ),
    whole_numbers=True,
)
