"""What Candor says beside what a task gave, or in place of it, by the language of the collection."""

from collections.abc import Mapping, Sequence

from domain.tasks import TaskKind
from text.notices import DEFAULT_LANGUAGE

_NEEDED: Mapping[TaskKind, Mapping[str, str]] = {
    TaskKind.REWRITE: {
        "en": "Rewriting needs a language model, and none could be asked: whoever runs this server can set one up "
        "(CANDOR_LLM_URL, or `candor model`).",
        "hu": "Az átíráshoz nyelvi modell kell, és egyik sem volt elérhető: a kiszolgáló üzemeltetője beállíthat egyet "
        "(CANDOR_LLM_URL vagy `candor model`).",
        "de": "Zum Umschreiben braucht es ein Sprachmodell, und keines war zu erreichen: Wer diesen Server betreibt, "
        "kann eines einrichten (CANDOR_LLM_URL oder `candor model`).",
    },
    TaskKind.DIAGRAM: {
        "en": "Drawing a diagram needs a language model, and none could be asked: whoever runs this server can set one "
        "up (CANDOR_LLM_URL, or `candor model`).",
        "hu": "Az ábra rajzolásához nyelvi modell kell, és egyik sem volt elérhető: a kiszolgáló üzemeltetője "
        "beállíthat egyet (CANDOR_LLM_URL vagy `candor model`).",
        "de": "Für ein Diagramm braucht es ein Sprachmodell, und keines war zu erreichen: Wer diesen Server betreibt, "
        "kann eines einrichten (CANDOR_LLM_URL oder `candor model`).",
    },
}
_LOST: Mapping[str, str] = {
    "en": "Not found again in the rewritten text, as far as the check can tell: {lost}",
    "hu": "Az ellenőrzés szerint az átírt szövegből ez hiányzik: {lost}",
    "de": "Im umgeschriebenen Text findet die Prüfung dies nicht wieder: {lost}",
}
_PART: Mapping[str, str] = {
    "en": "This was written from the first {read} of {all} passages.",
    "hu": "Ez a {all} szövegrész közül az első {read} alapján készült.",
    "de": "Dies wurde aus den ersten {read} von {all} Textstellen geschrieben.",
}
_DRAWN: Mapping[str, str] = {
    "en": "PlantUML draws this. Whether it shows what the text says was not checked.",
    "hu": "A PlantUML ezt meg tudja rajzolni. Azt, hogy a szöveget mutatja-e, nem ellenőriztük.",
    "de": "PlantUML zeichnet dies. Ob es zeigt, was im Text steht, wurde nicht geprüft.",
}
_NOT_DRAWN: Mapping[str, str] = {
    "en": "The program `plantuml` is not installed on this server, so the code is neither checked nor drawn.",
    "hu": "A `plantuml` program nincs telepítve ezen a kiszolgálón, ezért a kód nincs ellenőrizve és megrajzolva.",
    "de": "Das Programm `plantuml` fehlt auf diesem Server: Der Code ist weder geprüft noch gezeichnet.",
}
_REFUSED: Mapping[str, str] = {
    "en": "PlantUML does not draw this, not after one repair either: {error}",
    "hu": "A PlantUML ezt egy javítás után sem rajzolja meg: {error}",
    "de": "PlantUML zeichnet dies auch nach einer Reparatur nicht: {error}",
}


def said_to_need_a_model(kind: TaskKind, language: str) -> str:
    """Of a task that nothing but a language model can do."""
    return _in(_NEEDED[kind], language)


def said_to_be_lost(sentences: Sequence[str], language: str) -> str:
    """Sentences of a text that what was made of it does not say."""
    return _in(_LOST, language).format(lost=" ".join(f"“{' '.join(one.split())}”" for one in sentences))


def said_to_be_of_a_part(*, read: int, all_of_them: int, language: str) -> str:
    """Of a document too long to be read as a whole."""
    return _in(_PART, language).format(read=read, all=all_of_them)


def said_to_be_drawn(language: str) -> str:
    """Of a diagram with a picture."""
    return _in(_DRAWN, language)


def said_not_to_be_drawn(error: str | None, language: str) -> str:
    """Of one without; `error` is null where nothing here can draw."""
    return _in(_NOT_DRAWN, language) if error is None else _in(_REFUSED, language).format(error=error)


def _in(sentences: Mapping[str, str], language: str) -> str:
    return sentences.get(language, sentences[DEFAULT_LANGUAGE])
