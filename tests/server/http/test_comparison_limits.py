"""What may be put up for votes fits in one request."""

import json

import pytest
from pydantic import ValidationError

from domain.comparisons import MOST_ANSWERS, MOST_MODELS
from server.http.body_limits import MOST_VALUES
from server.http.json_shape import shape_of
from server.http.routes.comparisons import NewComparison


def body(*, questions: int, models: int, letters: int = 1) -> bytes:
    answers = {f"model-{number}": "x" * letters for number in range(models)}
    compared = [{"question": "When does it open?", "answers": answers}] * questions
    return json.dumps({"name": "Trial", "compared": compared}).encode()


@pytest.mark.parametrize("models", [2, MOST_MODELS])
def test_as_many_answers_as_are_let_in_fit_in_a_body(models: int) -> None:
    most = body(questions=MOST_ANSWERS // models, models=models, letters=1_500)
    assert shape_of(most).values <= MOST_VALUES
    assert len(most) <= 4_000_000
    NewComparison.model_validate_json(most)


@pytest.mark.parametrize(("questions", "models"), [(MOST_ANSWERS // 4 + 1, 4), (1, MOST_MODELS + 1), (1, 1)])
def test_more_than_that_and_what_is_no_choice_are_refused(questions: int, models: int) -> None:
    with pytest.raises(ValidationError):
        NewComparison.model_validate_json(body(questions=questions, models=models))


def test_not_every_model_has_an_answer_of_its_own_to_every_question() -> None:
    compared = [
        {"question": "When?", "answers": {"a": "At nine.", "b": "At ten."}},
        {"question": "Who?", "answers": {"b": "Ann.", "c": "Bob."}},
    ]
    assert len(NewComparison.model_validate({"name": "Trial", "compared": compared}).compared) == 2
