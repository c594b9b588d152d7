"""A small language model behind an OpenAI-compatible server of its own: OpenVINO GenAI runs a GGUF file on the CPU.

`python -m benchmarks.small_model FILE.gguf --port 8000`, for a benchmark on a machine that has no endpoint: greedy
unless asked otherwise. Needs `openvino-genai` (dependency group `dev`).
"""

import argparse
from collections.abc import Iterator, Sequence
from hashlib import file_digest
from pathlib import Path
from queue import SimpleQueue
from threading import Event, Thread
from typing import Any

import openvino_genai
import uvicorn

from benchmarks.openai_server import Completion, Ended, Written, create_app


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


def sha256_of(file: Path) -> str:
    """In hexadecimal digits."""
    with file.open("rb") as opened:
        return file_digest(opened, "sha256").hexdigest()


def main(arguments: Sequence[str] | None = None) -> None:
    """Serves until it is stopped."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, help="a GGUF file, or a folder of an OpenVINO model")
    parser.add_argument("--port", type=int, default=8000, help="on loopback (%(default)s)")
    parser.add_argument("--threads", type=int, default=0, help="0 for all cores")
    options = parser.parse_args(arguments)
    writer = GenAiWriter(options.file, threads=options.threads)
    print(f"{writer.name} on http://127.0.0.1:{options.port}/v1", flush=True)
    uvicorn.run(create_app(writer), host="127.0.0.1", port=options.port, log_level="warning")


if __name__ == "__main__":
    main()
