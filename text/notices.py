"""What Candor says to people by itself, beside answers: notices, and what a reviewer's decision says without a text."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

DEFAULT_LANGUAGE = "en"


class Saying(StrEnum):
    """Each sentence that we say."""

    WITHHELD = "withheld"
    OFF_POINT = "off_point"
    MODEL_DOWN = "model_down"
    MODEL_BUSY = "model_busy"
    MODEL_SILENT = "model_silent"
    LEFT_OUT = "left_out"
    MISSED = "missed"
    CONTESTED = "contested"
    ASKED_AFTER_ALL = "asked_after_all"
    UNREADABLE = "unreadable"
    STOPPED = "stopped"
    INTERRUPTED = "interrupted"
    CUT_SHORT = "cut_short"
    FILTERED = "filtered"
    REJECTED = "rejected"
    NOT_IN_DOCUMENTS = "not_in_documents"


SAYINGS: Mapping[Saying, Mapping[str, str]] = {
    Saying.WITHHELD: {
        "en": "The rest of this answer could not be confirmed from the documents, so it was passed to a person, "
        "whose reply will appear here.",
        "hu": "A válasz többi részét a dokumentumok nem támasztják alá, ezért egy munkatársnak adtuk át; "
        "a válasza itt fog megjelenni.",
        "de": "Der Rest dieser Antwort ließ sich anhand der Dokumente nicht bestätigen und wurde deshalb an eine "
        "Person weitergegeben, deren Antwort hier erscheinen wird.",
    },
    Saying.OFF_POINT: {
        "en": "This does not seem to answer the question, so it was passed to a person, whose reply will appear here.",
        "hu": "Ez a válasz valószínűleg nem a kérdésre felel, ezért egy munkatársnak adtuk át; a válasza itt fog "
        "megjelenni.",
        "de": "Das scheint die Frage nicht zu beantworten und wurde deshalb an eine Person weitergegeben, deren "
        "Antwort hier erscheinen wird.",
    },
    Saying.MODEL_DOWN: {
        "en": "The language model could not be reached, so these are sentences quoted from the documents.",
        "hu": "A nyelvi modell nem érhető el, ezért ezek a dokumentumokból idézett mondatok.",
        "de": "Das Sprachmodell war nicht erreichbar, deshalb sind dies wörtlich zitierte Sätze aus den Dokumenten.",
    },
    Saying.MODEL_BUSY: {
        "en": "The language model is busy with other questions, so these are sentences quoted from the documents.",
        "hu": "A nyelvi modell más kérdésekkel van elfoglalva, ezért ezek a dokumentumokból idézett mondatok.",
        "de": "Das Sprachmodell ist mit anderen Fragen beschäftigt, deshalb sind dies wörtlich zitierte Sätze aus den "
        "Dokumenten.",
    },
    Saying.MODEL_SILENT: {
        "en": "The language model gave no answer, so these are sentences quoted from the documents.",
        "hu": "A nyelvi modell nem adott választ, ezért ezek a dokumentumokból idézett mondatok.",
        "de": "Das Sprachmodell gab keine Antwort, deshalb sind dies wörtlich zitierte Sätze aus den Dokumenten.",
    },
    Saying.LEFT_OUT: {
        "en": "What the language model wrote could not be confirmed from the documents and was left out, so these are "
        "sentences quoted from them.",
        "hu": "Amit a nyelvi modell írt, azt a dokumentumok nem támasztják alá, ezért kihagytuk; ezek a "
        "dokumentumokból idézett mondatok.",
        "de": "Was das Sprachmodell schrieb, ließ sich anhand der Dokumente nicht bestätigen und wurde weggelassen, "
        "deshalb sind dies daraus wörtlich zitierte Sätze.",
    },
    Saying.MISSED: {
        "en": "The language model found no answer, but the documents say this, which may be one.",
        "hu": "A nyelvi modell nem talált választ, de a dokumentumokban ez áll, ami lehet, hogy az.",
        "de": "Das Sprachmodell fand keine Antwort, aber in den Dokumenten steht dies, was eine sein kann.",
    },
    Saying.CONTESTED: {
        "en": "The documents may hold an answer all the same.",
        "hu": "A dokumentumok mégis tartalmazhatják a választ.",
        "de": "Die Dokumente könnten trotzdem eine Antwort enthalten.",
    },
    Saying.ASKED_AFTER_ALL: {
        "en": "The language model found no answer although the documents may hold one, so this was passed to a person, "
        "whose reply will appear here.",
        "hu": "A nyelvi modell nem talált választ, bár a dokumentumok tartalmazhatják, ezért a kérdést egy "
        "munkatársnak adtuk át; a válasza itt fog megjelenni.",
        "de": "Das Sprachmodell fand keine Antwort, obwohl die Dokumente eine enthalten könnten, deshalb wurde dies an "
        "eine Person weitergegeben, deren Antwort hier erscheinen wird.",
    },
    Saying.UNREADABLE: {
        "en": "The documents could not be read just now, so there is no answer. Please ask again in a moment.",
        "hu": "A dokumentumokat most nem sikerült elolvasni, ezért nincs válasz. Kérjük, tegye fel újra a kérdést "
        "kicsit később.",
        "de": "Die Dokumente konnten gerade nicht gelesen werden, deshalb gibt es keine Antwort. Bitte stellen Sie "
        "die Frage gleich noch einmal.",
    },
    Saying.STOPPED: {
        "en": "The server was stopped before this answer was finished. Ask again in a moment.",
        "hu": "A kiszolgálót leállították, mielőtt ez a válasz elkészült volna. Kérdezze meg kis idő múlva újra.",
        "de": "Der Server wurde angehalten, bevor diese Antwort fertig war. Bitte fragen Sie gleich noch einmal.",
    },
    Saying.INTERRUPTED: {
        "en": "The language model stopped before this answer was finished.",
        "hu": "A nyelvi modell a válasz befejezése előtt leállt.",
        "de": "Das Sprachmodell brach ab, bevor diese Antwort fertig war.",
    },
    Saying.CUT_SHORT: {
        "en": "The language model reached its limit of length before this answer was finished.",
        "hu": "A nyelvi modell elérte a hosszkorlátját, mielőtt a válasz elkészült volna.",
        "de": "Das Sprachmodell erreichte seine Längengrenze, bevor diese Antwort fertig war.",
    },
    Saying.FILTERED: {
        "en": "The language model's provider filtered this answer before it was finished.",
        "hu": "A nyelvi modell szolgáltatója kiszűrte ezt a választ, mielőtt elkészült volna.",
        "de": "Der Anbieter des Sprachmodells hat diese Antwort gefiltert, bevor sie fertig war.",
    },
    Saying.REJECTED: {
        "en": "A person looked at this answer and cannot confirm it; please do not rely on it.",
        "hu": "Egy munkatársunk megnézte ezt a választ, és nem tudja megerősíteni; kérjük, ne hagyatkozzon rá.",
        "de": "Eine Person hat diese Antwort geprüft und kann sie nicht bestätigen; bitte verlassen Sie sich nicht "
        "darauf.",
    },
    Saying.NOT_IN_DOCUMENTS: {
        "en": "A person looked into this: the documents do not contain the answer.",
        "hu": "Egy munkatársunk utánanézett: a dokumentumok nem tartalmazzák a választ.",
        "de": "Eine Person hat nachgesehen: Die Dokumente enthalten die Antwort nicht.",
    },
}


def said(saying: Saying, language: str) -> str:
    """The sentence in a collection's language, in English where we do not speak it."""
    texts = SAYINGS[saying]
    return texts.get(language, texts[DEFAULT_LANGUAGE])


