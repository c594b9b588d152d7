"""`python -m training ACTION judge`: prepare, train, evaluate, export. `training/judge/README.md` shows them in use."""

import argparse
import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path

from evaluation.files import MissingData
from training.judge.feed import OtherRows
from training.judge.mixes import MIXES
from training.judge.packed import EncodedSet, load_sets, save_sets

EXTRA = "training needs the extra `train`: pip install '.[train]'"


def main(arguments: Sequence[str], *, data: Path) -> int:
    """Exit status: 0 done, 1 failed, 2 wrong use. `data` is where the data sets are unless --data says otherwise."""
    options = _parser(data).parse_args(arguments)
    action: Callable[[argparse.Namespace], None] = options.action
    try:
        action(options)
    except (MissingData, OtherRows) as error:
        print(error)
        return 1
    except ImportError as error:
        print(f"{error}; {EXTRA}")
        return 1
    return 0


def _parser(data: Path) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m training … judge", description="Make and measure the judge.")
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--base", type=Path, required=True, help="folder of MPNet, multilingual e5 or MiniLM")
    shared.add_argument("--data", type=Path, default=data, help="folder of the public data sets")
    shared.add_argument("--threads", type=int, default=os.cpu_count() or 1, help="threads to compute with")
    actions = parser.add_subparsers(required=True)
    _prepare_options(actions.add_parser("prepare", parents=[shared], help="encode rows into one file"))
    _train_options(actions.add_parser("train", parents=[shared], help="learn for a number of minutes"))
    _evaluate_options(actions.add_parser("evaluate", parents=[shared], help="figures of a checkpoint"))
    _export_options(actions.add_parser("export", parents=[shared], help="a checkpoint as the runtime's artefact"))
    _calibrate_options(actions.add_parser("calibrate", help="fit the risk on answers that it was not trained on"), data)
    return parser


def _calibrate_options(parser: argparse.ArgumentParser, data: Path) -> None:
    parser.add_argument("--data", type=Path, default=data, help="folder of the public data sets")
    parser.add_argument("--models", type=Path, default=Path("models"), help="folder that holds a folder per model")
    parser.add_argument("--measured", type=Path, required=True, help="file for what is measured, or that holds it")
    parser.add_argument("--answers", type=Path, help="answers that `benchmarks.real_answers --write` kept")
    parser.set_defaults(action=_calibrate)


def _calibrate(options: argparse.Namespace) -> None:
    from evaluation.measures import auroc
    from evaluation.recorded_answers import recorded
    from inference.models import load_judge, load_reader, load_support
    from monitoring.detectors.judge import JudgeDetector
    from training.judge_calibration import calibrate_judge, report
    from training.judge_measured import calibration_rows, load, measure_answers, real_answers, save

    if not options.measured.exists():
        folder = options.models
        with (
            load_judge(folder / "judge") as judge,
            load_support(folder / "grounding") as small,
            load_reader(folder / "reader") as reader,
        ):
            detector = JudgeDetector(judge, small, reader, lambda _: 0.5, lambda answers: answers)
            answers = recorded(options.answers) if options.answers else []
            known = [*calibration_rows(options.data), *real_answers(answers)]
            save(measure_answers(known, detector), options.measured)
    rows = load(options.measured)
    print(json.dumps(calibrate_judge(options.models / "judge", rows), indent=2))
    print(*report(rows, lambda risks, wrong: auroc(risks, wrong) or float("nan")), sep="\n")


def _row_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--mix", choices=sorted(MIXES), default="whole", help="which rows, and how much of each kind")
    parser.add_argument("--written", type=Path, action="append", default=[], help="another folder of written blocks")
    parser.add_argument("--models", type=Path, default=Path("models"), help="encoder and reader, to find quotes with")
    parser.add_argument("--seed", type=int, default=1)


def _prepare_options(parser: argparse.ArgumentParser) -> None:
    _row_options(parser)
    parser.add_argument("--out", type=Path, required=True, help="the file, .npz")
    parser.set_defaults(action=_prepare)


