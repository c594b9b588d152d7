"""A language model of two hundred kilobytes that says what it is told to, as a real GGUF file.

Its layers add nothing to what they are given, so the next token depends on the last one alone: each row of the output
matrix stands for a token and looks like the embedding of the token before it.
"""

import struct
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float32]

CHAT_TEMPLATE = (
    "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + "
    "'\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)
_END = "<|im_end|>"
_SPECIAL = ("<|endoftext|>", "<|im_start|>", _END)
_HEADS, _HEAD_SIZE = 8, 64
_SIZE = _HEADS * _HEAD_SIZE
_FEED_FORWARD = 64
_ALIGNMENT = 32
F32, F16 = 0, 1
_CONTROL, _NORMAL = 3, 1
_MERGED = "  "  # a byte-level tokeniser wants one merge at least


def write_gguf(
    path: Path,
    *words: str,
    follows: Mapping[str, str] | None = None,
    metadata: Mapping[str, Any] | None = None,
    packed_as: int = F16,
    certainty: float = 20.0,
) -> Path:
    """A model that says `words` and ends; none of them twice. `follows` says otherwise what comes after a word.

    Below a `certainty` of one it hesitates, and says something else by chance.
    """
    vocabulary = vocabulary_of(words)
    order = dict(zip(["\n", *words], [*words, _END], strict=True)) | dict(follows or {})
    tensors = _tensors(len(vocabulary), {vocabulary[a]: vocabulary[b] for a, b in order.items()}, certainty)
    head = _metadata(list(vocabulary)) | dict(metadata or {})
    path.write_bytes(_file({key: value for key, value in head.items() if value is not None}, tensors, packed_as))
    return path


def vocabulary_of(words: Sequence[str]) -> dict[str, int]:
    """Bytes first, as byte-level models have them, then words; in the words that are said, not as they are written."""
    texts = dict.fromkeys([*_SPECIAL, *map(chr, range(256)), _MERGED, *words])
    return {text: number for number, text in enumerate(texts)}


def _metadata(texts: Sequence[str]) -> dict[str, Any]:
    written = [text if text in _SPECIAL else "".join(_BYTES[byte] for byte in _encoded(text)) for text in texts]
    return {
        "general.architecture": "llama",
        "general.name": "Tiny",
        "general.license": "apache-2.0",
        "general.file_type": 1,
        "general.quantization_version": 2,
        "llama.block_count": 1,
        "llama.context_length": 512,
        "llama.embedding_length": _SIZE,
        "llama.feed_forward_length": _FEED_FORWARD,
        "llama.attention.head_count": _HEADS,
        "llama.attention.head_count_kv": _HEADS,
        "llama.attention.layer_norm_rms_epsilon": 1e-5,
        "llama.rope.freq_base": 10000.0,
        "llama.rope.dimension_count": _HEAD_SIZE,
        "llama.vocab_size": len(written),
        "tokenizer.ggml.model": "gpt2",
        "tokenizer.ggml.pre": "smollm",
        "tokenizer.ggml.tokens": written,
        "tokenizer.ggml.token_type": [_CONTROL if text in _SPECIAL else _NORMAL for text in texts],
        "tokenizer.ggml.merges": ["Ġ Ġ"],
        "tokenizer.ggml.bos_token_id": 1,
        "tokenizer.ggml.eos_token_id": 2,
        "tokenizer.ggml.padding_token_id": 2,
        "tokenizer.ggml.unknown_token_id": 0,
        "tokenizer.ggml.add_bos_token": False,
        "tokenizer.chat_template": CHAT_TEMPLATE,
    }


def _encoded(text: str) -> bytes:
    return bytes([ord(text)]) if len(text) == 1 and ord(text) < 256 else text.encode()


def _bytes_to_letters() -> dict[int, str]:
    """As GPT-2 writes bytes: printable ones as they are, the others from U+0100 on."""
    plain = [*range(ord("!"), ord("~") + 1), *range(ord("¡"), ord("¬") + 1), *range(ord("®"), ord("ÿ") + 1)]
    others = (byte for byte in range(256) if byte not in plain)
    return {byte: chr(byte) for byte in plain} | {byte: chr(256 + place) for place, byte in enumerate(others)}


_BYTES = _bytes_to_letters()


def _tensors(size: int, follows: Mapping[int, int], certainty: float) -> dict[str, Floats]:
    embedding = np.zeros((size, _SIZE), np.float32)
    embedding[np.arange(size), np.arange(size)] = 1.0
    output = np.zeros((size, _SIZE), np.float32)
    for before, after in follows.items():
        output[after, before] = certainty
    ones = np.ones(_SIZE, np.float32)
    square = np.zeros((_SIZE, _SIZE), np.float32)
    wide, narrow = np.zeros((_FEED_FORWARD, _SIZE), np.float32), np.zeros((_SIZE, _FEED_FORWARD), np.float32)
    return {
        "token_embd.weight": embedding,
        "output_norm.weight": ones,
        "output.weight": output,
        "blk.0.attn_norm.weight": ones,
        "blk.0.attn_q.weight": square,
        "blk.0.attn_k.weight": square,
        "blk.0.attn_v.weight": square,
        "blk.0.attn_output.weight": square,
        "blk.0.ffn_norm.weight": ones,
        "blk.0.ffn_gate.weight": wide,
        "blk.0.ffn_up.weight": wide,
        "blk.0.ffn_down.weight": narrow,
    }


def _file(metadata: Mapping[str, Any], tensors: Mapping[str, Floats], packed_as: int) -> bytes:
    head = struct.pack("<4sIQQ", b"GGUF", 3, len(tensors), len(metadata))
    head += b"".join(_text(key) + _value(value) for key, value in metadata.items())
    data = b""
    for name, values in tensors.items():
        shape = values.shape[::-1]
        kind = packed_as if len(shape) > 1 else F32
        head += _text(name) + struct.pack(f"<I{len(shape)}QIQ", len(shape), *shape, kind, len(data))
        data += values.astype(np.float32 if kind == F32 else np.float16).tobytes()
    return head + bytes(-len(head) % _ALIGNMENT) + data


def _text(text: str) -> bytes:
    return struct.pack("<Q", len(text.encode())) + text.encode()


def _value(value: Any) -> bytes:
    match value:
        case bool():
            return struct.pack("<I?", 7, value)
        case int():
            return struct.pack("<II", 4, value)
        case float():
            return struct.pack("<If", 6, value)
        case str():
            return struct.pack("<I", 8) + _text(value)
        case _:
            of_texts = bool(value) and isinstance(value[0], str)
            items = b"".join(_text(item) if of_texts else struct.pack("<i", item) for item in value)
            return struct.pack("<IIQ", 9, 8 if of_texts else 5, len(value)) + items
