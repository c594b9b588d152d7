"""Models of the shipped ones' interface, small enough to be built in a test, whose behaviour a person can predict.

encoder    a word's vector is fixed; a text's is the mean of its words'
reader     `answer` starts and ends a span and makes a passage relevant; everything else is level with no answer
grounding  a claim's token is unsupported, and speaks for a contradiction, unless segment 0 holds the same token
judge      a claim's word is unsupported unless it stands in the evidence; so is a claim with such a word, contradicted
           where the evidence holds `why`; with `answer` in it, a claim answers the question. It has no segments, and
           the marks of MPNet
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

from inference.openvino_runtime import ov

WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "answer", "why", "the", "of", "is", "a", "##b"]
WORDS += [f"word{index}" for index in range(40)]
JUDGE_WORDS = ["<pad>", "[UNK]", "<s>", "</s>", *WORDS[4:]]
SEPARATOR = JUDGE_WORDS.index("</s>")
DIMENSIONS = 8
MAX_TOKENS = 64


def write_encoder(folder: Path, *, max_tokens: int = MAX_TOKENS) -> Path:
    """An encoder in `folder`."""
    return _write(folder, "encoder", _encoder_graph, {"max_tokens": max_tokens})


def write_reader(folder: Path, details: Mapping[str, Any] | None = None) -> Path:
    """A reader in `folder`."""
    return _write(folder, "reader", _reader_graph, {"max_tokens": MAX_TOKENS, **(details or {})})


def write_grounding(folder: Path, details: Mapping[str, Any] | None = None) -> Path:
    """A grounding model in `folder`; its window is as long as the real one's, which its rows are made for."""
    return _write(folder, "grounding", _grounding_graph, {"max_tokens": 512, **(details or {})})


def write_judge(folder: Path, details: Mapping[str, Any] | None = None) -> Path:
    """A judge in `folder`, its rows as long as the real one's."""
    return _write(folder, "judge", _judge_graph, {"max_tokens": 320, **(details or {})}, words=JUDGE_WORDS)


def _write(
    folder: Path,
    kind: str,
    graph: Callable[[], ov.Model],
    details: Mapping[str, Any],
    *,
    words: Sequence[str] = WORDS,
) -> Path:
    folder.mkdir(parents=True)
    ov.save_model(graph(), folder / "openvino_model.xml", compress_to_fp16=False)
    _tokenizer(words).save(str(folder / "tokenizer.json"))
    sums = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}
    (folder / "model.json").write_text(
        json.dumps({"name": f"tiny-{kind}", "kind": kind, "version": "1", "sha256": sums, **details})
    )
    return folder


