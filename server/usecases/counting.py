"""What is counted of an answer once it is stored."""

from domain.answers import Answer
from domain.tasks import TaskKind
from server.usecases.answering import Telemetry
from server.usecases.drafting import Draft


def count_answer(telemetry: Telemetry, draft: Draft, answer: Answer) -> None:
    """The answer, all its claims, the tokens that a model used for it, and whether there were passages for it."""
    telemetry.answered(
        answer.outcome,
        draft.claims(),
        risk=answer.risk,
        reason=answer.reason,
        collection=answer.collection,
        model=answer.model,
    )
    count_tokens(telemetry, draft)
    if draft.ask.task is TaskKind.QA and not draft.is_talk:
        telemetry.searched(found=bool(draft.task.passages))


def count_tokens(telemetry: Telemetry, draft: Draft) -> None:
    """Those of the model that has written so far."""
    if (usage := draft.usage) is not None:
        telemetry.tokens_used(draft.model, prompt_tokens=usage.prompt_tokens, completion_tokens=usage.completion_tokens)
