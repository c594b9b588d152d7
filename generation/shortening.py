"""What is left out where a model cannot take in all of it."""

from dataclasses import replace

from domain.errors import PromptTooLong
from domain.generation import Task


def without_some(task: Task, refused: PromptTooLong) -> Task:
    """The same with less: without precedents, then what was said before, then all but the best passages that may fit.

    Passages come best first, and those that stay keep their numbers. Raises `refused` where one alone is too long.
    """
    if task.precedents:
        return replace(task, precedents=())
    if task.history:
        return replace(task, history=())
    most = min(len(task.passages) - 1, len(task.passages) * refused.limit // refused.tokens)
    if len(task.passages) <= 1:
        raise refused
    return replace(task, passages=task.passages[: max(1, most)])
