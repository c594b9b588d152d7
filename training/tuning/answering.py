"""Answers of a model to rows, the likeliest word each time."""

from collections.abc import Sequence
from copy import deepcopy

import torch
from peft import PeftModel

from training.tuning.rendering import Renderer, Tokenizer
from training.tuning.rows import TuningRow


def answers(
    model: PeftModel, renderer: Renderer, rows: Sequence[TuningRow], *, most_new_tokens: int, batch: int
) -> list[str]:
    """In the rows' order; longest prompts together, so that little is padded."""
    prompts = [renderer.ids(renderer.render(row).prompt) for row in rows]
    order = sorted(range(len(rows)), key=lambda place: len(prompts[place]))
    was_training = model.training
    model.eval()
    found: dict[int, str] = {}
    for start in range(0, len(order), batch):
        places = order[start : start + batch]
        written = _written(model, renderer.tokenizer, [prompts[place] for place in places], most_new_tokens)
        found |= dict(zip(places, written, strict=True))
    model.train(was_training)
    return [found[place] for place in range(len(rows))]


def _written(
    model: PeftModel, tokenizer: Tokenizer, prompts: Sequence[Sequence[int]], most_new_tokens: int
) -> list[str]:
    longest = max(map(len, prompts))
    padding = tokenizer.pad_token_id
    ids = torch.tensor([[padding] * (longest - len(one)) + list(one) for one in prompts], device=model.device)
    mask = torch.tensor([[0] * (longest - len(one)) + [1] * len(one) for one in prompts], device=model.device)
    likeliest = deepcopy(model.generation_config)
    likeliest.update(
        do_sample=False, num_beams=1, temperature=None, top_p=None, top_k=None, max_new_tokens=most_new_tokens,
        pad_token_id=padding,
    )  # fmt: skip
    written = model.generate(input_ids=ids, attention_mask=mask, generation_config=likeliest)
    after = 0 if model.config.is_encoder_decoder else longest
    texts: list[str] = tokenizer.batch_decode(written[:, after:], skip_special_tokens=True)
    return [text.strip() for text in texts]
