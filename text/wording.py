"""What Candor says itself when it has no answer, in the language of the question."""

import re
from collections.abc import Mapping
from enum import StrEnum

from text.languages import likely_language
from text.question_words import is_sentence


class Language(StrEnum):
    """Languages that Candor speaks."""

    ENGLISH = "en"
    HUNGARIAN = "hu"
    GERMAN = "de"


_NOT_IN_DOCUMENTS: Mapping[Language, str] = {
    Language.ENGLISH: "No answer to this question was found in the documents.",
    Language.HUNGARIAN: "A dokumentumokban nem találtam választ erre a kérdésre.",
    Language.GERMAN: "In den Dokumenten wurde keine Antwort auf diese Frage gefunden.",
}
_NO_ANSWER_TO: Mapping[Language, str] = {
    Language.ENGLISH: "No answer to “{}” was found in the documents.",
    Language.HUNGARIAN: "Erre nem találtam választ a dokumentumokban: „{}”.",
    Language.GERMAN: "In den Dokumenten wurde keine Antwort gefunden auf „{}“.",
}
_SAYS_NO_ANSWER_TO = re.compile(
    "|".join(re.escape(said).replace(r"\{\}", "[^“”„]+") for said in _NO_ANSWER_TO.values())
)
_NO_QUESTION: Mapping[Language, str] = {
    Language.ENGLISH: "Hello! Please ask a question about the documents.",
    Language.HUNGARIAN: "Üdvözlöm! Kérem, tegyen fel egy kérdést a dokumentumokról.",
    Language.GERMAN: "Guten Tag! Bitte stellen Sie eine Frage zu den Dokumenten.",
}
_ABOUT: Mapping[Language, str] = {
    Language.ENGLISH: "Tell me about {}.",
    Language.HUNGARIAN: "Mondjon valamit erről: {}.",
    Language.GERMAN: "Sagen Sie mir etwas über {}.",
}
_MOST_KEYWORDS = 5
_NO_QUOTES = str.maketrans("", "", "“”„")
_HUNGARIAN_LETTER = re.compile(r"[őűŐŰ]")
_ACCENTED_LETTER = re.compile(r"[áéíóöúü]", re.IGNORECASE)
_HUNGARIAN_WORD = re.compile(
    r"\b(?:az|egy|és|hogy|hogyan|mi|ki|mit|kit|mik|hol|hova|mikor|miért|mennyi|mennyibe|milyen|melyik|hány|van|volt|"
    r"lehet|kell|nem|szia|sziasztok|helló|köszönöm|kérem)\b",
    re.IGNORECASE,
)
_GERMAN_WORD = re.compile(
    r"\b(?:wie|wann|wo|wer|wen|wem|warum|wieso|weshalb|welche[mnrs]?|wieviel|woher|wohin|und|ist|der|das|ich|wir|kann|"
    r"darf|gibt|kostet|für|nicht|mit|eine?[nmr]?|gilt|haben?|werden|sind|bis|ab|bitte|"
    r"danke|hallo)\b",
    re.IGNORECASE,
)
_SMALL_TALK = re.compile(
    r"(?:hi|hello|hey|good (?:morning|afternoon|evening|day)|thanks?(?: you)?(?: very much)?|thx|bye|goodbye|ok(?:ay)?|"
    r"szia|sziasztok|szervusz|helló|üdv|üdvözlöm|jó (?:napot|reggelt|estét)(?: kívánok)?|köszönöm(?: szépen)?|köszi|"
    r"viszlát|rendben)(?: (?:there|candor|all|everyone))?",
    re.IGNORECASE,
)


def language_of(text: str) -> Language:
    """Hungarian or German where the text shows it, else English."""
    words = len(_HUNGARIAN_WORD.findall(text))
    if _HUNGARIAN_LETTER.search(text) or words > 1 or (words and _ACCENTED_LETTER.search(text)):
        return Language.HUNGARIAN
    if _SMALL_TALK.fullmatch(text) and _ACCENTED_LETTER.search(text):
        return Language.HUNGARIAN
    return Language.GERMAN if _is_german(text) else Language.ENGLISH


def _is_german(text: str) -> bool:
    words = len(_GERMAN_WORD.findall(text))
    return words > 1 or (words > 0 and likely_language(text) == Language.GERMAN.value)


def not_in_documents(question: str) -> str:
    """The abstention."""
    return _NOT_IN_DOCUMENTS[language_of(question)]


def no_answer_to(part: str) -> str:
    """The abstention from one of several questions."""
    return _NO_ANSWER_TO[language_of(part)].format(part.translate(_NO_QUOTES))


def says_no_answer_to(sentence: str) -> bool:
    """Whether it is that, without marks."""
    return _SAYS_NO_ANSWER_TO.fullmatch(sentence.strip()) is not None


def as_question(text: str) -> str:
    """A few key words as a wish to be told of them, which is how a judge reads them best; anything else is itself."""
    words = re.findall(r"\w+", text.lower())
    if len(words) > _MOST_KEYWORDS or is_sentence(words):
        return text
    return _ABOUT[language_of(text)].format(text.strip(" ?.!"))


def reply_to_no_question(text: str) -> str | None:
    """What to say to a greeting, an emoji or nothing at all; null where something is asked."""
    words = " ".join(re.findall(r"\w+", text))
    if any(character.isalnum() for character in text) and not _SMALL_TALK.fullmatch(words):
        return None
    return _NO_QUESTION[language_of(text)]
