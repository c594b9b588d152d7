"""The command line of training and evaluation: `python -m training ACTION MODEL`."""

import argparse
import os
import random
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from evaluation.files import MissingData
from training.judge.commands import main as judge
from training.tuning.commands import main as tune
from training.tuning.commands import prepare as prepare_rows

if TYPE_CHECKING:
    from training.measured import Measured

DATA_VARIABLE = "CANDOR_BENCHMARK_DATA"
DEFAULT_DATA = "../shared/data"
SEED = 13
ANSWER_SEEDS = (21, 22, 23)  # of the runs of the second stage that are averaged
READER_SAMPLE = 1200
RERANK_DEPTH = 20
_JUDGE = "judge"
RELIABILITY_DIAGRAM = Path("docs/reliability.svg")


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status: 0 done, 1 failed, 2 wrong use."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:2] == ["train", "llm"]:
        return tune(given[2:])
    if given[:2] == ["prepare", "llm"]:
        return prepare_rows(given[2:], data=_data())
    if _JUDGE in given[:2]:
        given.remove(_JUDGE)
        return judge(given, data=_data())
    options = _parser().parse_args(given)
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
    parser = argparse.ArgumentParser(
        prog="python -m training",
        description="Make and measure the shipped models.",
        epilog="The judge and language models have options of their own: python -m training train judge|llm --help",
    )
    parser.add_argument("action", choices=sorted({action for action, _ in _ACTIONS}))
    parser.add_argument("model", choices=sorted({model for _, model in _ACTIONS}))
    parser.add_argument(
        "--data", type=Path, default=_data(), help=f"folder of the public data sets (or {DATA_VARIABLE})"
    )
    parser.add_argument("--models", type=Path, default=Path("models"), help="folder that holds a folder per model")
    parser.add_argument("--work", type=Path, default=Path("checkpoints"), help="folder for checkpoints")
    parser.add_argument("--source", type=Path, help="for `export multilingual`: folder of multilingual-e5-small")
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1, help="threads for training")
    return parser


def _data() -> Path:
    return Path(os.environ.get(DATA_VARIABLE, DEFAULT_DATA))


def _train_reader(options: argparse.Namespace) -> None:
    import torch

    from inference.models import load_encoder
    from training.loop import averaged
    from training.reader import train_hard, train_reader
    from training.reader_data import build, build_hard

    torch.set_num_threads(options.threads)
    examples = build(options.data, seed=SEED)
    start = train_reader(examples.train, checkpoints=options.work / "reader-first")
    with load_encoder(options.models / "encoder") as encoder:
        hard = build_hard(options.data, examples, encoder, seed=SEED)
    end = train_hard(hard, start=start, checkpoints=options.work / "reader-hard")
    averaged([start, end], options.work / "reader" / "final.pt")


def _train_encoder(options: argparse.Namespace) -> None:
    import torch

    from inference.models import load_encoder
    from training.encoder import Plan, train_encoder
    from training.encoder_pairs import all_pairs

    torch.set_num_threads(options.threads)
    with load_encoder(options.models / "encoder") as encoder:
        pairs = all_pairs(options.data, encoder, encoder, random.Random(SEED))
    train_encoder(pairs, Plan(), into=options.work / "encoder" / "final.pt")


def _train_grounding(options: argparse.Namespace) -> None:
    import torch

    from training.grounding import train_answers, train_general
    from training.grounding_mix import answers, general
    from training.loop import averaged

    torch.set_num_threads(options.threads)
    start = train_general(general(options.data, seed=SEED), checkpoints=options.work / "grounding-general")
    ends = [
        train_answers(
            answers(options.data, seed=seed),
            start=start,
            checkpoints=options.work / f"grounding-answers-{seed}",
            seed=seed,
        )
        for seed in ANSWER_SEEDS
    ]
    averaged(ends, options.work / "grounding" / "final.pt")


def _export_encoder(options: argparse.Namespace) -> None:
    from training.export import export_encoder

    export_encoder(options.work / "encoder" / "final.pt", options.models / "encoder")


def _export_multilingual(options: argparse.Namespace) -> None:
    from training.multilingual import export_multilingual

    if options.source is None:
        raise MissingData("Name the folder that holds intfloat/multilingual-e5-small with --source.")
    export_multilingual(options.source, options.models / "encoder-multilingual")


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
    from training.calibrate_grounding import calibrate_grounding

    folder = options.models / "grounding"
    print(calibrate_grounding(folder, _measured(options)))


