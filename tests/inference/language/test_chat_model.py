"""A language model in the process streams, stops, waits its turn and says when it is too much for it."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import Event

import pytest
from langchain_core.messages import AIMessageChunk, HumanMessage, SystemMessage

from domain.errors import ModelUnavailable, PromptTooLong
from inference.language.chat_model import LocalChatModel
from inference.language.pipeline import GenAiModel, Weights
from inference.language.queueing import WritingQueue
from tests.inference.language.tiny_gguf import write_gguf

pytest.importorskip("openvino_genai", reason="needs openvino-genai")


QUESTION = [SystemMessage("Be brief."), HumanMessage("What is the fee?")]
ANSWER = ("The", " fee", " is", " 5", " euros", " 😀", ".")
CONTEXT_TOKENS = 256


@pytest.fixture(scope="module")
def queue() -> Iterator[WritingQueue]:
    with closing(WritingQueue(GenAiModel, wait_seconds=60)) as queue:
        yield queue


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("models")


@pytest.fixture(scope="module")
def brief(queue: WritingQueue, folder: Path) -> LocalChatModel:
    """Says one sentence."""
    return made(queue, write_gguf(folder / "brief.gguf", *ANSWER))


@pytest.fixture(scope="module")
def endless(queue: WritingQueue, folder: Path) -> LocalChatModel:
    """Never comes to an end."""
    return made(queue, write_gguf(folder / "endless.gguf", "on", " and", " on", follows={" on": " and"}))


def made(queue: WritingQueue, path: Path) -> LocalChatModel:
    return LocalChatModel(model=path.stem, weights=Weights(path=path, context_tokens=CONTEXT_TOKENS), queue=queue)


def streamed(model: LocalChatModel, **options: object) -> AIMessageChunk:
    whole = AIMessageChunk(content="")
    for chunk in model.stream(QUESTION, **options):  # type: ignore[arg-type]
        assert isinstance(chunk, AIMessageChunk)
        whole += chunk
    return whole


def test_an_answer_comes_in_pieces_with_what_was_used_and_why_it_ended(brief: LocalChatModel) -> None:
    pieces = [chunk.text for chunk in brief.stream(QUESTION) if chunk.text]
    assert ("".join(pieces), len(pieces) > 3) == ("The fee is 5 euros 😀.", True)
    whole = streamed(brief)
    assert whole.response_metadata["finish_reason"] == "stop"
    assert whole.usage_metadata is not None
    assert whole.usage_metadata["input_tokens"] > 20
    assert whole.usage_metadata["output_tokens"] >= len(ANSWER)


def test_it_is_the_same_at_once(brief: LocalChatModel) -> None:
    assert brief.invoke(QUESTION).text == "The fee is 5 euros 😀."


def test_asked_for_likelihoods_it_writes_without(brief: LocalChatModel) -> None:
    said = brief.bind(logprobs=True, top_logprobs=5).invoke(QUESTION)
    assert (said.text, "logprobs" in said.response_metadata) == ("The fee is 5 euros 😀.", False)


def test_the_limit_of_tokens_is_kept_and_told(endless: LocalChatModel) -> None:
    whole = streamed(endless, max_tokens=5)
    assert (whole.text, whole.response_metadata["finish_reason"]) == ("on and on and on", "length")


def test_a_stop_string_ends_it_and_is_not_shown(brief: LocalChatModel) -> None:
    whole = streamed(brief, stop=[" 5 eu"])
    assert (whole.text, whole.response_metadata["finish_reason"]) == ("The fee is", "stop")


def test_with_a_seed_chance_repeats_itself(queue: WritingQueue, folder: Path) -> None:
    unsure = made(queue, write_gguf(folder / "unsure.gguf", *ANSWER, certainty=0.2))
    drawn = [streamed(unsure, temperature=1.0, seed=seed, max_tokens=24).text for seed in (3, 3, 4)]
    assert drawn[0] == drawn[1] != drawn[2]


def test_whoever_leaves_in_mid_answer_gives_the_turn_to_the_next(
    brief: LocalChatModel, endless: LocalChatModel
) -> None:
    with closing(endless.stream(QUESTION, max_tokens=200)) as stream:
        next(stream)
    assert streamed(brief).text == "The fee is 5 euros 😀."


def test_whoever_leaves_before_the_first_word_is_not_written_for(endless: LocalChatModel) -> None:
    left = Event()
    left.set()
    assert streamed(endless, left=left).text == ""


def test_a_prompt_that_is_too_long_is_refused_with_both_lengths(brief: LocalChatModel) -> None:
    with pytest.raises(PromptTooLong) as refused:
        brief.invoke([HumanMessage("fee " * CONTEXT_TOKENS)])
    assert refused.value.tokens > CONTEXT_TOKENS > refused.value.limit


def test_an_answer_ends_where_the_context_does(endless: LocalChatModel) -> None:
    whole = streamed(endless, max_tokens=10_000)
    assert whole.usage_metadata is not None
    assert whole.usage_metadata["total_tokens"] == CONTEXT_TOKENS
    assert whole.response_metadata["finish_reason"] == "length"


@pytest.mark.parametrize(
    ("metadata", "why"),
    [
        ({"tokenizer.chat_template": None}, "no chat template"),
        ({"llama.attention.head_count": None}, "cannot be loaded"),
    ],
)
def test_a_model_that_cannot_answer_says_why(
    queue: WritingQueue, tmp_path: Path, metadata: dict[str, None], why: str
) -> None:
    broken = made(queue, write_gguf(tmp_path / "broken.gguf", *ANSWER, metadata=metadata))
    with pytest.raises(ModelUnavailable, match=why):
        broken.invoke(QUESTION)
