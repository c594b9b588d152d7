"""What chat front-ends ask in the background, beside their users' questions: titles, tags, follow-ups, search words.

They are known by their wording: Open WebUI's templates (each begins with “### Task:”, as does the one that wraps a
question in passages, which is none of these), LibreChat's, the AI SDK's chatbot's, LobeChat's, NextChat's, Chatbox's.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Errand(StrEnum):
    """What is wanted."""

    TITLE = "title"
    TAGS = "tags"
    FOLLOW_UPS = "follow_ups"
    QUERIES = "queries"
    COMPLETION = "completion"
    EMOJI = "emoji"
    PICTURE = "picture"
    SUMMARY = "summary"
    TOOLS = "tools"


@dataclass(frozen=True, slots=True)
class Background:
    """`said` is what the user said first, `question` the prompt itself. `as_json`: the reply is one object."""

    errand: Errand
    said: str
    as_json: bool


_TALK = r"(?:conversation|chat|discussion|dialog(?:ue)?|user's message)"
_TASKS: Mapping[Errand, str] = {
    Errand.TITLE: rf"(?:generate|create|suggest) .{{0,60}}\btitle\b.{{0,60}}\b{_TALK}",
    Errand.TAGS: r"(?:generate|create|suggest) .{0,40}\btags\b",
    Errand.FOLLOW_UPS: r"(?:suggest|generate) .{0,40}\bfollow-?up",
    Errand.QUERIES: r"analy[sz]e the chat history to determine .{0,60}\bsearch quer",
    Errand.COMPLETION: r"you are an autocompletion system",
    Errand.PICTURE: r"generate a detailed prompt for an?m? image",
}
_ADJECTIVE = r"(?:concise|short|brief|\w+[- ]word\w*|\d+)"
_PROMPTS: Mapping[Errand, Sequence[str]] = {
    Errand.TITLE: (
        rf"(?:please )?(?:generate|create|write|provide)\b.{{0,30}}\b{_ADJECTIVE}\b.{{0,40}}\btitle\b.{{0,40}}"
        r"\b(?:the|this|our|an?) (?:conversation|chat)\b",
        rf"analy[sz]e this {_TALK} and provide\b.{{0,120}}\btitle\b",
        rf"based on the chat history, (?:please )?give this {_TALK} a name",
    ),
    Errand.EMOJI: (r"your task is to reflect the speaker's likely facial expression through a fitting emoji",),
    Errand.SUMMARY: (
        rf"(?:please )?summari[sz]e (?:the|our|this) {_TALK} briefly in \d+ words or less to use as a prompt",
    ),
}
_INSTRUCTIONS: Mapping[Errand, Sequence[str]] = {
    Errand.TITLE: (
        r"[-\s]*you will generate a short title based on the first message a user begins a conversation with",
        rf"[-\s]*(?:generate|create|write) an? {_ADJECTIVE}\b.{{0,40}}\btitle\b.{{0,60}}\b{_TALK}",
        rf".{{0,200}}\bsummari[sz]e the user's {_TALK} into a title",
        r".{0,120}\byou (?:are|act as) an? (?:professional )?(?:chat |conversation )?title (?:generator|writer)",
    ),
    Errand.TOOLS: (r"available tools: .*\byour task is to choose and return the correct tool\(s\)",),
}
_LOOKED_AT = 4_000
_TASK = re.compile(r"#{1,4} ?task:? ", re.IGNORECASE)
_BLANKS = re.compile(r"\s+")
_HISTORY = re.compile(r"<chat_history>(.*)</chat_history>|\bconversation:(.*)", re.IGNORECASE | re.DOTALL)
_SAID = re.compile(r"^[#*\s]*(?:user|human)\**\s*:\s*(.+)$", re.IGNORECASE | re.MULTILINE)
_JSON = re.compile(r"\{.*\}", re.DOTALL)
_KEYS: Mapping[Errand, str] = {
    Errand.TITLE: "title",
    Errand.TAGS: "tags",
    Errand.FOLLOW_UPS: "follow_ups",
    Errand.QUERIES: "queries",
    Errand.COMPLETION: "text",
    Errand.PICTURE: "prompt",
    Errand.TOOLS: "tool_calls",
}
_LISTS = frozenset({Errand.TAGS, Errand.FOLLOW_UPS, Errand.QUERIES, Errand.TOOLS})
_BY_RULE_ALONE = frozenset({Errand.PICTURE, Errand.SUMMARY, Errand.TOOLS})
_MOST_ITEMS = 6
_LONGEST: Mapping[Errand, int] = {
    Errand.TITLE: 80, Errand.TAGS: 40, Errand.FOLLOW_UPS: 160, Errand.QUERIES: 120, Errand.COMPLETION: 120
}  # fmt: skip
_TITLE_CHARACTERS = 60
_SMILE = "🙂"
_EMOJI = re.compile(r"[^\w\s<>]{1,8}")
_UNTITLED = "New conversation"


def background_of(question: str, instructions: str, first_said: str = "") -> Background | None:
    """What a message asks in the background, null where a person asks. `first_said` began the conversation, if any."""
    prompt, system = (_BLANKS.sub(" ", text[:_LOOKED_AT]).strip() for text in (question, instructions))
    by_system = _errand(system, _INSTRUCTIONS)
    errand = _task(prompt) or _errand(prompt, _PROMPTS) or by_system
    if errand is None:
        return None
    said = _said_in(question) or first_said or (_spoken(question) if by_system is errand else "")
    key = _KEYS.get(errand, "")
    return Background(errand, said, errand in _LISTS or (bool(key) and f'"{key}"' in question))


def plain_reply(background: Background) -> str:
    """What is said without a language model: the first question as a title, of everything else nothing."""
    errand = background.errand
    if errand is Errand.EMOJI:
        return _SMILE
    if errand is Errand.SUMMARY:
        return background.said
    if errand is Errand.TITLE:
        return _as_asked(background, _headline(background.said))
    return _as_asked(background, [] if errand in _LISTS else "")


def shaped_reply(background: Background, written: str) -> str | None:
    """What of a language model's reply has the form that is wanted, and no room for an answer; null where none has."""
    errand = background.errand
    if errand in _BY_RULE_ALONE:
        return None
    if errand is Errand.EMOJI:
        found = _EMOJI.search(written)
        return found[0] if found else None
    value = _value(written, _KEYS[errand])
    if errand in _LISTS:
        items = [item for item in value if _fits(item, errand)] if isinstance(value, list) else []
        return _as_asked(background, items[:_MOST_ITEMS]) if items else None
    text = _line(value if isinstance(value, str) else "" if value is not None else written)
    return _as_asked(background, text) if _fits(text, errand) else None


