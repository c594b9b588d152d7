"""Who wrote a message to whom, and when: what stands above a mail answers who asks for that alone."""

import re

_MAIL_ENDING = ".eml"
_FIELD = re.compile(r"(?:From|To|Cc|Date|Attachments): ")  # as `ingest.mail` writes them
_ASKS_OF_MAIL = re.compile(
    r"\b(?:(?:e-?)?mail\w*|messages?|wrote|writes?|written|sent|sends?|senders?|recipients?|copied|cc|address(?:es)?|"
    r"attach\w*|nachricht\w*|schrieb\w*|geschrieben|geschickt|schickte\w*|gesendet|verschickt|absender\w*|"
    r"empfänger\w*|adress\w*|anhang|anhänge\w*|küld\w*|írta|levél\w*|levelet|feladó\w*|címzett\w*|üzenet\w*|"
    r"címe|csatol\w*)\b",
    re.IGNORECASE,
)


def is_unasked_field(document: str, sentence: str, query: str) -> bool:
    """Whether a sentence of the document of that name is such a field, and `query` asks for none."""
    is_field = document.lower().endswith(_MAIL_ENDING) and _FIELD.match(sentence) is not None
    return is_field and not _ASKS_OF_MAIL.search(query)
