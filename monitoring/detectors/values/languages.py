"""Which language a text is in, as far as reading its numbers needs it."""

from collections import Counter
from collections.abc import Iterable
from types import MappingProxyType

_TELLING = MappingProxyType(
    {
        "en": "the of and is to are for with at by from was were not it be an on that this his her their how what",
        "de": "der das und ist nicht ein eine von mit den dem im zu für auf sich wird werden bis uhr oder wie beim am "
        "kostet dauert pro kein zum hat wurde waren sind jahre stunden tage wurden über auf bei nach noch als "
        "nur aber sie er es wir",
        "hu": "az és hogy nem van egy csak vagy mint lehet kell után ig között legfeljebb legalább ft forint órakor "
        "volt hány mennyi mikor évben nap napig perc óra hónap múzeum ezer havi évi",
    }
)
_LANGUAGES = MappingProxyType({word: name for name, words in _TELLING.items() for word in words.split()})
_LETTERS = MappingProxyType({"ß": "de", "ä": "de", "ő": "hu", "ű": "hu", "á": "hu", "í": "hu", "ú": "hu"})


def language_of(words: Iterable[str]) -> str:
    """`en`, `de` or `hu`; empty where nothing tells. `words` are in lower case."""
    votes = Counter(_LANGUAGES[word] for word in words if word in _LANGUAGES)
    if not votes:
        votes.update(_LETTERS[letter] for word in words for letter in word if letter in _LETTERS)
    return votes.most_common(1)[0][0] if votes else ""
