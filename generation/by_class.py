"""Any LangChain chat model that is installed here, by the name of its class."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from langchain_core.language_models import BaseChatModel

from domain.errors import Misconfigured


def chat_model_of(path: str, arguments: Mapping[str, Any]) -> BaseChatModel:
    """Such as `langchain_anthropic.ChatAnthropic`, made with `arguments`. Raises `Misconfigured`."""
    module, _, name = path.rpartition(".")
    try:
        found = getattr(import_module(module), name)
    except (ImportError, AttributeError, ValueError) as error:
        raise Misconfigured(
            f"CANDOR_LLM_CLASS: {path} cannot be imported: {error}. Install its package here."
        ) from error
    if not (isinstance(found, type) and issubclass(found, BaseChatModel)):
        raise Misconfigured(f"CANDOR_LLM_CLASS: {path} is no chat model of LangChain (BaseChatModel).")
    try:
        made: BaseChatModel = found(**arguments)
    except (TypeError, ValueError) as error:
        raise Misconfigured(f"CANDOR_LLM_CLASS_ARGUMENTS do not suit {path}: {_first_line(error)}") from error
    return made


def _first_line(error: Exception) -> str:
    return " ".join(str(error).split())[:300]
