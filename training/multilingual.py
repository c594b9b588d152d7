"""The multilingual encoder's artefact: multilingual-e5-small with a vocabulary cut to what European languages need.

`python -m training export multilingual --source FOLDER`, where FOLDER holds intfloat/multilingual-e5-small as
Hugging Face lays it out (`config.json`, `model.safetensors`, `tokenizer.json`). The word embedding is kept in 4
bits by groups of 32, which is lossless where the source was in that format (Q4_0) before; everything else in 8
bits. Which pieces stay is decided by the word lists of the package `wordfreq`: those that the frequent words of
Europe's languages use.
"""

import json
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nncf
import numpy as np
import torch
from numpy.typing import NDArray
from openvino import opset15 as ops
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import BertConfig, BertModel

from inference.openvino_runtime import ov
from training.details import write_details

INPUTS = ("input_ids", "attention_mask")
MAX_TOKENS = 512
PIECES = 86_000
# The alphabets of Europe. Of other scripts single characters are kept, so that a name in them is not lost.
SCRIPTS = frozenset({"LATIN", "GREEK", "CYRILLIC"})
_LANGUAGES = "bg ca cs da de el en es fi fr hu is it lt lv mk nb nl pl pt ro ru sh sk sl sv tr uk"
WORDS_A_LANGUAGE = 40_000
# These inflect or compound more than a list of that length holds, and weigh more here.
FAVOURED = {"de": 200_000, "hu": 200_000}
_FAVOUR = 3.0
_CAPITALISED_SHARE = {"de": 0.5}
_CAPITALISED_ELSEWHERE = 0.2
_SPECIALS = ("<s>", "<pad>", "</s>", "<unk>", "<mask>")
_GROUP = 32


@dataclass(frozen=True, slots=True)
class Cut:
    """A tokenizer with fewer pieces, and the rows of the embedding that they are."""

    tokenizer: dict[str, Any]
    rows: NDArray[np.int64]


