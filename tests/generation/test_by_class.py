"""Any chat model of LangChain's can be named by its class, and what cannot be made says why."""

import pytest
from langchain_core.messages import HumanMessage

from domain.errors import Misconfigured
from generation.by_class import chat_model_of

_MODELS = "langchain_core.language_models"


def test_a_class_is_made_with_its_arguments() -> None:
    model = chat_model_of(f"{_MODELS}.FakeListChatModel", {"responses": ["Yes."]})
    assert model.invoke([HumanMessage("Well?")]).text == "Yes."


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("langchain_nowhere.ChatNobody", "cannot be imported.*Install its package"),
        (f"{_MODELS}.ChatNobody", "cannot be imported"),
        ("ChatNobody", "cannot be imported"),
        ("pathlib.Path", "no chat model of LangChain"),
        (f"{_MODELS}.FakeListChatModel", "do not suit .*responses"),
    ],
)
def test_what_cannot_be_made_says_why(path: str, why: str) -> None:
    with pytest.raises(Misconfigured, match=why):
        chat_model_of(path, {})
