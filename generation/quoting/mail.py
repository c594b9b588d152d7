"""What of a mail is not its own text: the lines that say who wrote to whom, and an earlier mail that it quotes."""

import re

from domain.answers import Claim
from domain.documents import Passage

_MAILS = (".eml", ".msg")
_HEAD_CHARACTERS = 600
_FIELD = re.compile(r"(?:From|To|Cc|Date|Attachments): ")  # as `ingest.mail` writes them
_ADDRESSED = re.compile(
    r"(?:from|to|cc|bcc|reply-to|sent|date|von|an|gesendet|datum|feladó|címzett|dátum)\s*:\s[^\n]*(?:@|\d{4})",
    re.IGNORECASE,
)
_OF_MAIL = re.compile(
    r"\b(?:(?:e-?)?mail\w*|messages?|letters?|wrote|writes?|written|sent|sends?|senders?|recipients?|copied|cc|"
    r"nachricht\w*|schrieb\w*|geschrieben|geschickt|schickte\w*|gesendet|verschickt|absender\w*|empfänger\w*|"
    r"küld\w*|írta|levél\w*|levelet|feladó\w*|címzett\w*|üzenet\w*)\b",
    re.IGNORECASE,
)
_OF_FIELDS = re.compile(
    r"\b(?:address(?:es|ed)?|attach\w*|adress\w*|anhang|anhänge\w*|címe|csatol\w*)\b", re.IGNORECASE
)
_ATTRIBUTION = re.compile(r"^(?!>)[^\n]*\b(?:wrote|schrieb|írta)\b[^\n]*:\s*$", re.IGNORECASE | re.MULTILINE)
_NAME = re.compile(r"\b[^\W\d_a-z]\w{2,}")


def is_beside_its_text(passage: Passage, sentence: Claim, query: str) -> bool:
    """Whether the sentence is none of what the mail says itself, unless the question is about that."""
    if _is_field(passage, sentence):
        return _OF_MAIL.search(query) is None and _OF_FIELDS.search(query) is None
    if _ATTRIBUTION.match(sentence.text):
        return _OF_MAIL.search(query) is None
    return _is_quoted(passage, sentence) and not _asks_of_quoted(passage, sentence, query)


def _is_field(passage: Passage, sentence: Claim) -> bool:
    if _is_mail(passage) and _FIELD.match(sentence.text):
        return True
    at = passage.stored.chunk.start + sentence.start
    return at < _HEAD_CHARACTERS and _ADDRESSED.match(sentence.text) is not None


def _is_mail(passage: Passage) -> bool:
    return passage.stored.document.lower().endswith(_MAILS)


def _is_quoted(passage: Passage, sentence: Claim) -> bool:
    """Below a line that says who wrote it, each line with its sign before it."""
    line = passage.text[passage.text.rfind("\n", 0, sentence.start) + 1 : sentence.end]
    if not line.lstrip().startswith(">"):
        return False
    return _is_mail(passage) or _above(passage, sentence) is not None


def _above(passage: Passage, sentence: Claim) -> str | None:
    found = [*_ATTRIBUTION.finditer(passage.text, 0, sentence.start)]
    return found[-1].group() if found else None


def _asks_of_quoted(passage: Passage, sentence: Claim, query: str) -> bool:
    """Whether it names who wrote that, or asks what was written before."""
    names = {name.casefold() for name in _NAME.findall(_above(passage, sentence) or "")}
    return any(word.casefold() in names for word in _NAME.findall(query)) or _OF_MAIL.search(query) is not None
