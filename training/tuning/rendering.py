"""Rows as a model reads them: the product's own prompt in the words of the base's chat template."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from domain.documents import Chunk, Passage, Scores, StoredChunk
from domain.generation import Sampling, Task
from domain.places import Whole
from generation.prompt import answer_prompt
from generation.templates import FULL, SHORT, Template, fitting, read_template, shipped
from text.marks import strip_marks
from training.tuning.configuration import Kind
from training.tuning.rows import TuningRow

# For a base that knows no conversations (GPT-2, BART). It is written beside the adapter, since who serves it needs it.
PLAIN_TEMPLATE = (
    "{% for message in messages %}{% if message['role'] == 'assistant' %}Answer: {{ message['content'] }}"
    "{{ eos_token }}\n{% else %}{{ message['content'] }}\n\n{% endif %}{% endfor %}"
    "{% if add_generation_prompt %}Answer:{% endif %}"
)
_ROLES = {"system": "system", "human": "user", "ai": "assistant"}


class Tokenizer(Protocol):
    """As transformers has them."""

    chat_template: str | None
    bos_token: str | None
    eos_token: str | None
    pad_token_id: int

    def apply_chat_template(self, conversation: Sequence[Mapping[str, str]], **options: bool) -> str:
        """The conversation as text."""

    def __call__(self, text: str, **options: bool) -> Mapping[str, list[int]]:
        """The text's `input_ids`."""

    def batch_decode(self, ids: object, *, skip_special_tokens: bool) -> list[str]:
        """Texts of rows of tokens."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """What the model reads, what it is to write after that, and what it is not; all with their special tokens."""

    prompt: str
    wanted: str
    rejected: str | None


def template_of(prompt: str, base: str, parameters: int | None) -> Template:
    """As the server takes it for `CANDOR_LLM_PROMPT`. Raises `Misconfigured`."""
    if prompt == "auto":
        return fitting(base, parameters)
    return shipped(prompt) if prompt in {FULL, SHORT} else read_template(Path(prompt))


class Renderer:
    """Renders rows, and counts their tokens."""

    def __init__(self, tokenizer: Tokenizer, template: Template, kind: Kind) -> None:
        if not tokenizer.chat_template:
            tokenizer.chat_template = PLAIN_TEMPLATE
        self.tokenizer = tokenizer
        self.template = template
        self._kind = kind
        self._takes_rules = self._renders([{"role": "system", "content": "a"}, {"role": "user", "content": "b"}])

    def without_examples(self) -> "Renderer":
        """The same without the prompt's examples."""
        bare = self.template.model_copy(update={"examples": ()})
        return Renderer(self.tokenizer, bare, self._kind)

    def render(self, row: TuningRow) -> Rendered:
        """A row. Marks are left out where the prompt's passages bear no numbers."""
        messages = self._messages(row)
        prompt = self._text(messages, asks=True)
        rejected = None if row.rejected is None else self._written(messages, prompt, row.rejected)
        return Rendered(prompt, self._written(messages, prompt, row.wanted), rejected)

    @property
    def is_seq2seq(self) -> bool:
        """Whether prompt and answer are two texts to the model."""
        return self._kind is Kind.SEQ2SEQ

    def without_first_token(self, prompt: str) -> str:
        """For whoever lets the tokenizer write its own first token, which the chat template has written already."""
        first: str | None = self.tokenizer.bos_token
        written = self.tokenizer("a")["input_ids"][0]
        if (
            first
            and prompt.startswith(first)
            and written == self.tokenizer(first, add_special_tokens=False)["input_ids"][0]
        ):
            return prompt.removeprefix(first)
        return prompt

    def ids(self, text: str) -> list[int]:
        """A rendered text's tokens; a chat template wrote the special ones itself, where the model is no seq2seq."""
        return self.tokenizer(text, add_special_tokens=self.is_seq2seq)["input_ids"]

    def tokens(self, row: TuningRow) -> int:
        """How long the row is: prompt and answer, for a seq2seq model the longer of the two."""
        rendered = self.render(row)
        asked = len(self.ids(rendered.prompt))
        answers = [text for text in (rendered.wanted, rendered.rejected) if text is not None]
        answered = max(len(self.ids(text)) for text in answers)
        return max(asked, answered) if self.is_seq2seq else asked + answered

    def _messages(self, row: TuningRow) -> list[dict[str, str]]:
        passages = tuple(_passage(number, one.text, one.source) for number, one in enumerate(row.passages, start=1))
        told = answer_prompt(Task(row.question, row.question, passages, (), Sampling()), self.template)
        messages = [{"role": _ROLES[one.type], "content": str(one.content)} for one in told]
        return messages if self._takes_rules else _folded(messages)

    def _written(self, messages: Sequence[Mapping[str, str]], prompt: str, answer: str) -> str:
        """What follows the prompt where the answer was given, to the end of its turn."""
        text = answer if self.template.numbered else strip_marks(answer).text
        if self.is_seq2seq:
            return text
        whole = self._text([*messages, {"role": "assistant", "content": text}], asks=False)
        if whole.startswith(prompt):
            return whole[len(prompt) :].rstrip("\n")
        return f"{text}{self.tokenizer.eos_token}"  # a template that writes past answers otherwise, without thoughts

    def _text(self, messages: Sequence[Mapping[str, str]], *, asks: bool) -> str:
        return self.tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=asks)

    def _renders(self, messages: Sequence[Mapping[str, str]]) -> bool:
        from jinja2 import TemplateError

        try:
            self._text(messages, asks=True)
        except TemplateError:
            return False
        return True


def _folded(messages: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    """For templates that know no system message: the rules stand before the first question."""
    rules, first, *others = messages
    return [{**first, "content": f"{rules['content']}\n\n{first['content']}"}, *others]


def _passage(number: int, text: str, document: str) -> Passage:
    chunk = Chunk(text, 0, len(text), Whole())
    return Passage(StoredChunk(number, str(number), document, "", chunk), 1.0, Scores(None, None))
