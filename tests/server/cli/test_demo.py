"""The demo's month: played by the real use cases, marked, played once, and taken out without a trace."""

import json
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from sqlalchemy import func, select

from domain.generation import Abstention, Piece, Sampling, Task
from server.cli.demo.facts import Facts, Question, answers
from server.cli.demo.invented import ERRORS, LARGE, InventedModels, InventedWriter
from server.cli.demo.month import LANGUAGES, visits
from server.cli.demo.store import Length, fill, remove
from server.wiring.settings import Settings
from storage.answers.rows import AnswerRow
from storage.conversations.rows import ConversationRow
from storage.database.transactions import open_database
from storage.documents.rows import CollectionRow, DocumentRow
from storage.reviews.rows import EscalationRow
from tests.storage.samples import answer

RIDE = Question("How long does the ride take?", "en", "ride.txt", ("52 minutes",))
MONEY = Question("What does a ticket cost?", "en", "ride.txt", ("9 euros",))
NOWHERE = Question("Who built the moon?", "en", None, ())


def test_a_month_is_the_same_each_time_and_has_its_days_in_order() -> None:
    begins = datetime(2026, 3, 1, tzinfo=UTC)
    played = [
        list(visits([RIDE, MONEY, NOWHERE], begins=begins, days=28, a_day=14, chance=Random(3))) for _ in range(2)
    ]
    assert played[0] == played[1]
    moments = [visit.at for visit in played[0]]
    assert moments == sorted(moments)
    assert {(moment - begins).days for moment in moments} == set(range(28))
    assert {visit.model for visit in played[0]} == set(ERRORS)
    assert {visit.collection for visit in played[0]} <= set(LANGUAGES)


def test_a_model_that_is_never_wrong_quotes_or_abstains_and_one_that_always_is_makes_up() -> None:
    passages = answer("conv_1").passages
    known = passages[0]
    word = known.stored.chunk.text.split()[0]
    facts = Facts([Question("Which word comes first?", "en", "a.txt", (word,)), NOWHERE])
    asked, unknown = (Task(one.text, one.text, passages, (), Sampling()) for one in facts.questions)
    right, wrong = (InventedWriter(facts, Random(1), error) for error in (0.0, 1.0))
    said = next(right.generate(asked))
    assert isinstance(said, Piece)
    assert answers(facts.questions[0], said.text)
    assert not facts.is_made_up(said.text)
    assert isinstance(next(right.generate(unknown)), Abstention)
    made_up = next(wrong.generate(unknown))
    assert isinstance(made_up, Piece)
    assert facts.is_made_up(made_up.text)
    assert InventedModels(facts, Random(1)).names()[0] == LARGE


def test_it_is_played_once_and_goes_without_a_trace(tmp_path: Path) -> None:
    settings, corpora = Settings(_env_file=None, data=tmp_path / "data"), tmp_path / "corpora"
    _write(corpora)
    told: list[datetime] = []

    def again() -> tuple[int, bool]:
        filled = fill(
            settings, corpora, Length(days=4, a_day=3), reading=lambda: None, played=lambda at, _: told.append(at)
        )
        return filled.conversations, filled.was_there

    asked, was_there = again()
    assert not was_there
    assert len(told) == asked > 0
    assert told == sorted(told)
    assert datetime.now(UTC) - told[0] > timedelta(days=1)
    assert _counted(settings, AnswerRow) == _counted(settings, ConversationRow) == asked
    assert again() == (asked, True)
    assert _counted(settings, AnswerRow) == asked
    assert remove(settings) == asked
    for row in (AnswerRow, ConversationRow, DocumentRow, EscalationRow):
        assert _counted(settings, row) == 0
    with closing(open_database(settings.sqlalchemy_url)) as database, database.read() as session:
        assert session.scalars(select(CollectionRow.key)).all() == ["default"]
    assert not (settings.data / "demo.json").exists()


def _counted(settings: Settings, row: type) -> int:
    with closing(open_database(settings.sqlalchemy_url)) as database, database.read() as session:
        return session.scalar(select(func.count()).select_from(row)) or 0


def _write(corpora: Path) -> None:
    (corpora / "demo").mkdir(parents=True)
    (corpora / "demo" / "ride.txt").write_text("The ride up takes 52 minutes. A ticket to the summit costs 9 euros.")
    rows = [
        {"question": one.text, "language": one.language, "document": one.document, "words": one.words}
        for one in (RIDE, MONEY, NOWHERE)
    ]
    (corpora / "questions.jsonl").write_text("\n".join(json.dumps(row) for row in rows))