def _tokenizer(words: Sequence[str]) -> Tokenizer:
    tokenizer = Tokenizer(models.WordPiece({word: index for index, word in enumerate(words)}, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.add_special_tokens(list(words[:4]))
    return tokenizer


def _inputs(*, segmented: bool = True) -> list[Any]:
    names = ("input_ids", "attention_mask", "token_type_ids")
    return [
        ov.opset13.parameter(ov.PartialShape([-1, -1]), np.int64, name=name) for name in names[: 3 if segmented else 2]
    ]


def _model(inputs: list[Any], outputs: Mapping[str, Any]) -> ov.Model:
    for port in inputs:
        port.output(0).get_tensor().set_names({port.get_friendly_name()})
    for name, node in outputs.items():
        node.output(0).get_tensor().set_names({name})
    return ov.Model([ov.opset13.result(node) for node in outputs.values()], inputs)


def _table(values: np.ndarray[Any, Any], ids: Any) -> Any:
    return ov.opset13.gather(ov.opset13.constant(values.astype(np.float32)), ids, ov.opset13.constant(np.int64(0)))


def _encoder_graph() -> ov.Model:
    inputs = _inputs()
    words = _table(np.random.default_rng(7).normal(size=(len(WORDS), DIMENSIONS)), inputs[0])
    mask = ov.opset13.unsqueeze(ov.opset13.convert(inputs[1], "f32"), ov.opset13.constant(np.int64(2)))
    total = ov.opset13.reduce_sum(ov.opset13.multiply(words, mask), ov.opset13.constant(np.array([1])))
    unit = ov.opset13.normalize_l2(total, ov.opset13.constant(np.array([1])), 1e-12, "add")
    return _model(inputs, {"embeddings": unit})


def _reader_graph() -> ov.Model:
    inputs = _inputs()
    values = np.zeros(len(WORDS))
    values[WORDS.index("answer")] = 4.0
    logits = _table(values, inputs[0])
    passage = ov.opset13.convert(ov.opset13.multiply(inputs[1], inputs[2]), "f32")
    relevance = ov.opset13.reduce_sum(ov.opset13.multiply(logits, passage), ov.opset13.constant(np.array([1])))
    start, end = ov.opset13.multiply(logits, passage), ov.opset13.multiply(logits, passage)
    return _model(inputs, {"relevance": relevance, "start_logits": start, "end_logits": end})


def _grounding_graph() -> ov.Model:
    inputs = _inputs()
    ids, mask, segments = inputs
    same = ov.opset13.equal(
        ov.opset13.unsqueeze(ids, ov.opset13.constant(np.int64(2))),
        ov.opset13.unsqueeze(ids, ov.opset13.constant(np.int64(1))),
    )
    shared = ov.opset13.convert(ov.opset13.equal(segments, ov.opset13.constant(np.int64(0))), "i64")
    seen = ov.opset13.multiply(
        ov.opset13.convert(same, "i64"),
        ov.opset13.unsqueeze(ov.opset13.multiply(mask, shared), ov.opset13.constant(np.int64(1))),
    )
    found = ov.opset13.convert(ov.opset13.reduce_max(seen, ov.opset13.constant(np.array([2]))), "f32")
    logits = ov.opset13.subtract(
        ov.opset13.constant(np.float32(4)), ov.opset13.multiply(found, ov.opset13.constant(np.float32(8)))
    )
    single = ov.opset13.unsqueeze(logits, ov.opset13.constant(np.int64(2)))
    nothing = ov.opset13.multiply(single, ov.opset13.constant(np.float32(0)))
    against = ov.opset13.multiply(single, ov.opset13.constant(np.float32(2)))
    relation = ov.opset13.concat([ov.opset13.negative(single), nothing, against], 2)
    return _model(inputs, {"unsupported": logits, "relation": relation})


def _judge_graph() -> ov.Model:
    ops = ov.opset13
    ids, mask = inputs = _inputs(segmented=False)

    def whole(value: int) -> Any:
        return ops.constant(np.int64(value))

    def flag(node: Any) -> Any:
        return ops.convert(node, "f32")

    # Two marks stand before the claim, four before the evidence.
    is_mark = ops.equal(ids, whole(SEPARATOR))
    marks = ops.cum_sum(ops.convert(is_mark, "i64"), whole(1))
    word = ops.logical_and(ops.logical_not(is_mark), ops.greater(mask, whole(0)))
    claim = ops.logical_and(word, ops.equal(marks, whole(2)))
    evidence = ops.logical_and(word, ops.equal(marks, whole(4)))
    same = ops.equal(ops.unsqueeze(ids, whole(2)), ops.unsqueeze(ids, whole(1)))
    held = ops.multiply(flag(same), flag(ops.unsqueeze(evidence, whole(1))))
    found = ops.reduce_max(held, ops.constant(np.array([2])))
    words = ops.subtract(ops.constant(np.float32(4)), ops.multiply(found, ops.constant(np.float32(8))))
    last = ops.constant(np.array([1]))
    new = ops.reduce_max(
        ops.multiply(flag(claim), ops.subtract(ops.constant(np.float32(1)), found)), last, keep_dims=True
    )
    against = ops.multiply(new, _holds(ids, evidence, "why"))
    eight = ops.constant(np.float32(8))
    relation = ops.concat(
        [
            ops.multiply(ops.subtract(ops.constant(np.float32(1)), new), eight),
            ops.multiply(against, eight),
            ops.multiply(ops.subtract(new, against), eight),
        ],
        1,
    )
    answers = ops.squeeze(
        ops.subtract(ops.multiply(_holds(ids, claim, "answer"), eight), ops.constant(np.float32(4))), last
    )
    return _model(inputs, {"claim": relation, "answers": answers, "words": words})


def _holds(ids: Any, part: Any, word: str) -> Any:
    """1 per row where `part` of it holds the word, else 0."""
    ops = ov.opset13
    there = ops.logical_and(part, ops.equal(ids, ops.constant(np.int64(JUDGE_WORDS.index(word)))))
    return ops.reduce_max(ops.convert(there, "f32"), ops.constant(np.array([1])), keep_dims=True)
