"""The words of a paragraph of a DOCX, with what hangs on it: footnotes and text boxes."""

from typing import TypeAlias

from ingest.office.markup import Element, attribute, below, child, is_on, local
from ingest.outline import raised, tidy

_Note: TypeAlias = tuple[str, str]

_SKIPPED = frozenset(
    {"pPr", "rPr", "del", "moveFrom", "delText", "instrText", "annotationRef", "rt", "sdtPr", "fldData"}
)
_AS_TEXT = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": " "}


class Words:
    """`text` as it is read; `notes` by their marks, counted from `first_note`; `boxes` hold blocks of their own."""

    def __init__(self, paragraph: Element, *, first_note: int) -> None:
        self.notes: list[tuple[str, _Note]] = []
        self.boxes: list[Element] = []
        self._first_note = first_note
        self.text = tidy(self._below(paragraph))

    def _below(self, parent: Element) -> str:
        return "".join(self._of(element) for element in parent)

    def _of(self, element: Element) -> str:
        name = local(element)
        if name in _SKIPPED:
            return ""
        if name == "t":
            return element.text or ""
        if name in _AS_TEXT:
            return _AS_TEXT[name]
        if name == "r":
            return self._run(element)
        return self._special(name, element)

    def _special(self, name: str, element: Element) -> str:
        match name:
            case "AlternateContent":  # the same twice, for old programs and new ones
                chosen = child(element, "Choice")
                return "" if chosen is None else self._below(chosen)
            case "drawing" | "pict" | "object":
                self.boxes += [box for box in below(element, "txbxContent") if not _is_within_box(box, element)]
                return ""
            case "footnoteReference" | "endnoteReference":
                return self._mark((name.removesuffix("Reference"), attribute(element, "id") or ""))
            case "f":
                return f"{self._part(element, 'num')}/{self._part(element, 'den')}"
            case "sSup":
                return f"{self._part(element, 'e')}^{self._part(element, 'sup')}"
            case _:
                return self._below(element)

    def _run(self, run: Element) -> str:
        properties = child(run, "rPr")
        if is_on(child(properties, "vanish")):
            return ""
        text = self._below(run)
        return raised(text) if attribute(child(properties, "vertAlign"), "val") == "superscript" else text

    def _mark(self, note: _Note) -> str:
        if not self._first_note:
            return ""
        mark = raised(str(self._first_note + len(self.notes)))
        self.notes.append((mark, note))
        return mark

    def _part(self, element: Element, name: str) -> str:
        """Of a formula, in brackets where it is more than one sign."""
        found = child(element, name)
        text = "" if found is None else self._below(found).strip()
        return text if text.isalnum() else f"({text})"


def _is_within_box(box: Element, top: Element) -> bool:
    return any(local(above) == "txbxContent" for above in _above(box, top))


def _above(element: Element, top: Element) -> list[Element]:
    found = []
    parent = element.getparent()
    while parent is not None and parent is not top:
        found.append(parent)
        parent = parent.getparent()
    return found
