"""A tiny Llama and a tiny BART of random weights, in folders like those of real ones; need torch."""

from pathlib import Path

import torch
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers
from transformers import (
    BartConfig,
    BartForConditionalGeneration,
    LlamaConfig,
    LlamaForCausalLM,
    PreTrainedTokenizerFast,
)

from tests.training.tuning.made_up import TOWERS, YEARS

_CHAT = (
    "{% for message in messages %}<{{ message['role'] }}> {{ message['content'] }} </s>\n{% endfor %}"
    "{% if add_generation_prompt %}<assistant>{% endif %}"
)
_TEXT = """when was the tower built in it who owns ? . [ ] 1 < > / = " passage passages number source question md
not_in_documents system user assistant answer : , from only you use a to and if is what"""


def save_llama(folder: Path, *, seed: int = 3) -> Path:
    """Weights, configuration and tokenizer, with a chat template."""
    tokenizer = _tokenizer(chat=True)
    tokenizer.save_pretrained(folder)
    torch.manual_seed(seed)
    LlamaForCausalLM(
        LlamaConfig(
            vocab_size=len(tokenizer), hidden_size=32, intermediate_size=64, num_hidden_layers=2,
            num_attention_heads=2, num_key_value_heads=2, max_position_embeddings=512,
            initializer_range=0.2,
            bos_token_id=None, eos_token_id=tokenizer.eos_token_id, pad_token_id=tokenizer.pad_token_id,
        )
    ).save_pretrained(folder)  # fmt: skip
    return folder


def save_bart(folder: Path) -> Path:
    """The same without a chat template, which a BART has none of."""
    tokenizer = _tokenizer(chat=False)
    tokenizer.save_pretrained(folder)
    torch.manual_seed(3)
    BartForConditionalGeneration(
        BartConfig(
            vocab_size=len(tokenizer), d_model=32, encoder_layers=1, decoder_layers=1, encoder_attention_heads=2,
            decoder_attention_heads=2, encoder_ffn_dim=64, decoder_ffn_dim=64, max_position_embeddings=512,
            init_std=0.2, bos_token_id=tokenizer.eos_token_id, eos_token_id=tokenizer.eos_token_id,
            decoder_start_token_id=tokenizer.eos_token_id, forced_eos_token_id=tokenizer.eos_token_id,
            pad_token_id=tokenizer.pad_token_id,
        )
    ).save_pretrained(folder)  # fmt: skip
    return folder


def _tokenizer(*, chat: bool) -> PreTrainedTokenizerFast:
    """One token a word."""
    marks = ["<pad>", "</s>", "[UNK]"]
    words = [*marks, *_TEXT.split(), *TOWERS, *YEARS]
    made = Tokenizer(models.WordLevel({word: number for number, word in enumerate(words)}, unk_token="[UNK]"))
    made.normalizer = normalizers.Lowercase()
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    fast = PreTrainedTokenizerFast(
        tokenizer_object=made,
        pad_token="<pad>",
        eos_token="</s>",
        unk_token="[UNK]",
        clean_up_tokenization_spaces=False,
    )
    if chat:
        fast.chat_template = _CHAT
    return fast
