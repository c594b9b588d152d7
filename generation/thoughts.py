"""What a model thinks aloud, told from what it answers, however it marks it and however its stream is cut.

Marks are `<think>`, `<thinking>`, `<thought>`, `[THINK]`, `◁think▷` and the channels of harmony. Some chat templates
swallow the opening mark. So text waits for its first citation, which thoughts seldom have: by then its first sentence
is complete, and no sentence is shown before it was checked either way. A model that does not cite, or was not asked to,
is not waited for.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from domain.errors import ModelInterrupted

_CHANNEL_ENDS = ("<|end|>", "<|start|>assistant", "<|channel|>final<|message|>")
_CLOSERS: Mapping[str, tuple[str, ...]] = {
    "<think>": ("</think>",),
    "<thinking>": ("</thinking>",),
    "<thought>": ("</thought>",),
    "[THINK]": ("[/THINK]",),
    "◁think▷": ("◁/think▷",),
    "<|channel|>analysis": _CHANNEL_ENDS,
    "<|channel|>commentary": _CHANNEL_ENDS,
}
_FINAL = ("<|channel|>final<|message|>", "assistantfinal")
"""Behind these only the answer stands. The second is what is left of the first where special marks are dropped."""

_ORPHANS = ("</think>", "</thinking>", "</thought>", "[/THINK]", "◁/think▷", *_FINAL)
_NOTHING = ("<|start|>assistant", "<|message|>", "<|end|>", "<|return|>")
_TAGS = tuple(sorted({*_CLOSERS, *_ORPHANS, *_NOTHING}, key=len, reverse=True))
_CITATION = r"\[\d{1,3}(?:, ?\d{1,3})*\]"
_CITATION_BEGUN = re.compile(r"\[[\d, ]{0,12}\Z")
_UNCITED_IN_A_ROW = 3
_TOKEN = re.compile("|".join([*map(re.escape, _TAGS), _CITATION]))
_THINKS_FIRST = re.compile(
    r"\s*(?:analysis(?=[A-Z\s])|(?:ok(?:ay)?|alright|all right|h+m+|well|so|wait|first|let(?:'s| us| me)|now|"
    r"looking at|to answer|i (?:need|should|have|will|must|think|can see)|we (?:need|are|have|should|must|can)|"
    r"the (?:user|question|passages?|documents?|query)|thinking|thought|reasoning)\b)",
    re.IGNORECASE,
)


class Habit(StrEnum):
    """unknown: cites, for all we know; plain: does not cite; unmarked: opens its thoughts without a mark."""

    UNKNOWN = "unknown"
    PLAIN = "plain"
    UNMARKED = "unmarked"


@dataclass(slots=True)
class Habits:
    """What is known of a model; shared by all its streams."""

    habit: Habit = Habit.UNKNOWN
    uncited: int = 0

    def heard(self, *, cited: bool) -> None:
        """A stream to its end that opened no thought without a mark."""
        self.uncited = 0 if cited else self.uncited + 1
        self.habit = Habit.PLAIN if self.uncited >= _UNCITED_IN_A_ROW else Habit.UNKNOWN


class ThoughtFilter:
    """Drops thoughts. `habits` are read at the beginning of a stream and learnt from at its end.

    `asked_to_cite`: a citation is to be expected.
    """

    def __init__(self, habits: Habits | None = None, *, asked_to_cite: bool = True) -> None:
        self._habits = habits or Habits()
        self._waiting = ""
        waits = self._habits.habit is Habit.UNMARKED or (asked_to_cite and self._habits.habit is Habit.UNKNOWN)
        self._held: str | None = "" if waits else None
        self._closers: tuple[str, ...] = ()
        self._shown = self._thought = self._cites = False

    def feed(self, text: str) -> str:
        """What of the text so far can be shown, and was not yet.

        Raises `ModelInterrupted` where what was shown turns out to have been thought.
        """
        self._waiting += text
        return "".join(self._settled())

    def flush(self, *, cut_short: bool = False) -> str:
        """The rest. A thought that never ended is dropped; `cut_short`: so is what may be one."""
        rest, self._waiting = self._waiting, ""
        if self._closers:
            return ""
        held, self._held = self._held, None
        rest, habit = (held or "") + rest, self._habits.habit
        if cut_short and held is not None:
            return "" if habit is Habit.UNMARKED or _THINKS_FIRST.match(rest) else rest
        if habit is not Habit.UNMARKED or held is not None:
            self._habits.heard(cited=self._cites)
        return rest

    def _settled(self) -> Iterator[str]:
        while found := _TOKEN.search(self._waiting):
            before, self._waiting = self._waiting[: found.start()], self._waiting[found.end() :]
            if not self._closers:
                yield from self._spoken(before)
                yield from self._marked(found[0])
            elif found[0] in self._closers:
                self._closers, self._thought = (), True
        settled = len(self._waiting) - _unfinished(self._waiting)
        spoken, self._waiting = self._waiting[:settled], self._waiting[settled:]
        if not self._closers:
            yield from self._spoken(spoken)

    def _spoken(self, text: str) -> Iterator[str]:
        if self._held is not None:
            self._held += text
        elif text:
            self._shown = self._shown or bool(text.strip())
            yield text

    def _marked(self, token: str) -> Iterator[str]:
        if token in _CLOSERS:
            self._closers = _CLOSERS[token]
        elif token in _ORPHANS:
            if not self._thought:
                self._drop()
        elif token not in _NOTHING:
            yield from self._cited(token)

    def _drop(self) -> None:
        """All so far was thought. Behind a thought that is over another end of one means nothing."""
        if self._shown or (self._held and self._held.strip()):
            self._habits.habit = Habit.UNMARKED
        if self._shown:
            raise ModelInterrupted("The language model showed its thoughts without marking where they begin.")
        self._held, self._thought = None, True

    def _cited(self, citation: str) -> Iterator[str]:
        """Text that cites is an answer, unless it begins like a thought or the model is known to think first."""
        held, self._cites = self._held, True
        if held is not None and (self._habits.habit is Habit.UNMARKED or _THINKS_FIRST.match(held)):
            self._held = held + citation
            return
        self._held = None
        yield from self._spoken((held or "") + citation)


def _unfinished(text: str) -> int:
    """How long an end of `text` is that a mark or a citation may begin with."""
    begun = _CITATION_BEGUN.search(text)
    lengths = range(min(len(text), len(_TAGS[0]) - 1), 0, -1)
    of_tag = next((n for n in lengths if any(n < len(tag) and tag.startswith(text[-n:]) for tag in _TAGS)), 0)
    return max(of_tag, len(begun[0]) if begun else 0)