_NEWER: Mapping[str, str] = {
    "en": "Of these sources {newer} is newer than {older}.",
    "hu": "A források közül {newer} újabb, mint {older}.",
    "de": "Von diesen Quellen ist {newer} neuer als {older}.",
}


def said_to_be_newer(newer: str, older: str, language: str) -> str:
    """Which of two sources that stand side by side holds, in a collection's language."""
    return _NEWER.get(language, _NEWER[DEFAULT_LANGUAGE]).format(newer=newer, older=older)


_SHORTENED: Mapping[str, str] = {
    "en": "The language model could take in only the first {read} of the {found} passages found.",
    "hu": "A nyelvi modell a {found} megtalált szövegrész közül csak az első {read} befogadására volt képes.",
    "de": "Das Sprachmodell konnte von {found} gefundenen Textstellen nur die ersten {read} aufnehmen.",
}


def said_to_be_shortened(*, read: int, found: int, language: str) -> str:
    """How much of what was found a language model was told, in a collection's language."""
    return _SHORTENED.get(language, _SHORTENED[DEFAULT_LANGUAGE]).format(read=read, found=found)


_BY_A_REVIEWER: Mapping[str, str] = {
    "en": "Answered by a reviewer on {day} {month} {year}.",
    "hu": "Egy munkatársunk válasza, {year}. {month} {day}.",
    "de": "Von einer Person beantwortet am {day}. {month} {year}.",
}
_MONTHS: Mapping[str, str] = {
    "en": "January February March April May June July August September October November December",
    "hu": "január február március április május június július augusztus szeptember október november december",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
}


def said_by_a_reviewer(day: date, language: str) -> str:
    """That a person gave the answer that is given again, and when, in a collection's language."""
    known = language if language in _MONTHS else DEFAULT_LANGUAGE
    month = _MONTHS[known].split()[day.month - 1]
    return _BY_A_REVIEWER[known].format(day=day.day, month=month, year=day.year)
