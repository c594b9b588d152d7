"""Who asks what, and when: about a dozen questions a day, fewer at the weekend, most of them in the morning."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from domain.documents import Policy
from server.cli.demo.facts import Question
from server.cli.demo.invented import LARGE, MEDIUM, SMALL

DESK, PASSENGERS, HUNGARIAN = "demo-desk", "demo-passengers", "demo-magyar"
POLICIES = {DESK: Policy.HOLD, PASSENGERS: Policy.ANNOTATE, HUNGARIAN: Policy.ANNOTATE}
LANGUAGES = {DESK: "en", PASSENGERS: "en", HUNGARIAN: "hu"}
COLLECTIONS = {
    "passenger-guide.md": PASSENGERS,
    "annual-report-2024.pdf": PASSENGERS,
    "utazoknak-a-hegyi-vasutrol.txt": HUNGARIAN,
}
"""Where a document goes; the others are for the staff."""
DAY = timedelta(days=1)
_TRIAL = (14, 20)  # the days on which the small model was tried
_SATURDAY = 5
_WEEKEND_SHARE = 0.4
_POLITE = ("{}", "{}", "{}", "Hello! {}", "{} Thanks!")


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody asks a question."""

    at: datetime
    text: str
    collection: str
    model: str


def visits(
    questions: Sequence[Question], *, begins: datetime, days: int, a_day: int, chance: Random
) -> Iterator[Visit]:
    """In order. Some questions are asked again and again, as everywhere."""
    popular = chance.sample(list(questions), k=max(1, len(questions) // 5))
    for day in range(days):
        morning = begins + day * DAY
        share = _WEEKEND_SHARE if morning.weekday() >= _SATURDAY else 1.0
        number = round(share * chance.uniform(0.8, 1.2) * a_day)
        moments = sorted(morning + timedelta(hours=chance.triangular(6, 22, 9.5)) for _ in range(number))
        for at in moments:
            question = chance.choice(popular if chance.random() < 0.4 else questions)
            text = chance.choice(_POLITE).format(question.text)
            yield Visit(at, text, collection_of(question, chance), _model(day, days, chance))


def collection_of(question: Question, chance: Random) -> str:
    """Where its document is; what no document answers is asked by anybody."""
    if question.language == "hu":
        return HUNGARIAN
    if question.document is None:
        return chance.choice((DESK, PASSENGERS))
    return COLLECTIONS.get(question.document, DESK)


def _model(day: int, days: int, chance: Random) -> str:
    """A small model is tried for a week in the second half, then everything goes to the large one but a little."""
    first, last = (limit * days / 28 for limit in _TRIAL)
    if first <= day <= last:
        return chance.choice((SMALL, SMALL, MEDIUM, LARGE))
    return chance.choice((MEDIUM, LARGE)) if day < first else chance.choice((LARGE, LARGE, LARGE, MEDIUM))
