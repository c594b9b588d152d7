"""What is wrong with the fields of a request, in sentences for people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

REFUSED = "refused"
"""The type of an error of a validator of ours whose message is a whole sentence that names its field."""

_MOST_FAULTS = 20
_TEXT, _WHOLE, _NUMBER = "has to be a text", "has to be a whole number", "has to be a number"
_TRUTH, _LIST, _OBJECT = "has to be true or false", "has to be a list", "has to be an object"
_SAYINGS: Mapping[str, str] = {
    "missing": "is missing",
    "extra_forbidden": "is not a field that is known here",
    "string_type": _TEXT,
    "string_unicode": "is no unicode text: it holds half of a character",
    "string_too_short": "has to have at least {min_length} characters",
    "string_too_long": "can have at most {max_length} characters",
    "string_pattern_mismatch": "has to match {pattern}",
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_from_float": _WHOLE,
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "finite_number": "has to be a finite number",
    "bool_type": _TRUTH,
    "bool_parsing": _TRUTH,
    "list_type": _LIST,
    "tuple_type": _LIST,
    "dict_type": _OBJECT,
    "model_type": _OBJECT,
    "model_attributes_type": _OBJECT,
    "literal_error": "has to be {expected}",
    "enum": "has to be {expected}",
    "greater_than": "has to be more than {gt}",
    "greater_than_equal": "has to be at least {ge}",
    "less_than": "has to be less than {lt}",
    "less_than_equal": "can be at most {le}",
    "too_short": "needs at least {min_length}",
    "too_long": "can have at most {max_length}",
}


@dataclass(frozen=True, slots=True)
class Complaint:
    """`field` is the first that is wrong, null where it is the whole body."""

    text: str
    field: str | None


def complaint(errors: Sequence[Any]) -> Complaint:
    """What is wrong, from the errors of pydantic."""
    faults = [_fault(error) for error in errors[:_MOST_FAULTS]]
    text = " ".join(fault.text for fault in faults)
    if len(errors) > _MOST_FAULTS:
        text += f" There are {len(errors) - _MOST_FAULTS} more faults."
    return Complaint(text, faults[0].field)


def _fault(error: Any) -> Complaint:  # noqa: ANN401 - pydantic's, of which each type has fields of its own
    kind, context = error["type"], error.get("ctx") or {}
    if kind == "json_invalid":
        return Complaint(f"The body is not valid JSON: {context['error']}.", None)
    field = context.get("param") or ".".join(_shown(part) for part in error["loc"][1:]) or None
    if kind == REFUSED:
        return Complaint(error["msg"], field)
    saying = _SAYINGS[kind].format(**context) if kind in _SAYINGS else error["msg"]
    return Complaint(f"{f'“{field}”' if field else 'The body'} {saying}.", field)


def _shown(part: str | int) -> str:
    """A field's name, half characters written out: UTF-8 could not carry them."""
    return str(part).encode("utf-8", "backslashreplace").decode()
