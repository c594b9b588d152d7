"""Replies that reviewers choose from, by language, with places that a case fills in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from text.notices import DEFAULT_LANGUAGE

PLACES = ("question", "collection", "documents", "reviewer")


@dataclass(frozen=True, slots=True)
class CannedReply:
    """A reply by language; `{question}` and the other `PLACES` stand for what the case says."""

    name: str
    texts: Mapping[str, str]

    def filled(self, language: str, known: Mapping[str, str]) -> str:
        """In `language`, else in English, else in whichever there is. Braces in what is filled in stay as they are."""
        text = self.texts.get(language) or self.texts.get(DEFAULT_LANGUAGE) or next(iter(self.texts.values()))
        parts = text.split("{")
        return parts[0] + "".join(_filled(part, known) for part in parts[1:])


def _filled(part: str, known: Mapping[str, str]) -> str:
    place, closing, rest = part.partition("}")
    return known[place] + rest if closing and place in known else "{" + part


CANNED: Sequence[CannedReply] = (
    CannedReply(
        "Not in the documents",
        {
            "en": "About “{question}”: our documents ({documents}) do not say.",
            "hu": "Erre a kérdésre: „{question}” – a dokumentumaink ({documents}) nem adnak választ.",
            "de": "Zu „{question}“: Unsere Dokumente ({documents}) sagen dazu nichts.",
        },
    ),
    CannedReply(
        "Which one is meant?",
        {
            "en": "About “{question}”: could you say which case you mean? The documents have several answers.",
            "hu": "Erre a kérdésre: „{question}” – melyik esetre gondol? A dokumentumok többféle választ adnak.",
            "de": "Zu „{question}“: Welchen Fall meinen Sie? Die Dokumente geben mehrere Antworten.",
        },
    ),
    CannedReply(
        "Passed on",
        {
            "en": "About “{question}”: I have passed this on to those who know; their answer will follow here.",
            "hu": "Erre a kérdésre: „{question}” – továbbítottam az illetékeseknek; a válaszuk itt fog megjelenni.",
            "de": "Zu „{question}“: Ich habe das an die zuständigen Kollegen weitergegeben; deren Antwort folgt hier.",
        },
    ),
)
