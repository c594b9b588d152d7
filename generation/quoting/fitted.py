"""Weights and limits of quoting, for the shipped reader."""

from generation.quoting.generator import QuotingOptions
from generation.quoting.picking import Limits
from generation.quoting.signals import Weights

WEIGHTS = Weights(
    bias=-2.0,
    own=0.4,
    passage=0.1,
    touched=0.6,
    coverage=1.5,
    headed=1.5,
    wrong_kind=-1.5,
    lacks_mark=-1.5,
    lacks_name=-0.5,
    fragment=-0.6,
    contents=-2.0,
)
QUOTING = QuotingOptions(weights=WEIGHTS, limits=Limits(least=0.3, second_ratio=0.7))
# An abstention is contested only by what is far surer than a quote has to be.
WITNESS = QuotingOptions(weights=WEIGHTS, limits=Limits(least=0.8, second_ratio=0.9))
