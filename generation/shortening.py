"""What is left out where a model cannot take in all of it."""

from dataclasses import replace

from domain.errors import PromptTooLong
from domain.generation import Task


def without_some(task: Task, refused: PromptTooLong) -> Task:
    """The same with less: without precedents, then what was said before, then all but the best passages that may fit.

    Passages, and excerpts of them, come best first, and those that stay keep their numbers. Raises `refused` where one
    alone is too long.
    """
    if task.precedents:
        return replace(task, precedents=())
    if task.history:
        return replace(task, history=())
    if task.excerpts:
        return replace(task, excerpts=task.excerpts[: _fewer(len(task.excerpts), refused)])
    return replace(task, passages=task.passages[: _fewer(len(task.passages), refused)])


def _fewer(shown: int, refused: PromptTooLong) -> int:
    if shown <= 1:
        raise refused
    return max(1, min(shown - 1, shown * refused.limit // refused.tokens))
