"""The shipped models, loaded for the composition root."""

from dataclasses import replace
from pathlib import Path

from inference.artefacts import ModelKind, open_artefact
from inference.encoder import LocalEncoder
from inference.judge import LocalJudge
from inference.late import LateEncoder
from inference.options import DEFAULT_OPTIONS, RuntimeOptions
from inference.reader import LocalReader
from inference.support import LocalSupport

# That of the weights: a third to two thirds faster than activations in bf16, see docs/decisions.md.
_QUANTIZED_GROUP = 64


def load_encoder(folder: Path, options: RuntimeOptions = DEFAULT_OPTIONS) -> LocalEncoder:
    """The encoder in `folder`, compiled and ready. Raises `Misconfigured`."""
    return LocalEncoder(open_artefact(folder, ModelKind.ENCODER), options)


def late_encoder(folder: Path, options: RuntimeOptions = DEFAULT_OPTIONS) -> LateEncoder:
    """The encoder in `folder`, whose files are checked now and loaded when needed. Raises `Misconfigured`."""
    return LateEncoder(open_artefact(folder, ModelKind.ENCODER), options)


def load_reader(folder: Path, options: RuntimeOptions = DEFAULT_OPTIONS) -> LocalReader:
    """The reader in `folder`, compiled and ready. Raises `Misconfigured`."""
    return LocalReader(open_artefact(folder, ModelKind.READER), options)


def load_support(folder: Path, options: RuntimeOptions = DEFAULT_OPTIONS) -> LocalSupport:
    """The grounding model in `folder`, compiled and ready. Raises `Misconfigured`."""
    return LocalSupport(open_artefact(folder, ModelKind.GROUNDING), options)


def load_judge(folder: Path, options: RuntimeOptions = DEFAULT_OPTIONS) -> LocalJudge:
    """The judge in `folder`, compiled and ready. Raises `Misconfigured`."""
    return LocalJudge(open_artefact(folder, ModelKind.JUDGE), replace(options, quantized_group=_QUANTIZED_GROUP))
