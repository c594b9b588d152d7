"""Prompts as files: what a kind of model is told, each with a version that is stored with its answers."""

import re
import tomllib
from collections.abc import Callable, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TypeAlias

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from domain.errors import Misconfigured
from domain.generation import Task
from domain.language_models import Handling

FULL, SHORT = "full", "short"
NO_ANSWER = "NOT_IN_DOCUMENTS"
_PLACE = "{no_answer}"
_SMALL_PARAMETERS = 4_000_000_000
_BILLIONS = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?)([bm])(?![a-z])", re.IGNORECASE)


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ExamplePassage(_Strict):
    """A passage of an example, of which document."""

    source: str
    text: str


class Example(_Strict):
    """A question that was answered well from its passages."""

    passages: tuple[ExamplePassage, ...]
    question: str
    answer: str


class Template(_Strict):
    """What a model is told before the passages and the question.

    `numbered`: the passages bear numbers, so that they can be cited. Where the model cites nothing the check does.
    `most_sentences`, `overlooks`, `quotes_first` and `own_words_from` as in `Handling`.
    """

    name: str
    version: int
    numbered: bool
    rules: str
    most_sentences: int | None = Field(None, ge=1)
    overlooks: bool = False
    quotes_first: bool = False
    own_words_from: float | None = Field(None, gt=0, lt=1)
    examples: tuple[Example, ...] = ()

    @property
    def told(self) -> str:
        """The rules with the word that says that there is no answer."""
        return self.rules.strip().replace(_PLACE, NO_ANSWER)

    @property
    def handling(self) -> Handling:
        """How whoever is told it is treated."""
        return Handling(
            most_sentences=self.most_sentences,
            overlooks=self.overlooks,
            quotes_first=self.quotes_first,
            own_words_from=self.own_words_from,
        )

    @property
    def shown(self) -> Sequence[Example]:
        """The examples, with the same word."""
        return [one.model_copy(update={"answer": one.answer.replace(_PLACE, NO_ANSWER)}) for one in self.examples]


Told: TypeAlias = Callable[[Task], Template]
"""What a model is told of a task."""


@cache
def shipped(name: str) -> Template:
    """One of ours: `FULL` or `SHORT`."""
    return _parsed((files("generation") / "prompts" / f"{name}.toml").read_text(), name)


def read_template(path: Path) -> Template:
    """One of somebody's own. Raises `Misconfigured`."""
    try:
        template = _parsed(path.read_text(), path.stem)
    except (OSError, ValueError) as error:
        raise Misconfigured(f"The prompt {path} cannot be read: {_first_line(error)}") from error
    if _PLACE not in template.rules:
        raise Misconfigured(f"The rules of the prompt {path} lack {_PLACE}, so a model could not say it has no answer.")
    return template


def told_by_default(task: Task) -> Template:  # noqa: ARG001 - whatever the task
    """All the rules."""
    return shipped(FULL)


def fitting(model: str, parameters: int | None = None) -> Template:
    """`SHORT` for a model with fewer than four billion parameters, by their number or as its name tells them."""
    known = parameters or _told_by(model)
    return shipped(SHORT if known is not None and known < _SMALL_PARAMETERS else FULL)


def _told_by(name: str) -> int | None:
    """As in `Qwen2.5-1.5B-Instruct`, `smollm2:135m`."""
    found = _BILLIONS.search(re.sub(r"[_:/-]", " ", name))
    if found is None:
        return None
    return round(float(found[1]) * (1e9 if found[2].lower() == "b" else 1e6))


def _parsed(text: str, name: str) -> Template:
    return Template.model_validate({**tomllib.loads(text), "name": name})


def _first_line(error: Exception) -> str:
    if isinstance(error, ValidationError):
        return "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
    return str(error).splitlines()[0]
