"""Records scores of the original SelfCheckGPT package on a tiny model with random weights.

The hub model's test holds our own against them. The package needs an older transformers than the rest of us, so this
runs in an environment of its own:

    python -m venv build/golden
    build/golden/bin/pip install torch==2.13.0 transformers==4.57.6 selfcheckgpt==0.1.7 sentencepiece protobuf
    build/golden/bin/python -m training.golden_selfcheck

The package reads texts with its own tokenizer, from `spm.model`; the tests with `tokenizer.json`, made of it.
"""

import json
import sys
from contextlib import chdir
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).parents[1]
TARGET = ROOT / "tests" / "data" / "selfcheck_golden"
SEED = 7
WINDOW_TOKENS = 128
# Far above the usual .02, so that the scores differ as widely as a trained model's do.
WEIGHTS_DEVIATION = 0.5
PACKAGES = ("selfcheckgpt", "transformers", "torch", "sentencepiece")
SENTENCES = (
    "The museum opened in 1921.",
    "It is closed on Mondays, and on Christmas Day.",
    "Entry costs 12.50 € for adults; children under six pay nothing.",
    "A látogatók ingyen parkolhatnak.",
    "Dr. O'Neill called it “the finest house in the county”.",
    "No.",
)
SAMPLES = (
    "The museum opened in 1921 and has been closed on Mondays ever since.",
    "Opened in 1912, the museum can be visited every day.\nEntry is free (children: 3 €).",
    "I do not know when it opened.",
    "Visitors park free of charge.  Dr. O'Neill, who led it until 1950, called it the finest house in the county.",
)


def record(folder: Path) -> list[float]:
    """Writes the model and `golden.json`, and returns each sentence's score by all samples.

    `by_sample` in the file are the scores by each sample alone.
    """
    folder.mkdir(parents=True, exist_ok=True)
    _write_tokenizer(folder)
    _write_model(folder)
    # The package's own code from here on; it takes a folder for the name of a model.
    check: Any = import_module("selfcheckgpt.modeling_selfcheck").SelfCheckNLI(nli_model=str(folder))
    longest = max(len(check.tokenizer(sentence, sample).input_ids) for sentence in SENTENCES for sample in SAMPLES)
    if longest >= WINDOW_TOKENS:
        raise SystemExit(f"A pair has {longest} tokens; the package would cut it to {WINDOW_TOKENS}.")
    scores: list[float] = check.predict(list(SENTENCES), list(SAMPLES)).tolist()
    golden = {
        "sentences": SENTENCES,
        "samples": SAMPLES,
        "scores": scores,
        "by_sample": [check.predict(list(SENTENCES), [sample]).tolist() for sample in SAMPLES],
        "versions": {package: version(package) for package in PACKAGES},
    }
    (folder / "golden.json").write_text(json.dumps(golden, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return scores


def _write_tokenizer(folder: Path) -> None:
    from transformers import DebertaV2TokenizerFast

    lines = [line for text in (*SENTENCES, *SAMPLES) for line in text.splitlines()]
    # The trainer writes the paths that it was given into the model, so they are relative.
    with TemporaryDirectory() as work, chdir(work):
        # A newline becomes a blank; the usual rules of normalization would take 200 kB.
        Path("rules.tsv").write_text("A\t20\n", encoding="utf-8")
        import_module("sentencepiece").SentencePieceTrainer.train(
            sentence_iterator=iter(lines),
            model_prefix="spm",
            vocab_size=200,
            hard_vocab_limit=False,
            num_threads=1,
            normalization_rule_tsv="rules.tsv",
            pad_id=0,
            bos_id=1,
            eos_id=2,
            unk_id=3,
            pad_piece="[PAD]",
            bos_piece="[CLS]",
            eos_piece="[SEP]",
            unk_piece="[UNK]",
        )
        DebertaV2TokenizerFast("spm.model", model_max_length=WINDOW_TOKENS).save_pretrained(folder)


def _write_model(folder: Path) -> None:
    import torch
    from transformers import AutoTokenizer, DebertaV2Config, DebertaV2ForSequenceClassification

    torch.manual_seed(SEED)
    config = DebertaV2Config(
        vocab_size=len(AutoTokenizer.from_pretrained(folder)),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=WINDOW_TOKENS,
        # As in DeBERTa v3, but for the segments, which show whether a text was taken for the other.
        type_vocab_size=2,
        relative_attention=True,
        position_buckets=32,
        norm_rel_ebd="layer_norm",
        share_att_key=True,
        pos_att_type="p2c|c2p",
        position_biased_input=False,
        initializer_range=WEIGHTS_DEVIATION,
    )
    DebertaV2ForSequenceClassification(config).save_pretrained(folder)


def main() -> None:
    """Command line."""
    sys.stdout.write(f"{[round(score, 3) for score in record(TARGET)]} in {TARGET}\n")


if __name__ == "__main__":
    main()
