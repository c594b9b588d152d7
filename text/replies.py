"""What Candor says to small talk, about what it holds, and where it found nothing, by language."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from textwrap import shorten

from text.small_talk import Talk
from text.wording import Language

_REPLIES: Mapping[Talk, Mapping[Language, str]] = {
    Talk.NOTHING: {
        Language.ENGLISH: "Please type a question about the documents.",
        Language.GERMAN: "Bitte geben Sie eine Frage zu den Dokumenten ein.",
        Language.HUNGARIAN: "Kérem, írjon be egy kérdést a dokumentumokról.",
    },
    Talk.GREETING: {
        Language.ENGLISH: "Hello! Please ask a question about the documents.",
        Language.GERMAN: "Guten Tag! Bitte stellen Sie eine Frage zu den Dokumenten.",
        Language.HUNGARIAN: "Üdvözlöm! Kérem, tegyen fel egy kérdést a dokumentumokról.",
    },
    Talk.REMARK: {
        Language.ENGLISH: "All right. Ask whenever you have another question about the documents.",
        Language.GERMAN: "In Ordnung. Fragen Sie gern weiter zu den Dokumenten.",
        Language.HUNGARIAN: "Rendben. Kérdezzen bátran tovább a dokumentumokról.",
    },
    Talk.THANKS: {
        Language.ENGLISH: "You are welcome. Is there anything else you would like to know?",
        Language.GERMAN: "Gern geschehen. Möchten Sie noch etwas wissen?",
        Language.HUNGARIAN: "Szívesen. Szeretne még valamit megtudni?",
    },
    Talk.GOODBYE: {
        Language.ENGLISH: "Goodbye!",
        Language.GERMAN: "Auf Wiedersehen!",
        Language.HUNGARIAN: "Viszontlátásra!",
    },
    Talk.COMPLAINT: {
        Language.ENGLISH: "I am sorry that this did not help. Ask in other words, or choose “Ask a person” below.",
        Language.GERMAN: "Es tut mir leid, dass das nicht geholfen hat. Fragen Sie mit anderen Worten, oder wählen Sie "
        "unten „Ask a person“, um eine Person zu fragen.",
        Language.HUNGARIAN: "Sajnálom, hogy ez nem segített. Kérdezze meg más szavakkal, vagy kérjen választ egy "
        "munkatárstól lent az „Ask a person” gombbal.",
    },
    Talk.IDENTITY: {
        Language.ENGLISH: "I am Candor, a program that answers questions from the documents here. Each sentence of an "
        "answer is checked against them and shows its source. Where no answer is found, I say so, and a person can be "
        "asked.",
        Language.GERMAN: "Ich bin Candor, ein Programm, das Fragen aus den Dokumenten hier beantwortet. Jeder Satz "
        "einer Antwort wird an ihnen geprüft und zeigt seine Quelle. Wo keine Antwort gefunden wird, sage ich das, und "
        "eine Person kann gefragt werden.",
        Language.HUNGARIAN: "Candor vagyok, egy program, amely az itteni dokumentumok alapján válaszol a kérdésekre. A "
        "válasz minden mondatát ellenőrzi, és megmutatja a forrását. Ahol nincs válasz, azt megmondom, és munkatársat "
        "lehet kérdezni.",
    },
    Talk.PERSON: {
        Language.ENGLISH: "Yes. Choose “Ask a person” below, and a person will reply here, in this conversation.",
        Language.GERMAN: "Ja. Wählen Sie unten „Ask a person“, dann antwortet Ihnen eine Person hier in diesem "
        "Gespräch.",
        Language.HUNGARIAN: "Igen. Válassza lent az „Ask a person” gombot, és egy munkatárs itt, ebben a "
        "beszélgetésben fog válaszolni.",
    },
    Talk.OUTLINE: {
        Language.ENGLISH: "These documents are here; ask about anything in them:",
        Language.GERMAN: "Diese Dokumente sind hier; fragen Sie nach allem, was darin steht:",
        Language.HUNGARIAN: "Ezek a dokumentumok vannak itt; bármiről kérdezhet, ami bennük van:",
    },
}
_NO_DOCUMENTS: Mapping[Language, str] = {
    Language.ENGLISH: "There are no documents here yet, so there is nothing to answer from. Add some with “+” beside "
    "the question or on the page “Documents”, and ask again.",
    Language.GERMAN: "Hier sind noch keine Dokumente, aus denen geantwortet werden könnte. Fügen Sie welche mit „+“ "
    "neben der Frage oder auf der Seite „Documents“ hinzu, und fragen Sie noch einmal.",
    Language.HUNGARIAN: "Még nincsenek itt dokumentumok, így nincs miből válaszolni. Adjon hozzá a kérdés melletti "
    "„+” gombbal vagy a „Documents” oldalon, és kérdezze meg újra.",
}
_STILL_READING: Mapping[Language, str] = {
    Language.ENGLISH: "Not all documents have been read yet ({names}); ask again in a moment.",
    Language.GERMAN: "Noch sind nicht alle Dokumente gelesen ({names}); fragen Sie gleich noch einmal.",
    Language.HUNGARIAN: "Még nincs minden dokumentum elolvasva ({names}); kérdezze meg kicsit később újra.",
}
_NEAREST: Mapping[Language, str] = {
    Language.ENGLISH: "Nearest to it: {places}.",
    Language.GERMAN: "Am nächsten kommt dem: {places}.",
    Language.HUNGARIAN: "Ehhez legközelebb áll: {places}.",
}
_MAY_BE: Mapping[Language, str] = {
    Language.ENGLISH: "No certain answer to this question was found in the documents. This may be it: {place}.",
    Language.GERMAN: "In den Dokumenten wurde keine sichere Antwort auf diese Frage gefunden. Vielleicht ist es diese: "
    "{place}.",
    Language.HUNGARIAN: "A dokumentumokban nem találtam biztos választ erre a kérdésre. Talán ez az: {place}.",
}
_SPOTS: Mapping[str, Mapping[Language, str]] = {
    "page": {Language.ENGLISH: "page {}", Language.GERMAN: "Seite {}", Language.HUNGARIAN: "{}. oldal"},
    "slide": {Language.ENGLISH: "slide {}", Language.GERMAN: "Folie {}", Language.HUNGARIAN: "{}. dia"},
    "rows": {Language.ENGLISH: "rows {}", Language.GERMAN: "Zeilen {}", Language.HUNGARIAN: "{}. sor"},
    "sheet": {Language.ENGLISH: "sheet “{}”", Language.GERMAN: "Blatt „{}“", Language.HUNGARIAN: "„{}” munkalap"},
}
_AND_MORE: Mapping[Language, str] = {
    Language.ENGLISH: "and {} more",
    Language.GERMAN: "und {} weitere",
    Language.HUNGARIAN: "és még {}",
}
_QUOTES: Mapping[Language, str] = {
    Language.ENGLISH: "“{}”",
    Language.GERMAN: "„{}“",
    Language.HUNGARIAN: "„{}”",
}
_EMPTY = re.compile(
    r"(?:There are no documents here yet|Hier sind noch keine Dokumente|Még nincsenek itt dokumentumok),"
)
_NAMED = r"(?:[“„][^”“]{1,260}[”“] \([^)]{1,200}\)|[^;]{1,160}\.\w{2,4}(?:, [^;.]{1,80}\.?[^;.]{0,20})?)"
_FURTHER = re.compile(
    r"(?:Nearest to it|Am nächsten kommt dem|Ehhez legközelebb áll|"
    r"This may be it|Vielleicht ist es diese|Talán ez az): "
    rf"{_NAMED}(?:\s*; {_NAMED})*\W*|"
    r"(?:Not all documents have been read yet|Noch sind nicht alle Dokumente gelesen|Még nincs minden dokumentum "
    r"elolvasva) "
    r"\(.*|(?:Add some with|Fügen Sie welche mit|Adjon hozzá a kérdés melletti) [“„]\+[”“].*"
)
_CLOSING = " .:;?!…"
_INNER_QUOTES = str.maketrans(dict.fromkeys("“”„", "’"))
_MOST_CHARACTERS = 240


@dataclass(frozen=True, slots=True)
class NearPlace:
    """A place that is near what was asked: the passage's `number`, which counts from 1, and its document.

    `words` are its heading, or a sentence of it. `spots` says where in the document it is: what kind of spot, and
    which one.
    """

    number: int
    document: str
    words: str | None
    spots: Sequence[tuple[str, str]]


def reply_to(talk: Talk, language: Language) -> str:
    """What is said to small talk."""
    return _REPLIES[talk][language]


def no_documents(language: Language) -> str:
    """Where there is nothing to answer from."""
    return _NO_DOCUMENTS[language]


def still_reading(names: Sequence[str], language: Language) -> str:
    """Where documents are on their way; the first ones are named."""
    return _STILL_READING[language].format(names=_listed(names, most=3, language=language))


def nearest(places: Sequence[NearPlace], language: Language) -> str:
    """What the documents hold near the question, each place with its mark. It says of none that it answers."""
    return _NEAREST[language].format(places="; ".join(_place(place, language) for place in places))


def perhaps(place: NearPlace, language: Language) -> str:
    """That nothing was found which surely answers, and a sentence that may."""
    return _MAY_BE[language].format(place=_place(place, language))


def outline(contents: Sequence[tuple[str, Sequence[str]]], language: Language, *, left_out: int) -> str:
    """Documents with their sections, as a list; `left_out` more are not named."""
    lines = [
        f"- {name}: {_listed(parts, most=8, language=language)}" if parts else f"- {name}" for name, parts in contents
    ]
    more = [f"- {_AND_MORE[language].format(left_out)}"] if left_out else []
    return "\n".join([_REPLIES[Talk.OUTLINE][language], "", *lines, *more])


def says_empty(sentence: str) -> bool:
    """Whether it is ours, and says that there are no documents."""
    return _EMPTY.match(sentence) is not None


def looks_further(sentence: str) -> bool:
    """Whether it is ours, without its marks, and says what stands near, is still read, or can be done."""
    return _FURTHER.fullmatch(sentence.strip()) is not None


def _listed(names: Sequence[str], *, most: int, language: Language) -> str:
    left_out = len(names) - most
    more = [_AND_MORE[language].format(left_out)] if left_out > 0 else []
    return ", ".join([*names[:most], *more])


def _place(place: NearPlace, language: Language) -> str:
    where = ", ".join([place.document, *(_SPOTS[kind][language].format(value) for kind, value in place.spots)])
    if place.words is None:
        return f"{where} [{place.number}]"
    words = shorten(place.words.strip(_CLOSING).translate(_INNER_QUOTES), _MOST_CHARACTERS, placeholder=" …")
    return f"{_QUOTES[language].format(words)} ({where}) [{place.number}]"