def _measured(options: argparse.Namespace) -> "Measured":
    from evaluation.splits import ragtruth_split
    from inference.models import load_support
    from training.measured import measure_answers

    with load_support(options.models / "grounding") as support:
        return measure_answers(ragtruth_split(options.data).validation, support, support)


def _evaluate_reader(options: argparse.Namespace) -> None:
    from inference.models import load_reader
    from training.details import read_details
    from training.evaluate_reader import abstention_curve, read_all, relevance_auroc, span_figures
    from training.reader_data import build

    examples = random.Random(SEED).sample(build(options.data, seed=SEED).validation, READER_SAMPLE)
    threshold = float(read_details(options.models / "reader")["no_answer_threshold"])
    with load_reader(options.models / "reader") as reader:
        readings = read_all(reader, examples)
    for origin in ("squad", "tydiqa", "policyqa", "tables"):
        print(span_figures(origin, examples, readings, threshold=threshold))
        if origin in {"squad", "tydiqa"}:
            print(*abstention_curve(origin, examples, readings), sep="\n")
    print("relevance AUROC", round(relevance_auroc(examples, readings), 3))


def _evaluate_ranking(options: argparse.Namespace) -> None:
    from evaluation.sources import ranking
    from evaluation.splits import scifact_part
    from inference.models import load_encoder, load_reader
    from training.evaluate_ranking import ranking_figures

    collections = {
        "scifact, held-back train queries": scifact_part(options.data, held_back=True),
        "cranfield": ranking(options.data / "cranfield", qrels="test"),
    }
    with load_encoder(options.models / "encoder") as encoder, load_reader(options.models / "reader") as reader:
        for name, collection in collections.items():
            print(name, ranking_figures(collection, encoder, reader, depth=RERANK_DEPTH), flush=True)


def _evaluate_grounding(options: argparse.Namespace) -> None:
    from evaluation.splits import ragtruth_split
    from training.evaluate_grounding import evaluate, reliability

    measured = _measured(options)
    for name, row in evaluate(ragtruth_split(options.data), measured).items():
        print(name, {key: round(value, 3) for key, value in row.items()})
    RELIABILITY_DIAGRAM.write_text(reliability(measured), encoding="utf-8")


def _fit_quoting(options: argparse.Namespace) -> None:
    from inference.models import load_encoder, load_judge, load_reader
    from training.quoting import Models, report
    from training.quoting_questions import asked, kept_sets

    with load_encoder(options.models / "encoder") as encoder, load_reader(options.models / "reader") as reader:
        questions = [one for written in kept_sets() for one in asked(written, encoder, encoder, reader)]
        with load_judge(options.models / "judge") as judge:
            for line in report(questions, Models(reader, judge).ways()):
                print(line, flush=True)


def _evaluate_quoting(options: argparse.Namespace) -> None:
    from inference.models import load_encoder, load_judge, load_reader
    from training.quoting_questions import tasks, written_sets
    from training.short_answers import as_served, report, said

    folder = options.models
    with (
        load_encoder(folder / "encoder") as encoder,
        load_reader(folder / "reader") as reader,
        load_judge(folder / "judge") as judge,
    ):
        for written in written_sets():
            found = said(tasks(written, encoder, encoder), as_served(encoder, reader, judge))
            print("\n".join(report(written.name, found)), flush=True)


_ACTIONS: dict[tuple[str, str], Callable[[argparse.Namespace], None]] = {
    ("train", "encoder"): _train_encoder,
    ("train", "reader"): _train_reader,
    ("train", "grounding"): _train_grounding,
    ("export", "encoder"): _export_encoder,
    ("export", "multilingual"): _export_multilingual,
    ("export", "reader"): _export_reader,
    ("export", "grounding"): _export_grounding,
    ("fit", "quoting"): _fit_quoting,
    ("calibrate", "reader"): _calibrate_reader,
    ("calibrate", "grounding"): _calibrate_grounding,
    ("evaluate", "reader"): _evaluate_reader,
    ("evaluate", "ranking"): _evaluate_ranking,
    ("evaluate", "quoting"): _evaluate_quoting,
    ("evaluate", "grounding"): _evaluate_grounding,
}
