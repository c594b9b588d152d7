"""What a chart's figures and a diagram's boxes say, without their picture."""

from collections.abc import Iterator

from ingest.grids import Cell, rows_of
from ingest.office.markup import Element, below, child, children, local, number
from ingest.outline import Row, tidy

_MAX_POINTS = 10_000


def chart_rows(root: Element | None) -> Iterator[Row]:
    """A row a category, `Category: Q1; Sales: 5`, by what the chart keeps of its table; its title above."""
    chart = child(root, "chart")
    title = tidy("".join(part.text or "" for part in below(child(chart, "title"), "t"))).replace("\n", " ")
    if title:
        yield Row(None, title)
    series = list(below(child(chart, "plotArea"), "ser"))
    columns = [(_name(one), _points(child(one, "cat")) or _points(child(one, "xVal")), _values(one)) for one in series]
    categories = next((found for _, found, _ in columns if found), {})
    places = sorted({place for _, _, values in columns for place in values})[:_MAX_POINTS]
    head = [Cell("Category", head=True), *(Cell(name or "Value", head=True) for name, _, _ in columns)]
    grid = [head]
    grid += [
        [Cell(categories.get(place, str(place + 1))), *(Cell(values.get(place, "")) for _, _, values in columns)]
        for place in places
    ]
    if places:
        yield from rows_of(grid)


def diagram_items(root: Element | None) -> Iterator[str]:
    """The text of each box of a SmartArt diagram, in the order in which they were made."""
    for point in children(child(root, "ptLst"), "pt"):
        text = tidy(" ".join(part.text or "" for part in below(child(point, "t"), "t")))
        if text:
            yield text


def _name(series: Element) -> str:
    return " ".join(_points(child(series, "tx")).values()) or next(
        (part.text or "" for part in children(child(series, "tx"), "v")), ""
    )


def _values(series: Element) -> dict[int, str]:
    return _points(child(series, "val")) or _points(child(series, "yVal"))


def _points(parent: Element | None) -> dict[int, str]:
    """By their number in the series, from 0."""
    return {
        number(point, "idx", 0): value.text or ""
        for point in below(parent, "pt")
        if (value := next((part for part in point if local(part) == "v"), None)) is not None
    }
