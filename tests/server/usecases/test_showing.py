"""Excerpts are chosen for the models that want them; where that fails, and for all others, passages are shown whole."""

from dataclasses import dataclass, replace

from domain.errors import ModelUnavailable
from domain.generation import Excerpt, Task
from domain.language_models import Handling
from server.usecases.showing import Excerpts
from tests.generation.passages import passage, task

ASKED = task("Which fee?", passage("The fee is 5 EUR. Tents are lent."))
CHOSEN = Excerpt(0, "The fee is 5 EUR.")


@dataclass
class Choosing:
    """Gives `CHOSEN`, or fails."""

    fails: bool = False

    def of(self, task: Task, *, most: int) -> tuple[Excerpt, ...]:
        if self.fails:
            raise ModelUnavailable("The model candor-encoder is closed.")
        return (CHOSEN,) * most


def shown(model: str, *, fails: bool = False) -> Task:
    handled = {"small": Handling(most_sentences=2)}
    return Excerpts(Choosing(fails=fails), lambda name, _: handled.get(name, Handling())).shown(ASKED, model)


def test_a_model_that_wants_excerpts_is_shown_as_many_as_it_wants() -> None:
    assert shown("small") == replace(ASKED, excerpts=(CHOSEN, CHOSEN))


def test_any_other_model_is_shown_the_passages() -> None:
    assert shown("large") is ASKED


def test_passages_that_cannot_be_weighed_now_are_shown_whole() -> None:
    assert shown("small", fails=True) == ASKED
