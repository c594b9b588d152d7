"""Models side by side, over HTTP: people vote blindly, and see how the models stand."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field, model_validator

from domain import comparisons
from domain.comparisons import MOST_ANSWERS, MOST_MODELS, Choice, Pair
from domain.errors import Missing, no_such
from domain.principals import Principal
from monitoring.quality.preferring import Standing, Vote, standings
from server.http.access import Reviewer
from server.http.application import App, Application
from server.http.wire.documents import Body
from server.usecases.voting import Voting, shares

router = APIRouter(prefix="/v1/comparisons", tags=["quality"])

_Name = Annotated[str, Field(min_length=1, max_length=200)]


class ComparedAnswers(Body):
    """A question and what each model said to it, by the model's name."""

    question: str = Field(min_length=1)
    answers: dict[_Name, str] = Field(min_length=2, max_length=MOST_MODELS)


class NewComparison(Body):
    """What people are to vote on: of each question at least two answers, not always by the same models."""

    name: _Name
    collection: str = "default"
    compared: list[ComparedAnswers] = Field(min_length=1, max_length=MOST_ANSWERS // 2)

    @model_validator(mode="after")
    def _not_too_many(self) -> "NewComparison":
        if len({model for one in self.compared for model in one.answers}) > MOST_MODELS:
            raise ValueError(f"a comparison is of at most {MOST_MODELS} models")
        if sum(len(one.answers) for one in self.compared) > MOST_ANSWERS:
            raise ValueError(f"a comparison holds at most {MOST_ANSWERS:,} answers")
        return self


class Comparison(BaseModel):
    """Without its answers; whose they are is not told before people have voted."""

    id: str
    name: str
    collection: str
    created_at: datetime
    models: int
    questions: int
    votes: int

    @classmethod
    def of(cls, found: comparisons.Comparison) -> "Comparison":
        """From the domain."""
        return cls(
            id=found.id,
            name=found.name,
            collection=found.collection,
            created_at=found.created_at,
            models=len(found.models),
            questions=found.questions,
            votes=found.votes,
        )


class ComparisonList(BaseModel):
    """The newest first."""

    comparisons: list[Comparison]


class BlindPair(BaseModel):
    """Two answers to one question; `ticket` names them in a vote."""

    ticket: str
    question: str
    left: str
    right: str

    @classmethod
    def of(cls, pair: Pair) -> "BlindPair":
        """Without who wrote them."""
        return cls(ticket=pair.ticket, question=pair.question, left=pair.left, right=pair.right)


class NextPair(BaseModel):
    """Null where the caller has voted on all of them."""

    pair: BlindPair | None


class NewVote(Body):
    """Which of the two is better."""

    ticket: str
    choice: Choice


class RankedModel(BaseModel):
    """A model's chance to be preferred to another one of them, with its 95 % interval."""

    model: str
    strength: float
    low: float
    high: float
    votes: int

    @classmethod
    def of(cls, standing: Standing) -> "RankedModel":
        """From the estimate."""
        return cls(
            model=standing.model,
            strength=standing.strength,
            low=standing.low,
            high=standing.high,
            votes=standing.votes,
        )


class Ranking(BaseModel):
    """The strongest first."""

    comparison: Comparison
    models: list[RankedModel]


@router.post("", status_code=201)
def create_comparison(body: NewComparison, app: App, principal: Reviewer) -> Comparison:
    """Puts answers up for votes."""
    principal.require_collection(body.collection)
    app.collections.get(body.collection)
    compared = [comparisons.Compared(one.question, one.answers) for one in body.compared]
    return Comparison.of(app.comparisons.create(body.name, body.collection, compared))


@router.get("")
def list_comparisons(app: App, principal: Reviewer) -> ComparisonList:
    """Those of the collections that the caller may see."""
    found = [one for one in app.comparisons.list() if principal.sees(one.collection)]
    return ComparisonList(comparisons=[Comparison.of(one) for one in found])


@router.get("/{comparison_id}/next")
def next_pair(comparison_id: str, app: App, principal: Reviewer) -> NextPair:
    """Two answers that the caller has not voted on."""
    _seen(app, principal, comparison_id)
    pair = Voting(app.comparisons).next_pair(comparison_id, principal.key_id)
    return NextPair(pair=None if pair is None else BlindPair.of(pair))


@router.post("/{comparison_id}/votes", status_code=204)
def vote(comparison_id: str, body: NewVote, app: App, principal: Reviewer) -> None:
    """Counts once a person and pair; a later one stands in its place."""
    _seen(app, principal, comparison_id)
    Voting(app.comparisons).vote(comparison_id, body.ticket, body.choice, principal.key_id)


@router.get("/{comparison_id}/ranking")
def show_ranking(comparison_id: str, app: App, principal: Reviewer) -> Ranking:
    """How the models stand by the votes so far."""
    found = _seen(app, principal, comparison_id)
    votes = [Vote(*share) for share in shares(app.comparisons.ballots(comparison_id))]
    ranked = standings(votes, found.models)
    return Ranking(comparison=Comparison.of(found), models=[RankedModel.of(one) for one in ranked])


@router.delete("/{comparison_id}", status_code=204)
def delete_comparison(comparison_id: str, app: App, principal: Reviewer) -> None:
    """With its votes."""
    _seen(app, principal, comparison_id)
    app.comparisons.delete(comparison_id)


def _seen(app: Application, principal: Principal, comparison_id: str) -> comparisons.Comparison:
    found = app.comparisons.get(comparison_id)
    if not principal.sees(found.collection):
        raise no_such(Missing.COMPARISON)
    return found
