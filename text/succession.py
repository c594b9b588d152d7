"""Which of two documents on one subject is the newer, as far as they say it themselves."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from domain.documents import Passage
from domain.places import heading_of
from domain.stated import Stated
from text.dates import dates
from text.stating import DOCUMENT_NOUNS
from text.words import QUESTION_STEMMER

_BEGINNING = "0000"
_NOUN = re.compile(rf"(?:{DOCUMENT_NOUNS})\w{{0,3}}", re.IGNORECASE)
_NO_SUBJECT = frozenset(
    QUESTION_STEMMER.stems(
        "new old previous earlier former all any final draft copy "
        "update updated current latest version edition internal public official general "
        "januar january february march april may june july august september october november december "
        "neu alt entwurf aktuell új régi végleges tervezet másolat from since until valid pdf docx txt "
        "meeting minutes annual first second third fourth fifth sixth seventh eighth ninth tenth"
    )
)
_CHANGE = re.compile(
    r"(?<![^\W\d_])(?:changes?|changed|amend(?:ment|ed)|updates?|corrections?|corrigend|addend|errat|circular|"
    r"memo|bulletin|\w*änderung|nachtrag|rundschreiben|módosítás|körlevél)",
    re.IGNORECASE,
)
_UNTIL = re.compile(r"\b(?:until|till|before|up to|bis|vor)\b[^›]{0,20}$", re.IGNORECASE)
_UNTIL_AFTER = re.compile(r"[^›\s]{0,3}-?ig\b| előtt", re.IGNORECASE)


@dataclass(frozen=True, eq=False)
class Source:
    """A document, or a section of one that says from when or until when it holds; `texts` are the passages of it."""

    document_id: str
    name: str
    stated: Stated
    since: str | None
    texts: tuple[str, ...]

    @cached_property
    def subject(self) -> frozenset[str]:
        """The stems of its name and title, less what any document may be called."""
        title = self.stated.title.value if self.stated.title else ""
        return _subject(f"{self.name.rsplit('.', 1)[0]} {title}")

    @cached_property
    def words(self) -> frozenset[str]:
        """The stems of its name, its title and its passages."""
        return self.subject.union(*map(QUESTION_STEMMER.stems, self.texts))


def sources(passages: Sequence[Passage]) -> list[Source]:
    """That of each passage, in order; the same one for passages of the same."""
    texts: dict[str, list[str]] = {}
    for passage in passages:
        texts.setdefault(passage.stored.document_id, []).append(passage.text)
    once: dict[tuple[str, str | None], Source] = {}
    made = (_source(passage, tuple(texts[passage.stored.document_id])) for passage in passages)
    return [once.setdefault((source.document_id, source.since), source) for source in made]


def follows(newer: Source, older: Source) -> bool:
    """Whether `newer` says that it came after `older`, and both are about one thing."""
    if newer.document_id == older.document_id:
        return _is_after(newer.since, older.since)
    if _names(newer, older):
        return True
    higher = _is_undated(newer, older) and _is_higher(newer.stated, older.stated)
    if not higher and not _is_after(newer.since, older.since):
        return False
    return (_share_subject(newer, older) or _changes(newer, older)) and not _names(older, newer)


def _source(passage: Passage, texts: tuple[str, ...]) -> Source:
    stored = passage.stored
    heading = heading_of(stored.chunk.place) or ""
    return Source(stored.document_id, stored.document, stored.stated, _since(heading) or stored.stated.since, texts)


def _since(heading: str) -> str | None:
    """From when a section holds, by its headings; "until 2024" is older than any that says from when."""
    found = dates(heading)
    if not found:
        return None
    last = found[-1]
    ended = _UNTIL.search(heading[: last.start]) or _UNTIL_AFTER.match(heading[last.end :])
    return _BEGINNING if ended else last.iso


def _subject(text: str) -> frozenset[str]:
    spoken = _NOUN.sub(" ", re.sub(r"[\d_]+", " ", text))
    return frozenset(stem for stem in QUESTION_STEMMER.stems(spoken) if len(stem) > 1) - _NO_SUBJECT


def _share_subject(one: Source, other: Source) -> bool:
    """Whether names and titles speak of one thing: not each of something that the other does not know."""
    if not one.subject or not other.subject:
        return False
    if one.subject - other.words and other.subject - one.words:
        return False
    return bool(one.subject & other.subject)


def _changes(newer: Source, older: Source) -> bool:
    """Whether `newer` is a letter, or calls itself a change, and both have some name in common: it need not know all
    that the other is about."""
    title = newer.stated.title.value if newer.stated.title else ""
    is_change = newer.name.lower().endswith((".eml", ".msg")) or _CHANGE.search(f"{newer.name} {title}")
    return bool(is_change and newer.subject & older.subject)


def _is_after(newer: str | None, older: str | None) -> bool:
    """Whether one date is after another for certain: a year is not after a day in it."""
    return newer is not None and older is not None and newer > older and not newer.startswith(older)


def _is_undated(*both: Source) -> bool:
    return any(source.since is None for source in both)


def _is_higher(newer: Stated, older: Stated) -> bool:
    if newer.version is None or older.version is None:
        return False
    return _parts(newer.version.value) > _parts(older.version.value)


def _parts(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version))


def _names(newer: Source, older: Source) -> bool:
    """Whether `newer` says that it replaces `older`: its words, and its year where one is said."""
    if newer.stated.replaces is None:
        return False
    parts = re.split(r",|\band\b|\bund\b|\bés\b", newer.stated.replaces.value)
    return any(_is_named(part, older) and (_subject(part) or _share_subject(newer, older)) for part in parts)


def _is_named(words: str, document: Source) -> bool:
    title = document.stated.title.value if document.stated.title else ""
    called = QUESTION_STEMMER.stems(f"{document.name.rsplit('.', 1)[0].replace('_', ' ').replace('-', ' ')} {title}")
    wanted = {stem for stem in QUESTION_STEMMER.stems(words) if not stem.isdigit()} - _NO_SUBJECT
    years = {date.iso[:4] for date in dates(words)}
    own = {date.iso[:4] for date in dates(title)} | {stem for stem in called if stem.isdigit()}
    own |= {document.since[:4]} if document.since else set()
    return bool(wanted) and wanted <= called and (not years or not own or bool(years & own))
