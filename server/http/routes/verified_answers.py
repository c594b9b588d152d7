"""Reviewers' answers that are given again, over HTTP."""

from fastapi import APIRouter

from domain.errors import Missing, no_such
from domain.principals import Principal
from server.http.access import Reviewer
from server.http.application import App
from server.http.wire.verified import VerifiedAnswer, VerifiedAnswerList

router = APIRouter(prefix="/v1/verified-answers", tags=["escalations"])


@router.get("")
def list_verified_answers(app: App, principal: Reviewer, collection: str | None = None) -> VerifiedAnswerList:
    """Those of a collection, or of all that the caller may see, suspended ones too."""
    found = app.verified.list(_scope(principal, collection))
    return VerifiedAnswerList(verified_answers=[VerifiedAnswer.of(one) for one in found])


def _scope(principal: Principal, collection: str | None) -> frozenset[str] | None:
    if collection is None:
        return principal.collections
    principal.require_collection(collection)
    return frozenset({collection})


@router.delete("/{verified_id}", status_code=204)
def delete_verified_answer(verified_id: str, app: App, principal: Reviewer) -> None:
    """It is given no more. What was given stays where it was said."""
    if not principal.sees(app.verified.get(verified_id).collection):
        raise no_such(Missing.VERIFIED)
    app.verified.delete(verified_id)
