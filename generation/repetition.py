"""Whether a model has begun to say the same for ever."""

_LONGEST_UNIT = 600
_TIMES = 4
_LEAST_CHARACTERS = 240
_LOOK_EVERY_CHARACTERS = 120
_KEPT_CHARACTERS = _LONGEST_UNIT * _TIMES


class RepetitionWatch:
    """Follows a stream. Something said four times in a row over 240 characters or more is said for ever."""

    def __init__(self) -> None:
        self._tail = ""
        self._unseen = 0

    def repeats(self, text: str) -> bool:
        """Whether it does so now, with `text` next."""
        self._tail = (self._tail + text)[-_KEPT_CHARACTERS:]
        self._unseen += len(text)
        if self._unseen < _LOOK_EVERY_CHARACTERS:
            return False
        self._unseen = 0
        return any(map(self._ends_with_repeated, range(1, min(_LONGEST_UNIT, len(self._tail) // _TIMES) + 1)))

    def _ends_with_repeated(self, unit_characters: int) -> bool:
        """A run of period `unit_characters` at the end, as long as it takes."""
        run = max(_LEAST_CHARACTERS, unit_characters * _TIMES)
        end = self._tail[-run:]
        return len(end) == run and end[unit_characters:] == end[:-unit_characters]
