"""Where the shapes of a slide stand, and in which order people read them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from ingest.office.markup import Element, attribute, child, children, local, number

_SHAPES = ("sp", "graphicFrame", "cxnSp", "pic")
# A text box may reach a little into the next one's lines.
_SLACK_RATIO = 0.15
_MAX_DEPTH = 50


@dataclass(frozen=True, slots=True)
class Box:
    """In the slide's own units, from its upper left corner; `right` and `bottom` are edges."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Role:
    """Of a placeholder: what it is for, and its number in the layout."""

    kind: str
    index: str


@dataclass(frozen=True, slots=True)
class Shape:
    """`role` is null for what is no placeholder."""

    element: Element
    box: Box
    role: Role | None


_Frame: TypeAlias = tuple[float, float, float, float]  # scale and offset, in x and in y
_AS_IT_IS: _Frame = (1.0, 0.0, 1.0, 0.0)


def shapes_of(slide: Element | None, layouts: Sequence[Element]) -> list[Shape]:
    """All shapes of a slide, those in groups too; a placeholder without a place takes that of its layout or master."""
    return list(_shapes(child(slide, "cSld", "spTree"), layouts, _AS_IT_IS, 0))


def in_reading_order(shapes: Sequence[Shape]) -> list[Shape]:
    """Columns from left to right where a gap runs through all shapes, else from top to bottom (a recursive X-Y cut)."""
    if len(shapes) < 2:
        return list(shapes)
    for parts in (_cut(shapes, across=True), _bands(shapes)):
        if len(parts) > 1:
            return [shape for part in parts for shape in in_reading_order(part)]
    return sorted(shapes, key=lambda shape: (shape.box.top, shape.box.left))


def role_of(element: Element) -> Role | None:
    """Of a shape that is a placeholder."""
    for part in element:
        if local(part).startswith("nv"):
            placeholder = child(part, "nvPr", "ph")
            if placeholder is not None:
                return Role(attribute(placeholder, "type") or "obj", attribute(placeholder, "idx") or "0")
    return None


def is_hidden(element: Element) -> bool:
    """Whether the selection pane hides it."""
    return any(
        attribute(child(part, "cNvPr"), "hidden") in {"1", "true"} for part in element if local(part).startswith("nv")
    )


def _shapes(tree: Element | None, layouts: Sequence[Element], frame: _Frame, depth: int) -> Iterator[Shape]:
    for element in () if tree is None or depth > _MAX_DEPTH else tree:
        name = local(element)
        if name == "AlternateContent":
            yield from _shapes(child(element, "Choice"), layouts, frame, depth + 1)
        elif is_hidden(element):
            continue
        elif name == "grpSp":
            yield from _shapes(element, layouts, _inner(element, frame), depth + 1)
        elif name in _SHAPES:
            role = role_of(element)
            yield Shape(element, _placed(_own_box(element) or _inherited(role, layouts), frame), role)


def _own_box(element: Element) -> Box | None:
    frame = child(element, "xfrm")
    if frame is None:
        frame = child(element, "spPr", "xfrm")
    return _box(frame, "off", "ext")


def _box(frame: Element | None, offset: str, extent: str) -> Box | None:
    corner, size = child(frame, offset), child(frame, extent)
    if corner is None or size is None:
        return None
    left, top = number(corner, "x", 0), number(corner, "y", 0)
    return Box(left, top, left + number(size, "cx", 0), top + number(size, "cy", 0))


def _inherited(role: Role | None, layouts: Sequence[Element]) -> Box:
    for layout in layouts if role else ():
        for element in children(child(layout, "cSld", "spTree"), "sp", "pic", "graphicFrame"):
            other = role_of(element)
            same = other is not None and role is not None and (other.index == role.index or other.kind == role.kind)
            box = _own_box(element) if same else None
            if box is not None:
                return box
    return Box(0, 0, 0, 0)


def _inner(group: Element, frame: _Frame) -> _Frame:
    """The frame for what a group holds: its own coordinates on the slide."""
    placed = child(group, "grpSpPr", "xfrm")
    outer, inner = _box(placed, "off", "ext"), _box(placed, "chOff", "chExt")
    if outer is None or inner is None:
        return frame
    across = (outer.right - outer.left) / ((inner.right - inner.left) or 1)
    down = (outer.bottom - outer.top) / ((inner.bottom - inner.top) or 1)
    return (
        frame[0] * across,
        frame[0] * (outer.left - across * inner.left) + frame[1],
        frame[2] * down,
        frame[2] * (outer.top - down * inner.top) + frame[3],
    )


def _placed(box: Box, frame: _Frame) -> Box:
    across, right, down, low = frame
    return Box(across * box.left + right, down * box.top + low, across * box.right + right, down * box.bottom + low)


def _cut(shapes: Sequence[Shape], *, across: bool) -> list[list[Shape]]:
    """Parts with a gap between them, from left to right (`across`) or from top to bottom."""
    spans = sorted(((*_span(shape, across=across), shape) for shape in shapes), key=lambda span: span[:2])
    parts: list[list[Shape]] = []
    reached = float("-inf")
    for start, end, shape in spans:
        if start >= reached:
            parts.append([])
        parts[-1].append(shape)
        reached = max(reached, end)
    return parts


def _bands(shapes: Sequence[Shape]) -> list[list[Shape]]:
    """From top to bottom; neighbours that stand in columns together stay together."""
    bands: list[list[Shape]] = []
    for part in _cut(shapes, across=False):
        if bands and len(_cut([*bands[-1], *part], across=True)) > 1:
            bands[-1] += part
        else:
            bands.append(part)
    return bands


def _span(shape: Shape, *, across: bool) -> tuple[float, float]:
    start, end = (shape.box.left, shape.box.right) if across else (shape.box.top, shape.box.bottom)
    slack = _SLACK_RATIO * (end - start)
    return start, max(start + 1, end - slack)
