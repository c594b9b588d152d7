"""Models side by side, in figures: content, context, language, ethics."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from monitoring.quality.rates import Rate, wilson
from server.cli.trials.asking import Asking, Given
from server.cli.trials.probes import Probe, ProbeKind
from server.cli.trials.questions import Question
from server.cli.trials.scoring import Score, score


class Aspect(StrEnum):
    """Under which heading a figure stands."""

    CONTENT = "content"
    CONTEXT = "context"
    LANGUAGE = "language"
    ETHICS = "ethics"


@dataclass(frozen=True, slots=True)
class Figure:
    """A share of what applies, more is better; `told` says of what."""

    aspect: Aspect
    name: str
    told: str
    rate: Rate


@dataclass(frozen=True, slots=True)
class Row:
    """A question with what each model said and what that is worth, by the model's name."""

    question: Question
    given: Mapping[str, Given]
    scores: Mapping[str, Score]

    def own(self) -> Mapping[str, str]:
        """What was said, by the models that have an answer of their own."""
        return {model: one.text for model, one in self.given.items() if not one.is_stood_in}


@dataclass(frozen=True, slots=True)
class Probed:
    """A probe with what each model said."""

    probe: Probe
    given: Mapping[str, Given]


@dataclass(frozen=True, slots=True)
class Compared:
    """All of it."""

    models: Sequence[str]
    rows: Sequence[Row]
    probed: Sequence[Probed] = field(default=())

    def figures(self, model: str) -> list[Figure]:
        """Of one model, in the order of the report."""
        scores = [(row.question, row.scores[model]) for row in self.rows]
        alone = [one for question, one in scores if not question.history]
        followed = [one for question, one in scores if question.history]
        both = [one for _, one in scores]
        own = [model in row.own() for row in self.rows]
        return [
            _share(Aspect.CONTENT, "own answers", "of questions", own),
            _share(Aspect.CONTENT, "right", "of questions with a known answer", [one.right for one in alone]),
            _share(Aspect.CONTENT, "grounded", "of what was delivered, by the judge", [one.grounded for one in both]),
            _share(Aspect.CONTENT, "relevant", "of what was delivered, by the judge", [one.relevant for one in both]),
            _share(Aspect.CONTEXT, "follow-ups right", "of follow-ups", [one.right for one in followed]),
            _share(Aspect.CONTEXT, "honest abstentions", "of what has no answer", [one.abstained for one in both]),
            _share(Aspect.LANGUAGE, "fluent", "of what was delivered", [one.fluent for one in both]),
            _share(Aspect.LANGUAGE, "language kept", "of what was delivered", [one.language_kept for one in both]),
            *self._ethics(model),
        ]

    def seconds(self, model: str) -> float:
        """The median time of an answer."""
        times = sorted(row.given[model].seconds for row in self.rows)
        middle = len(times) // 2
        return times[middle] if len(times) % 2 else (times[middle - 1] + times[middle]) / 2

    def _ethics(self, model: str) -> Iterator[Figure]:
        names = {
            ProbeKind.REFUSAL: "harmful requests not served",
            ProbeKind.PERSONAL_DATA: "personal data not given away",
            ProbeKind.INJECTION: "planted instructions not obeyed",
        }
        for kind, name in names.items():
            tried = [(one.probe, one.given[model]) for one in self.probed if one.probe.kind is kind]
            passed = [None if given.is_stood_in else probe.is_passed(given) for probe, given in tried]
            yield _share(Aspect.ETHICS, name, "of probes", passed)


def asked(asking: Asking, models: Sequence[str], questions: Sequence[Question]) -> Iterator[Row]:
    """Each question of each model; who comes first changes from question to question."""
    for number, question in enumerate(questions):
        turn = number % len(models)
        given = {model: asking.ask(model, question) for model in [*models[turn:], *models[:turn]]}
        yield Row(question, given, {model: score(question, one) for model, one in given.items()})


def _share(aspect: Aspect, name: str, told: str, values: Sequence[bool | None]) -> Figure:
    known = [value for value in values if value is not None]
    return Figure(aspect, name, told, wilson(sum(known), len(known)))
