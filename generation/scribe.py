"""What a language model says to a conversation as it stands, without passages: for a front-end's errands."""

from collections.abc import Sequence
from contextlib import closing

from domain.generation import Sampling, Turn, Usage, Written
from domain.presence import Presence
from generation.chat import ChatStream
from generation.prompt import plain_prompt
from generation.thoughts import ThoughtFilter

_MAX_TOKENS = 200


class ChatScribe:
    """The `Scribe` that asks a language model, for a few words and for a short time."""

    def __init__(self, stream: ChatStream, *, deadline_seconds: float = 15.0) -> None:
        self._stream = stream
        self._deadline_seconds = deadline_seconds

    def write(self, turns: Sequence[Turn], instructions: str, *, presence: Presence) -> Written:
        """See `Scribe.write`."""
        thoughts, sampling = ThoughtFilter(), Sampling(temperature=0.0, max_tokens=_MAX_TOKENS)
        text, usage, cut_short = "", Usage(0, 0), False
        told, limit = plain_prompt(turns, instructions), self._deadline_seconds
        stream = self._stream.stream(told, sampling, within_seconds=limit, presence=presence)
        with closing(stream) as deltas:  # type: ignore[type-var]
            for delta in deltas:
                text += thoughts.feed(delta.text)
                usage = delta.usage or usage
                cut_short = cut_short or delta.cut_short is not None
        return Written((text + thoughts.flush(cut_short=cut_short)).strip(), usage)
