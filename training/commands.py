"""The command line of training and evaluation: `python -m training ACTION MODEL`."""

import argparse
import os
import random
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from training.sources import MissingData

DATA_VARIABLE = "CANDOR_BENCHMARK_DATA"
DEFAULT_DATA = "../shared/data"
SEED = 13
READER_SAMPLE = 1200
RERANK_DEPTH = 20


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status: 0 done, 1 failed, 2 wrong use."""
    options = _parser().parse_args(arguments)
    action = _ACTIONS.get((options.action, options.model))
    if action is None:
        print(f"There is no `{options.action} {options.model}`.", file=sys.stderr)
        return 2
    try:
        action(options)
    except MissingData as error:
        print(error, file=sys.stderr)
        return 1
    except ImportError as error:
        print(f"{error}; training needs the extra `train`: pip install '.[train]'", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m training", description="Make and measure the shipped models.")
    parser.add_argument("action", choices=sorted({action for action, _ in _ACTIONS}))
    parser.add_argument("model", choices=sorted({model for _, model in _ACTIONS}))
    data = Path(os.environ.get(DATA_VARIABLE, DEFAULT_DATA))
    parser.add_argument("--data", type=Path, default=data, help=f"folder of the public data sets (or {DATA_VARIABLE})")
    parser.add_argument("--models", type=Path, default=Path("models"), help="folder that holds a folder per model")
    parser.add_argument("--work", type=Path, default=Path("checkpoints"), help="folder for checkpoints")
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1, help="threads for training")
    return parser


def _train_reader(options: argparse.Namespace) -> None:
    import torch

    from training.reader import train_reader
    from training.reader_data import build

    torch.set_num_threads(options.threads)
    train_reader(build(options.data, seed=SEED).train, checkpoints=options.work / "reader")


def _train_grounding(options: argparse.Namespace) -> None:
    import torch

    from training.backbone import load_tokenizer
    from training.grounding import train_grounding
    from training.grounding_data import windows
    from training.grounding_mix import build

    torch.set_num_threads(options.threads)
    tokenizer = load_tokenizer()

    def count_tokens(text: str) -> int:
        return len(tokenizer.encode(text, add_special_tokens=False).ids)

    examples = windows(build(options.data, seed=SEED), count_tokens)
    train_grounding(examples, checkpoints=options.work / "grounding")


def _export_encoder(options: argparse.Namespace) -> None:
    from training.export import export_encoder

    export_encoder(options.models / "encoder")


def _export_reader(options: argparse.Namespace) -> None:
    from training.export import export_reader

    export_reader(options.work / "reader" / "final.pt", options.models / "reader")


def _export_grounding(options: argparse.Namespace) -> None:
    from training.export import export_grounding

    export_grounding(options.work / "grounding" / "final.pt", options.models / "grounding")


def _calibrate_reader(options: argparse.Namespace) -> None:
    from inference.models import load_reader
    from training.details import without_calibration
    from training.evaluate_reader import calibrate_reader, read_all
    from training.reader_data import build

    folder = options.models / "reader"
    without_calibration(folder)
    examples = random.Random(SEED).sample(build(options.data, seed=SEED).validation, READER_SAMPLE)
    with load_reader(folder) as reader:
        readings = read_all(reader, examples)
    print(calibrate_reader(folder, examples, readings))


def _calibrate_grounding(options: argparse.Namespace) -> None:
    from inference.models import load_classifier
    from training.details import without_calibration
    from training.evaluate_grounding import calibrate_grounding, check
    from training.grounding_data import ragtruth_split

    folder = options.models / "grounding"
    without_calibration(folder)
    with load_classifier(folder) as classifier:
        checked = check(ragtruth_split(options.data).validation, classifier)
    print(calibrate_grounding(folder, checked))


def _evaluate_reader(options: argparse.Namespace) -> None:
    from inference.models import load_reader
    from training.details import read_details
    from training.evaluate_reader import read_all, relevance_auroc, span_figures
    from training.reader_data import build

    examples = random.Random(SEED).sample(build(options.data, seed=SEED).validation, READER_SAMPLE)
    threshold = float(read_details(options.models / "reader")["no_answer_threshold"])
    with load_reader(options.models / "reader") as reader:
        readings = read_all(reader, examples)
    for origin in ("squad", "tydiqa", "policyqa", "tables"):
        print(span_figures(origin, examples, readings, threshold=threshold))
    print("relevance AUROC", round(relevance_auroc(examples, readings), 3))


def _evaluate_ranking(options: argparse.Namespace) -> None:
    from inference.models import load_encoder, load_reader
    from training.evaluate_ranking import ranking_figures
    from training.reader_data import scifact_part
    from training.sources import ranking

    collections = {
        "scifact, held-back train queries": scifact_part(options.data, held_back=True),
        "cranfield": ranking(options.data / "cranfield", qrels="test"),
    }
    with load_encoder(options.models / "encoder") as encoder, load_reader(options.models / "reader") as reader:
        for name, collection in collections.items():
            print(name, ranking_figures(collection, encoder, reader, depth=RERANK_DEPTH), flush=True)


def _evaluate_grounding(options: argparse.Namespace) -> None:
    from inference.models import load_classifier
    from training.evaluate_grounding import check, check_made, compare, made_figures
    from training.grounding_data import ragtruth_split

    split = ragtruth_split(options.data)
    with load_classifier(options.models / "grounding") as classifier:
        checked, made = check(split.validation, classifier), check_made(split.validation, classifier)
    for name, row in compare(split, checked).items():
        print(name, row.as_row())
    print("AUROC on made-up examples", made_figures(made))


_ACTIONS: dict[tuple[str, str], Callable[[argparse.Namespace], None]] = {
    ("train", "reader"): _train_reader,
    ("train", "grounding"): _train_grounding,
    ("export", "encoder"): _export_encoder,
    ("export", "reader"): _export_reader,
    ("export", "grounding"): _export_grounding,
    ("calibrate", "reader"): _calibrate_reader,
    ("calibrate", "grounding"): _calibrate_grounding,
    ("evaluate", "reader"): _evaluate_reader,
    ("evaluate", "ranking"): _evaluate_ranking,
    ("evaluate", "grounding"): _evaluate_grounding,
}
