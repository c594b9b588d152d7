"""Language models that never were: each knows the answers, and says something else as often as its name says."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from domain.errors import ModelUnavailable
from domain.generation import Abstention, Generated, Piece, Task, Usage
from domain.language_models import Handling, ModelDetails, Source
from domain.ports import Generator, LanguageJudge, QuestionRewriter, Repairer, Sampler, Scribe
from domain.tasks import TaskKind
from server.cli.demo.facts import Facts, Question
from server.usecases.adapters import AdapterServer
from text.wording import not_in_documents

LARGE, MEDIUM, SMALL = "demo-large", "demo-medium", "demo-small"
ERRORS = {LARGE: 0.05, MEDIUM: 0.2, SMALL: 0.45}
_INVENTED = {
    "en": (
        "The ministry of transport confirmed this figure in a letter of 3 March 1987",
        "It is 45 minutes on weekdays and somewhat longer on Sundays",
        "The managing director announced it at the spring fair in Graz",
        "Members of the supporters' club pay half of that",
    ),
    "hu": (
        "Ezt a minisztérium 1987. március 3-án levélben megerősítette",
        "A belépő hétköznap 45 euró, vasárnap valamivel több",
    ),
}
_DIGIT = re.compile(r"\d")
_TOKEN_CHARACTERS = 4


@dataclass(frozen=True, slots=True)
class InventedWriter:
    """Writes as one of them. `error` is how often it is wrong, in [0, 1]."""

    facts: Facts
    chance: Random
    error: float

    def generate(self, task: Task) -> Iterator[Generated]:
        """A sentence with its mark, one that is wrong, one too many, or no answer."""
        question = self.facts.of(task.question)
        text = self._text(question, task) if question is not None else None
        said = text or not_in_documents(task.question)
        yield Piece(said) if text else Abstention(said)
        read = sum(len(passage.stored.chunk.text) for passage in task.passages)
        yield Usage(read // _TOKEN_CHARACTERS, len(said) // _TOKEN_CHARACTERS)

    def _text(self, question: Question, task: Task) -> str | None:
        found = self.facts.sentence(question, task.passages)
        is_wrong = self.chance.random() < self.error
        if found is None:
            return _marked(self._invented(question), 1) if is_wrong else None
        number, sentence = found
        if not is_wrong:
            return _marked(sentence, number)
        other = _with_other_figures(sentence, question)
        if other is not None and self.chance.random() < 0.5:
            return _marked(self.facts.make_up(other), number)
        return f"{_marked(sentence, number)} {_marked(self._invented(question), number)}"

    def _invented(self, question: Question) -> str:
        return self.facts.make_up(self.chance.choice(_INVENTED[question.language]))


@dataclass(frozen=True, slots=True)
class InventedModels:
    """`server.usecases.model_desk.LanguageModels`: they write, and do nothing else."""

    facts: Facts
    chance: Random
    url: str = "demo"
    expected: bool = True

    def adapters_of(self, model: str | None) -> AdapterServer | None:  # noqa: ARG002 - of none of them
        """They take none."""
        return None

    def names(self) -> Sequence[str]:
        """The best first."""
        return tuple(ERRORS)

    def details(self, name: str) -> ModelDetails:  # noqa: ARG002 - the same of all
        """Nothing: they never were."""
        return ModelDetails(source=Source.ENDPOINT)

    def state(self) -> str | None:
        """They are always up."""
        return None

    def states(self) -> Mapping[str, str | None]:
        """The same."""
        return {Source.ENDPOINT.value: None}

    def interrupt(self) -> None:
        """Nobody waits for them."""

    def generator(self, name: str) -> Generator:
        """How the model of this name writes."""
        return InventedWriter(self.facts, self.chance, ERRORS[name])

    def task_generator(self, name: str, kind: TaskKind) -> Generator:  # noqa: ARG002 - of none of them
        """Never asked for: nobody in the demo wants more than answers."""
        raise _nothing_else(name)

    def sampler(self, name: str) -> Sampler:
        """Never asked for: see `server.cli.demo.store`, as with the next three."""
        raise _nothing_else(name)

    def repairer(self, name: str) -> Repairer:
        """Switched off."""
        raise _nothing_else(name)

    def judge(self, name: str | None) -> LanguageJudge:
        """Switched off."""
        raise _nothing_else(name)

    def scribe(self, name: str) -> Scribe:
        """No front-end asks."""
        raise _nothing_else(name)

    def prompt_identity(self, name: str, task: Task | None = None) -> str:  # noqa: ARG002 - whatever the task
        """They are told nothing."""
        return f"none, {name} is invented"

    def handling(self, name: str, task: Task) -> Handling:  # noqa: ARG002 - the same for all
        """As any."""
        return Handling()

    def prompt_names(self) -> Sequence[str]:
        """The same."""
        return ()

    def require_prompt(self, name: str) -> None:
        """No collection of the demo names one."""
        raise _nothing_else(name)

    def rewriter(self, name: str, *, fallback: QuestionRewriter) -> QuestionRewriter:  # noqa: ARG002 - the same for all
        """By rule."""
        return fallback


def _nothing_else(name: str | None) -> ModelUnavailable:
    return ModelUnavailable(f"{name} is invented and can only write.")


def _marked(sentence: str, number: int) -> str:
    return f"{sentence.rstrip('.')} [{number}]."


def _with_other_figures(sentence: str, question: Question) -> str | None:
    """What was asked for with each of its digits changed; null where it has none."""
    for word in question.words:
        other = _DIGIT.sub(lambda digit: str((int(digit.group()) + 3) % 10), word)
        if other != word and word in sentence:
            return sentence.replace(word, other)
    return None