def _train_options(parser: argparse.ArgumentParser) -> None:
    _row_options(parser)
    parser.add_argument("--rows", type=Path, help="a file that `prepare` made, instead of the data sets")
    parser.add_argument("--minutes", type=float, required=True, help="time to learn, without loading")
    parser.add_argument(
        "--from", dest="start", type=Path, help="weights: a checkpoint, or a shipped openvino_model.xml"
    )
    parser.add_argument("--resume", action="store_true", help="go on with the run that was writing --out, if one was")
    parser.add_argument("--out", type=Path, required=True, help="checkpoint, .pt; the run's state lies beside it")
    parser.add_argument("--learning-rate", type=float, default=3e-5)
    parser.add_argument("--batch-tokens", type=int, default=1536)
    parser.add_argument("--freeze", type=int, default=3, help="lowest layers that stay as they are")
    parser.add_argument("--decay", type=float, default=0.3, help="share of the time in which the rate falls")
    parser.add_argument("--checkpoint-minutes", type=float, default=7.0)
    parser.add_argument("--dropout", type=float, default=0.0, help="of the encoder's states")
    parser.add_argument(
        "--rounded", type=float, default=0.0, help="share of the time, its end, with weights as int4 will round them"
    )
    parser.set_defaults(action=_train)


def _evaluate_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--from", dest="start", type=Path, required=True, help="a checkpoint or a shipped graph")
    parser.add_argument("--most-rows", type=int, default=2000, help="of each set")
    parser.set_defaults(action=_evaluate)


def _export_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--from", dest="start", type=Path, required=True, help="a checkpoint")
    parser.add_argument("--out", type=Path, default=Path("models/judge"), help="folder of the artefact")
    parser.add_argument("--compression", choices=["int8", "int4"], default="int4")
    parser.add_argument("--license", help="of the base's weights, where its folder has none of the known names")
    parser.set_defaults(action=_export)


def _prepare(options: argparse.Namespace) -> None:
    sets = _encoded(options)
    save_sets(options.out, sets)
    print(f"{options.out}: {options.out.stat().st_size / 1e6:.1f} MB")


def _encoded(options: argparse.Namespace) -> dict[str, EncodedSet]:
    from training.judge.encoding import RowTokenizer
    from training.judge.mixed import mixed

    tokenizer = RowTokenizer.of(options.base)
    sets = {}
    found = mixed(
        options.data, options.mix, tokenizer, seed=options.seed, written=options.written, models=options.models
    )
    for name, one in found.items():
        sets[name] = EncodedSet(one.share, tokenizer.encode(one.rows))
        tokens = sum(sets[name].lengths.tokens)
        print(f"{name}: {len(one.rows):,} rows, {tokens / 1e6:.2f} M tokens, share {one.share}", flush=True)
    return sets


def _train(options: argparse.Namespace) -> None:
    import torch

    from training.judge.checkpoints import load_weights
    from training.judge.encoding import RowTokenizer
    from training.judge.learning import Plan, Run, best_device
    from training.judge.network import Judge, load_body

    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    sets = load_sets(options.rows) if options.rows else _encoded(options)
    network = Judge(load_body(options.base, dropout=options.dropout))
    if options.start:
        print("heads that are new:", load_weights(network, options.start))
    plan = Plan(
        minutes=options.minutes,
        learning_rate=options.learning_rate,
        batch_tokens=options.batch_tokens,
        frozen_layers=options.freeze,
        decay_ratio=options.decay,
        checkpoint_minutes=options.checkpoint_minutes,
        rounded_ratio=options.rounded,
        seed=options.seed,
    )
    padding = RowTokenizer.of(options.base).padding
    run = Run(network.to(best_device()), sets, plan, out=options.out, padding=padding, resume=options.resume)
    print(run.learn(), run.progress)


def _evaluate(options: argparse.Namespace) -> None:
    import torch

    from training.judge.checkpoints import load_weights
    from training.judge.encoding import RowTokenizer
    from training.judge.evaluate import Evaluation
    from training.judge.learning import best_device
    from training.judge.network import Judge, load_body

    torch.set_num_threads(options.threads)
    network = Judge(load_body(options.base))
    load_weights(network, options.start)
    evaluation = Evaluation(
        network.to(best_device()), RowTokenizer.of(options.base), options.data, most_rows=options.most_rows
    )
    for name, figures in evaluation.all():
        print(json.dumps({"set": name} | figures), flush=True)


def _export(options: argparse.Namespace) -> None:
    from training.judge.export import LICENSES, Compression, export_judge

    license_name = options.license or LICENSES[options.base.name]
    export_judge(
        options.base,
        options.start,
        options.out,
        compression=Compression(options.compression),
        license_name=license_name,
    )
