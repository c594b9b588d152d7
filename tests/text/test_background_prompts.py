"""What front-ends ask in the background is known by its wording, and what people ask is not taken for it."""

import json

import pytest

from text.background_prompts import Errand, background_of, plain_reply, shaped_reply

TALK = "<chat_history>\nUSER: How tall is the tower?\nASSISTANT: The tower is 92 metres tall [1].\n</chat_history>"
TITLE = f"""### Task:
Generate a concise, 3-5 word title with an emoji summarizing the chat history.
### Guidelines:
- Keep it short.
### Output:
JSON format: {{ "title": "your concise title here" }}
### Chat History:
{TALK}"""
TAGS = f"""### Task:
Generate 1-3 broad tags categorizing the main themes of the chat history, along with subtopic tags.
### Output:
JSON format: {{ "tags": ["tag1", "tag2"] }}
### Chat History:
{TALK}"""
FOLLOW_UPS = f"""### Task:
Suggest 3-5 relevant follow-up questions or prompts that the user might naturally ask next.
### Output:
JSON format: {{ "follow_ups": ["Question 1?"] }}
{TALK}"""
QUERIES = f"""### Task:
Analyze the chat history to determine the necessity of generating search queries, in the given language.
{TALK}"""
COMPLETION = """### Task:
You are an autocompletion system. Continue the text in `<text>`. Respond only in JSON: `{ "text": "…" }`.
<text>How tall is</text>"""
WRAPPED = """### Task:
Respond to the user query using the provided context, incorporating inline citations in the format [id].
<context>The tower is 92 metres tall.</context>

How tall is the tower?"""
LIBRECHAT = """Provide a concise, 5-word-or-less title for the conversation, using title case conventions.
Only return the title itself.

Conversation:
User: How tall is the tower?
AI: The tower is 92 metres tall."""


@pytest.mark.parametrize(
    ("prompt", "errand", "reply"),
    [
        (TITLE, Errand.TITLE, '{"title": "How tall is the tower"}'),
        (TITLE.replace(", 3-5 word title with an emoji", " title"), Errand.TITLE, '{"title": "How tall is the tower"}'),
        (TAGS, Errand.TAGS, '{"tags": []}'),
        (FOLLOW_UPS, Errand.FOLLOW_UPS, '{"follow_ups": []}'),
        (QUERIES, Errand.QUERIES, '{"queries": []}'),
        (COMPLETION, Errand.COMPLETION, '{"text": ""}'),
        (f"### Task:\nGenerate a detailed prompt for am image generation task. {TALK}", Errand.PICTURE, ""),
        (LIBRECHAT, Errand.TITLE, "How tall is the tower"),
        ("Please generate a concise title (max 40 characters) for a conversation that starts with:\n"
         "User: How tall is the tower?", Errand.TITLE, "How tall is the tower"),
        ("Your task is to reflect the speaker's likely facial expression through a fitting emoji. Message: Hi",
         Errand.EMOJI, "🙂"),
    ],
)  # fmt: skip
def test_front_ends_are_known_and_answered_by_rule(prompt: str, errand: Errand, reply: str) -> None:
    background = background_of(prompt, "")
    assert background is not None
    assert (background.errand, plain_reply(background)) == (errand, reply)


@pytest.mark.parametrize("message", ["How tall is the tower?", json.dumps({"role": "user", "parts": [
    {"type": "text", "text": "How tall is the tower?"}]})])  # fmt: skip
def test_the_ai_sdk_asks_by_its_system_message(message: str) -> None:
    system = "\n\n    - you will generate a short title based on the first message a user begins a conversation with"
    background = background_of(message, system)
    assert background is not None
    assert plain_reply(background) == "How tall is the tower"


def test_a_front_end_that_asks_within_the_conversation_gets_its_first_question() -> None:
    prompt = "Please generate a four to five word title summarizing our conversation without any lead-in."
    background = background_of(prompt, "Be brief.", "How tall is the tower?")
    assert background is not None
    assert plain_reply(background) == "How tall is the tower"
    assert background_of("Summarize the discussion briefly in 200 words or less to use as a prompt.", "") is not None


@pytest.mark.parametrize(
    "question",
    [
        "How tall is the tower?", WRAPPED, "### Task:\nHow tall is the tower?", "What is the title of the report?",
        "Write a short title of the discussion in chapter 3.", "Generate a list of tags used in the documents.",
        "Summarize the discussion of fees.", "Who has the title of the head of the chat team?",
        "Suggest 3 follow-up questions for the interview in the guide.", "",
    ],
)  # fmt: skip
def test_what_people_ask_is_none_of_it(question: str) -> None:
    assert background_of(question, "You are a helpful assistant who answers from documents.") is None


@pytest.mark.parametrize(
    ("prompt", "written", "reply"),
    [
        (TITLE, 'Here:\n```json\n{"title": "Tower height"}\n```', '{"title": "Tower height"}'),
        (TITLE, "Tower height", '{"title": "Tower height"}'),
        (LIBRECHAT, '"Tower Height"', "Tower Height"),
        (LIBRECHAT, "The tower is 92 metres tall. " * 5, None),
        (LIBRECHAT, "Title:\nThe tower is tall.", None),
        (TAGS, '{"tags": ["Buildings", 7, "x"]}', '{"tags": ["Buildings", "x"]}'),
        (TAGS, "Buildings", None),
        (FOLLOW_UPS, '{"follow_ups": ["Who built it?", "It is 92 metres tall."]}', '{"follow_ups": ["Who built it?"]}'),
        (COMPLETION, '{"text": " the tower?"}', '{"text": "the tower?"}'),
        (f"### Task: Generate a detailed prompt for an image. {TALK}", '{"prompt": "A tower"}', None),
    ],
)
def test_of_what_a_model_writes_only_the_form_that_was_asked_for_passes(
    prompt: str, written: str, reply: str | None
) -> None:
    background = background_of(prompt, "")
    assert background is not None
    assert shaped_reply(background, written) == reply