def _task(prompt: str) -> Errand | None:
    begun = _TASK.match(prompt)
    return None if begun is None else _errand(prompt[begun.end() :], {errand: (one,) for errand, one in _TASKS.items()})


def _errand(text: str, patterns: Mapping[Errand, Iterable[str]]) -> Errand | None:
    return next((e for e, some in patterns.items() if any(re.match(one, text, re.IGNORECASE) for one in some)), None)


def _said_in(prompt: str) -> str:
    """The first thing that a user says in a conversation that the prompt holds."""
    found = _HISTORY.search(prompt)
    said = _SAID.search((found[1] or found[2]) if found else prompt)
    return said[1].strip() if said else ""


def _spoken(question: str) -> str:
    """A message as it is, or within the JSON of the AI SDK."""
    message = _value(question, None)
    if not isinstance(message, dict):
        return question
    parts = message.get("parts") or message.get("content") or ()
    texts = [parts] if isinstance(parts, str) else [part.get("text") for part in parts if isinstance(part, dict)]
    return " ".join(text for text in texts if isinstance(text, str))


def _value(text: str, key: str | None) -> Any:  # noqa: ANN401 - whatever JSON holds
    """What stands under `key` of the JSON object in a text, or the object itself; null where there is none."""
    found = _JSON.search(text)
    try:
        held = json.loads(found[0]) if found else None
    except ValueError:
        return None
    return held.get(key, "") if isinstance(held, dict) and key is not None else held


def _headline(said: str) -> str:
    words = _BLANKS.sub(" ", said).strip(" ?!.¿¡\"'“”")
    if len(words) > _TITLE_CHARACTERS:
        words = words[:_TITLE_CHARACTERS].rsplit(" ", 1)[0] + "…"
    return words or _UNTITLED


def _line(text: str) -> str:
    lines = [line.strip(" #*\"'“”") for line in text.strip().splitlines()]
    return lines[0] if len(lines) == 1 else ""


def _fits(item: object, errand: Errand) -> bool:
    if not isinstance(item, str) or not item.strip() or len(item) > _LONGEST[errand] or "\n" in item:
        return False
    return errand is not Errand.FOLLOW_UPS or item.rstrip().endswith(("?", "？"))


def _as_asked(background: Background, value: object) -> str:
    if background.as_json:
        return json.dumps({_KEYS[background.errand]: value}, ensure_ascii=False)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