class PooledNetwork(nn.Module):
    """Rows of word vectors to unit vectors: mean over the real tokens, then L2-normalised."""

    def __init__(self, backbone: BertModel) -> None:
        super().__init__()
        self.backbone = backbone

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        """Embeddings, [batch, 384]."""
        states = self.backbone(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        mask = attention_mask.unsqueeze(-1).to(states.dtype)
        mean = (states * mask).sum(1) / mask.sum(1).clamp(min=1e-9)
        return nn.functional.normalize(mean, p=2.0, dim=1)


def export_multilingual(source: Path, folder: Path, *, pieces: int = PIECES) -> None:
    """Writes graph, tokenizer and `model.json` into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    cut = cut_vocabulary(json.loads((source / "tokenizer.json").read_text(encoding="utf-8")), pieces=pieces)
    graph = _convert(PooledNetwork(load_source(source, cut.rows)).eval())
    nncf.compress_weights(
        graph, mode=nncf.CompressWeightsMode.INT8_ASYM, ignored_scope=nncf.IgnoredScope(types=["Gather"])
    )
    _embedding_in_four_bits(graph)
    ov.save_model(graph, folder / "openvino_model.xml", compress_to_fp16=True)
    (folder / "tokenizer.json").write_text(
        json.dumps(cut.tokenizer, ensure_ascii=False, separators=(",", ":")), encoding="utf-8"
    )
    Tokenizer.from_file(str(folder / "tokenizer.json"))
    write_details(folder, _details())


def _details() -> dict[str, Any]:
    return {
        "name": "multilingual-e5-small",
        "kind": "encoder",
        "version": "1",
        "max_tokens": MAX_TOKENS,
        "dimensions": 384,
        "prefixes": {"query": "query: ", "passage": "passage: "},
        "base": "intfloat/multilingual-e5-small",
        "license": "MIT",
    }


def load_source(source: Path, rows: NDArray[np.int64] | None = None) -> BertModel:
    """The network in float32, with these rows of its word embedding."""
    config = BertConfig.from_pretrained(str(source), attn_implementation="sdpa")
    model: BertModel = BertModel.from_pretrained(
        str(source), config=config, add_pooling_layer=False, dtype=torch.float32
    )
    if rows is not None:
        weight = model.embeddings.word_embeddings.weight.data[torch.from_numpy(rows)].clone()
        model.embeddings.word_embeddings = nn.Embedding.from_pretrained(weight)
    return model.eval()


def cut_vocabulary(tokenizer: dict[str, Any], *, pieces: int) -> Cut:
    """Specials and single characters of any script, then what is used most, then the likeliest."""
    vocabulary: Sequence[tuple[str, float]] = tokenizer["model"]["vocab"]
    needed = {place for place, (piece, _) in enumerate(vocabulary) if _always_kept(piece)}
    used = _used(Tokenizer.from_str(json.dumps(tokenizer)))
    likely = sorted(
        (place for place, (piece, _) in enumerate(vocabulary) if place not in needed and _wanted(piece)),
        key=lambda place: (-used.get(place, 0.0), -vocabulary[place][1], place),
    )
    rows = np.array(sorted({*needed, *likely[: max(0, pieces - len(needed))]}), np.int64)
    kept = [vocabulary[place] for place in rows]
    numbers = {piece: number for number, (piece, _) in enumerate(kept)}
    smaller = {**tokenizer, "model": {**tokenizer["model"], "vocab": kept, "unk_id": numbers["<unk>"]}}
    smaller["added_tokens"] = [{**token, "id": numbers[token["content"]]} for token in tokenizer["added_tokens"]]
    smaller["post_processor"] = None  # the runtime sets the marks at both ends itself
    return Cut(smaller, rows)


def _used(tokenizer: Tokenizer) -> Mapping[int, float]:
    """How often each piece stands in the words of all languages, by the weight of each language."""
    import wordfreq

    total: Counter[int] = Counter()
    for language in _LANGUAGES.split():
        frequent = sorted(wordfreq.get_frequency_dict(language, "best").items(), key=lambda one: (-one[1], one[0]))
        words, shares = zip(*frequent[: FAVOURED.get(language, WORDS_A_LANGUAGE)], strict=True)
        capitals = _CAPITALISED_SHARE.get(language, _CAPITALISED_ELSEWHERE)
        favour = _FAVOUR if language in FAVOURED else 1.0
        for written, weight in ((words, 1 - capitals), ([word.capitalize() for word in words], capitals)):
            encodings = tokenizer.encode_batch_fast(list(written), add_special_tokens=False)
            for encoding, share in zip(encodings, shares, strict=True):
                for place in encoding.ids:
                    total[place] += favour * weight * share
    return total


def _always_kept(piece: str) -> bool:
    return piece in _SPECIALS or len(piece.removeprefix("▁")) <= 1


def _wanted(piece: str) -> bool:
    """Whether all of its letters are of the wanted scripts."""
    return all(unicodedata.name(letter, "").split(" ")[0] in SCRIPTS for letter in piece if letter.isalpha())


def _convert(network: nn.Module) -> ov.Model:
    # Padding in the example keeps the mask's branch in the trace.
    example = {name: torch.ones((2, 12), dtype=torch.int64) for name in INPUTS}
    example["attention_mask"][1, 8:] = 0
    shapes = [(name, ov.PartialShape([-1, -1]), ov.Type.i64) for name in INPUTS]
    with torch.no_grad():
        graph = ov.convert_model(network, example_input=example, input=shapes)
    graph.outputs[0].tensor.set_names({"embeddings"})
    return graph


def _embedding_in_four_bits(graph: ov.Model) -> None:
    """Puts `(code - 8) * scale` in the place of the largest constant, the word embedding."""
    constants = [node for node in graph.get_ops() if node.get_type_name() == "Constant"]
    largest = max(constants, key=lambda node: int(np.prod(list(node.get_output_shape(0)))))
    codes, scales = four_bits(np.asarray(largest.get_data(), np.float32))
    groups = (*scales.shape, _GROUP)
    packed = ov.Tensor(codes[..., 0::2] | codes[..., 1::2] << 4, groups, ov.Type.u4)
    middle = ov.Tensor(np.array([0x88], np.uint8), [1, 1, 1], ov.Type.u4)
    shifted = ops.subtract(ops.convert(ops.constant(packed), "f16"), ops.convert(ops.constant(middle), "f16"))
    scaled = ops.multiply(shifted, ops.constant(scales[..., None].astype(np.float16)))
    table = ops.convert(ops.reshape(scaled, np.array(largest.get_output_shape(0), np.int64), special_zero=False), "f32")
    for target in list(largest.output(0).get_target_inputs()):
        target.replace_source_output(table.output(0))


def four_bits(weights: NDArray[np.float32]) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """Codes [rows, groups, 32] in 0..15 and scales [rows, groups]: `weights` is about `(code - 8) * scale` (Q4_0).

    The weight of greatest size in a group becomes -8, so what was rounded by the same rule before stays as it is.
    """
    grouped = weights.reshape(len(weights), -1, _GROUP)
    greatest = np.take_along_axis(grouped, np.abs(grouped).argmax(-1, keepdims=True), -1)
    scales = greatest / -8
    codes = np.rint(np.divide(grouped, scales, out=np.zeros_like(grouped), where=scales != 0)) + 8
    return np.clip(codes, 0, 15).astype(np.uint8), scales[..., 0].astype(np.float32)
