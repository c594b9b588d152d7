"""What reading one file may cost."""

from dataclasses import dataclass

from children.limits import TaskLimits
from domain.errors import UnreadableDocument

_BYTES_A_CHARACTER = 8
_MARKS_OR_PICTURE_BYTES = 64 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """For one file; reading is stopped where one is passed, and the file's owner is told which.

    `memory_bytes` is what a child may take beyond what it holds when it is idle. A child is replaced after
    `files_per_child` files, so that what a library leaks stays bounded.
    """

    wall_seconds: float = 60.0
    cpu_seconds: int = 60
    memory_bytes: int = 1 << 30
    text_characters: int = 30_000_000
    pages: int = 5_000
    files_per_child: int = 500

    def of_a_task(self) -> TaskLimits:
        """What the process that reads the file is held to."""
        return TaskLimits(
            wall_seconds=self.wall_seconds,
            cpu_seconds=self.cpu_seconds,
            memory_bytes=self.memory_bytes,
            output_bytes=_BYTES_A_CHARACTER * self.text_characters + _MARKS_OR_PICTURE_BYTES,
            tasks_per_child=self.files_per_child,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognition:
    """With what pages without text are read (OCR): the models' folder, and on how many threads (0: all cores)."""

    models: str
    threads: int = 0


def in_words(size_bytes: int) -> str:
    """A size as people write it."""
    for unit, name in ((1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")):
        if size_bytes >= unit:
            return f"{size_bytes / unit:.4g} {name}"
    return f"{size_bytes} bytes"


def too_much_text(characters: int, limits: Limits) -> UnreadableDocument:
    """The error for a file with more text than `limits` allow."""
    return UnreadableDocument(
        f"The file holds {characters:,} characters of text or more; at most {limits.text_characters:,} can be read. "
        "Split it into smaller files."
    )
