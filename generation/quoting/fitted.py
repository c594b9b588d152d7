"""Weights and limits of quoting, for the shipped reader and encoders (docs/decisions.md: how they were fitted).

Those of `ours` can be fitted again: `python -m training fit quoting`.
"""

from domain.ports import Encoder
from generation.quoting.considering import Weighing
from generation.quoting.picking import Limits
from generation.quoting.signals import Weights

SECOND_RATIO = 0.75
# An abstention is contested only by what is far surer than a quote has to be.
WITNESS_LIMITS = Limits(least=0.6, second_ratio=SECOND_RATIO)

YES_NO_MARGIN = 0.2

_AT_A_GLANCE = Weights(
    bias=-6.53,
    near=6.22,
    read=0,
    answers=0,
    shared=5.66,
    found=1.93,
    wrong_kind=-3.14,
    lacks_mark=-1.64,
    lacks_name=-0.76,
    fragment=-1.39,
    row=-1.03,
)
_READ = Weights(
    bias=-4.22,
    near=3.39,
    read=0.226,
    answers=0,
    shared=3.45,
    found=0.94,
    wrong_kind=-5.59,
    lacks_mark=-1.52,
    lacks_name=-0.62,
    fragment=-1.07,
    row=-0.78,
)
_AT_A_GLANCE_BLIND = Weights(
    bias=-4.69,
    near=0,
    read=0,
    answers=0,
    shared=7.75,
    found=3.06,
    wrong_kind=-3.34,
    lacks_mark=-1.6,
    lacks_name=-0.29,
    fragment=-0.79,
    row=-0.97,
)
_READ_BLIND = Weights(
    bias=-2.81,
    near=0,
    read=0.39,
    answers=0,
    shared=3.62,
    found=0.79,
    wrong_kind=-5.56,
    lacks_mark=-1.38,
    lacks_name=-0.44,
    fragment=-0.36,
    row=-0.73,
)
# The multilingual encoder's cosines lie close together: .83 to .84 for what answers, .79 to .80 for what does not.
_FOREIGN = Weights(
    bias=-78.4,
    near=92.9,
    read=0,
    answers=0,
    shared=4,
    found=0,
    wrong_kind=-3.14,
    lacks_mark=-1.64,
    lacks_name=-0.76,
    fragment=-1.39,
    row=-1.03,
)


def ours(encoder: Encoder) -> Weighing:
    """With the shipped encoder for English. Nobody judges: on other questions than it learnt from that did not pay."""
    return Weighing(encoder=encoder, glance=_AT_A_GLANCE, read=_READ)


def blind() -> Weighing:
    """Without cosines: another encoder's mean something else."""
    return Weighing(encoder=None, glance=_AT_A_GLANCE_BLIND, read=_READ_BLIND)


def abroad(encoder: Encoder) -> Weighing:
    """With the shipped encoder for other languages, in which nothing is read."""
    return Weighing(encoder=encoder, glance=_FOREIGN, read=None)


def by_words() -> Weighing:
    """For scripts without blanks, of which neither encoder nor reader knows enough."""
    return Weighing(encoder=None, glance=_AT_A_GLANCE_BLIND, read=None)
