"""What a paragraph of a DOCX is by its style and its own properties: a heading, an item, a line of contents."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ingest.office.markup import Element, attribute, child, children, is_on, number

_HEADING = re.compile(r"heading (\d)", re.IGNORECASE)
_CONTENTS = re.compile(r"toc \d|table of (figures|authorities)|toc heading", re.IGNORECASE)
_BODY_LEVEL = 9
FALSE_HEADING_LEVEL = 10
"""Below all that a style gives."""

_FALSE_HEADING_CHARACTERS = 90


@dataclass(frozen=True, slots=True)
class Item:
    """Which list, and how deep in it."""

    list_id: str
    depth: int


@dataclass(frozen=True, slots=True)
class Style:
    """`heading` is a rank from 0 (the title), null for ordinary text."""

    heading: int | None
    item: Item | None
    contents: bool


_PLAIN = Style(None, None, contents=False)


class Styles:
    """The styles of a document; what one leaves open comes from the one that it is based on."""

    def __init__(self, root: Element | None) -> None:
        self._elements: Mapping[str, Element] = {
            attribute(each, "styleId") or "": each for each in children(root, "style")
        }
        self._known: dict[str, Style] = {}

    def of(self, paragraph: Element) -> Style:
        """Of a paragraph: its own properties first."""
        properties = child(paragraph, "pPr")
        named = self._named(attribute(child(properties, "pStyle"), "val"))
        level = number(child(properties, "outlineLvl"), "val", -1)
        heading = named.heading if level < 0 else _rank(level)
        return Style(heading, _item(properties, named.item), named.contents)

    def _named(self, style_id: str | None) -> Style:
        if style_id is None:
            return _PLAIN
        if style_id not in self._known:
            self._known[style_id] = _style(list(self._chain(style_id)))
        return self._known[style_id]

    def _chain(self, style_id: str | None) -> Iterator[Element]:
        seen: set[str] = set()
        while style_id is not None and style_id not in seen and style_id in self._elements:
            seen.add(style_id)
            element = self._elements[style_id]
            yield element
            style_id = attribute(child(element, "basedOn"), "val")


def looks_like_heading(paragraph: Element, text: str) -> bool:
    """A short line, all of it bold, that does not end as a sentence does: a heading made without a style."""
    if not text or len(text) > _FALSE_HEADING_CHARACTERS or "\n" in text or text[-1] in ".!?;:,…":
        return False
    runs = [run for run in children(paragraph, "r") if any((t.text or "").strip() for t in children(run, "t"))]
    return bool(runs) and all(is_on(child(run, "rPr", "b")) for run in runs)


def _style(chain: list[Element]) -> Style:
    heading, item, contents = None, None, False
    for element in reversed(chain):
        name = attribute(child(element, "name"), "val") or ""
        properties = child(element, "pPr")
        item = _item(properties, item)
        contents = contents or _CONTENTS.match(name) is not None
        level = number(child(properties, "outlineLvl"), "val", -1)
        named = _HEADING.match(name)
        if level >= 0:
            heading = _rank(level)
        elif named:
            heading = int(named[1])
        elif name.lower() == "title":
            heading = 0
    return Style(heading, item, contents)


def _rank(level: int) -> int | None:
    return level + 1 if level < _BODY_LEVEL else None


def _item(properties: Element | None, inherited: Item | None) -> Item | None:
    """Numbering 0 takes the list away that a style gives."""
    numbered = child(properties, "numPr")
    if numbered is None:
        return inherited
    list_id = attribute(child(numbered, "numId"), "val") or (inherited.list_id if inherited else "0")
    depth = number(child(numbered, "ilvl"), "val", inherited.depth if inherited else 0)
    return None if list_id == "0" else Item(list_id, depth)
