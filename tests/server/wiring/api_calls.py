"""A call of every route that the OpenAPI document lists, with a canary in every field that takes text."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

QUESTION = "quizzicalquestion"
DOCUMENT = "dogwooddocument"
ANSWER = "antleranswer"
CANARIES = (QUESTION, DOCUMENT, ANSWER)


@dataclass(frozen=True)
class Call:
    """A request; `body` is JSON, `files` makes it a form."""

    method: str
    path: str
    body: Any = None
    files: Any = None


def calls(schema: dict[str, Any], ids: dict[str, str]) -> Iterator[Call]:
    """One of each operation; `ids` fill the paths. Deletions come last, so that there is something to call."""
    operations = [
        (method.upper(), path, operation)
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    ]
    for method, path, operation in sorted(operations, key=lambda one: one[0] == "DELETE"):
        if path.endswith("/events"):
            continue  # they do not end
        filled = path.format(**ids)
        content = operation.get("requestBody", {}).get("content", {})
        if "multipart/form-data" in content:
            yield Call(method, filled, files={"file": ("notes.txt", f"The {DOCUMENT} is shut.".encode())})
        elif "application/json" in content:
            yield Call(method, filled, body=_example(content["application/json"]["schema"], schema))
        else:
            query = f"?{QUESTION}={QUESTION}&cursor={QUESTION}" if method == "GET" else ""
            yield Call(method, filled + query)


_FITTING: dict[str, Any] = {
    "collection": "default", "conversation_id": None, "answer_id": None, "model": "default", "stream": False,
    "stream_options": None, "role": "user", "language": "en", "n": 1, "answer": f"The {ANSWER} is here.",
    "passages": [f"The {DOCUMENT} is here."], "text": ANSWER, "comment": ANSWER, "labels": [], "policy": None,
}  # fmt: skip


def _example(part: dict[str, Any], schema: dict[str, Any], name: str = "") -> Any:
    if name in _FITTING:
        return _FITTING[name]
    if "$ref" in part:
        return _example(schema["components"]["schemas"][part["$ref"].rpartition("/")[2]], schema, name)
    if "anyOf" in part:
        return _example(part["anyOf"][0], schema, name)
    if choices := part.get("enum") or ([part["const"]] if "const" in part else []):
        return choices[0]
    return _of_type(part, schema, name)


def _of_type(part: dict[str, Any], schema: dict[str, Any], name: str) -> Any:
    match part.get("type"):
        case "object":
            return {key: _example(value, schema, key) for key, value in part.get("properties", {}).items()}
        case "array":
            return [_example(part["items"], schema, name)]
        case "integer" | "number":
            return max(1, part.get("minimum", 1))
        case "boolean":
            return False
        case _:
            return QUESTION
