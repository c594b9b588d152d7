"""The sentinel with which a model says that it has no answer."""

from string import ascii_lowercase, ascii_uppercase

from generation.templates import NO_ANSWER

_CAPITALS = str.maketrans(ascii_lowercase, ascii_uppercase)


class SentinelFilter:
    """Watches for `NO_ANSWER`, in whatever capitals; `declined` once the text begins with it. Elsewhere it is a blank:
    what stands around it never becomes one word, or a mark of its own."""

    _LEADING = " \n\t\"'`*_[(«“"

    def __init__(self) -> None:
        self._waiting = ""
        self._begun = False
        self.declined = False

    def feed(self, text: str) -> str:
        """What can be shown now."""
        self._waiting += text
        while (at := self._waiting.translate(_CAPITALS).find(NO_ANSWER)) >= 0:
            before, after = self._waiting[:at], self._waiting[at + len(NO_ANSWER) :]
            if not self._begun and not before.strip(self._LEADING):
                self.declined, self._waiting = True, ""
                return ""
            self._waiting = f"{before} {after}"
        kept = overlap(self._waiting.translate(_CAPITALS), NO_ANSWER)
        shown = self._waiting[: len(self._waiting) - kept]
        if not self._begun and not shown.strip(self._LEADING):
            return ""
        self._waiting = self._waiting[len(shown) :]
        first, self._begun = not self._begun, True
        return shown.lstrip() if first else shown

    def flush(self) -> str:
        """The rest."""
        rest, self._waiting = self._waiting, ""
        return rest


def overlap(text: str, needle: str) -> int:
    """How long an end of `text` is that begins `needle`."""
    return next((n for n in range(min(len(text), len(needle) - 1), 0, -1) if text.endswith(needle[:n])), 0)
