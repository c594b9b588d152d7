"""Elements of XML by their names without a namespace: a transitional and a strict document then read alike.

Entities are never resolved and nothing is fetched: what is not declared in the file itself stays out, and what is, too.
"""

from collections.abc import Iterator
from typing import Any, TypeAlias

from lxml import etree

from domain.errors import UnreadableDocument

Element: TypeAlias = Any


def parsed(data: bytes, *, broken: str) -> Element:
    """The root of an XML part. Raises `UnreadableDocument` with the message `broken`.

    libxml2 refuses what is nested deeper than 256 elements.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True, huge_tree=False
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableDocument(broken) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnreadableDocument(broken)
    return root


def local(element: Element) -> str:
    """Its name; empty for an entity."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def children(element: Element | None, *names: str) -> Iterator[Element]:
    """Those of these names, directly below it."""
    if element is not None:
        yield from (child for child in element if local(child) in names)


def child(element: Element | None, *path: str) -> Element | None:
    """The first one along `path`; null where a step is missing."""
    for name in path:
        element = next(children(element, name), None)
    return element


def below(element: Element | None, *names: str) -> Iterator[Element]:
    """All of these names at any depth, in order."""
    if element is not None:
        yield from (found for found in element.iter() if local(found) in names)


def attribute(element: Element | None, name: str) -> str | None:
    """By its name without a namespace; null where there is none."""
    if element is None:
        return None
    value = element.get(name)
    if value is not None:
        return str(value)
    return next((str(kept) for key, kept in element.items() if key.rpartition("}")[2] == name), None)


def number(element: Element | None, name: str, default: int) -> int:
    """A whole number, `default` where there is none."""
    value = attribute(element, name)
    try:
        return default if value is None else int(value)
    except ValueError:
        return default


def is_on(element: Element | None) -> bool:
    """A switch of OOXML: there, and not said to be off."""
    return element is not None and (attribute(element, "val") or "1").lower() not in {"0", "false", "off", "none"}
