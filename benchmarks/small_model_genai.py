"""The `Writer` that runs a model in this process, by OpenVINO GenAI."""

from collections.abc import Iterator
from pathlib import Path
from queue import SimpleQueue
from threading import Event, Thread
from typing import Any

import openvino_genai

from benchmarks.small_model import Completion, Ended, Written, sha256_of


class GenAiWriter:
    """Loads a GGUF file, or a folder of an OpenVINO model; the chat template is the file's own."""

    def __init__(self, file: Path, *, threads: int = 0) -> None:
        options: dict[str, Any] = {"INFERENCE_NUM_THREADS": threads} if threads else {}
        self._pipeline = openvino_genai.LLMPipeline(str(file), "CPU", options)
        self.name = file.stem
        self.sha256 = sha256_of(file if file.is_file() else file / "openvino_model.bin")

    def write(self, asked: Completion) -> Iterator[Written]:
        """See `Writer`. A thread writes; it stops at its next token once nobody reads."""
        pieces: SimpleQueue[Written | Exception] = SimpleQueue()
        left = Event()
        thread = Thread(target=self._write, args=(asked, pieces, left))
        thread.start()
        try:
            while not isinstance(piece := pieces.get(), Ended):
                if isinstance(piece, Exception):
                    raise piece
                yield piece
            yield piece
        finally:
            left.set()
            thread.join()

    def _write(self, asked: Completion, pieces: "SimpleQueue[Written | Exception]", left: Event) -> None:
        def said(piece: str) -> openvino_genai.StreamingStatus:
            pieces.put(piece)
            return openvino_genai.StreamingStatus.STOP if left.is_set() else openvino_genai.StreamingStatus.RUNNING

        history = openvino_genai.ChatHistory([message.model_dump() for message in asked.messages])
        try:
            found = self._pipeline.generate(history, _configured(asked), said)
        except RuntimeError as error:
            pieces.put(error)  # the reader's, who waits for it
            return
        measured = found.perf_metrics
        count = measured.get_num_generated_tokens()
        cut = count >= asked.most_tokens
        pieces.put(Ended(measured.get_num_input_tokens(), count, "length" if cut else "stop"))


def _configured(asked: Completion) -> openvino_genai.GenerationConfig:
    config = openvino_genai.GenerationConfig()
    config.max_new_tokens = asked.most_tokens
    if asked.temperature:
        config.do_sample, config.temperature = True, asked.temperature
        config.top_p = asked.top_p or 1.0
        config.rng_seed = asked.seed or 0
    return config
