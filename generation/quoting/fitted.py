"""Weights and limits of quoting, for the shipped reader and encoders (docs/decisions.md: how they were fitted).

Those of `ours` can be fitted again: `python -m training fit quoting`.
"""

from domain.ports import ClaimJudge, Encoder
from generation.quoting.considering import SecondLook, Weighing
from generation.quoting.picking import Limits
from generation.quoting.signals import Weights

SECOND_RATIO = 0.75
# An abstention is contested only by what is far surer than a quote has to be.
WITNESS_LIMITS = Limits(least=0.6, second_ratio=SECOND_RATIO)

YES_NO_MARGIN = 0.2

_AT_A_GLANCE = Weights(
    bias=-6.765,
    near=6.829,
    read=0,
    answers=0,
    shared=4.941,
    found=1.719,
    wrong_kind=-2.154,
    lacks_mark=-0.591,
    lacks_name=-1.085,
    fragment=-1.197,
    row=-0.405,
)
_READ = Weights(
    bias=-4.552,
    near=5.094,
    read=0.01,
    answers=0,
    shared=2.196,
    found=1.317,
    wrong_kind=-2.655,
    lacks_mark=-0.485,
    lacks_name=-0.866,
    fragment=-0.812,
    row=-0.262,
)
# Seven parts of what is fitted on judged sentences, three of the glance: the judge denies some that every word affirms.
_JUDGED = Weights(
    bias=-3.45,
    near=4.625,
    read=0,
    answers=0.314,
    shared=2.022,
    found=0.841,
    wrong_kind=-1.308,
    lacks_mark=-0.23,
    lacks_name=-0.923,
    fragment=-0.359,
    row=-0.448,
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
_JUDGED_BLIND = Weights(
    bias=-1.616,
    near=0,
    read=0,
    answers=0.323,
    shared=3.545,
    found=1.604,
    wrong_kind=-1.638,
    lacks_mark=-0.681,
    lacks_name=-0.735,
    fragment=-0.237,
    row=-0.618,
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


def ours(encoder: Encoder, judge: ClaimJudge | None) -> Weighing:
    """With the shipped encoder for English, and our judge where it is loaded: the reader's word adds nothing to its."""
    second = SecondLook(weights=_READ) if judge is None else SecondLook(weights=_JUDGED, judge=judge)
    return Weighing(encoder=encoder, glance=_AT_A_GLANCE, second=second)


def blind(judge: ClaimJudge | None) -> Weighing:
    """Without cosines: another encoder's mean something else."""
    second = SecondLook(weights=_READ_BLIND) if judge is None else SecondLook(weights=_JUDGED_BLIND, judge=judge)
    return Weighing(encoder=None, glance=_AT_A_GLANCE_BLIND, second=second)


def abroad(encoder: Encoder) -> Weighing:
    """With the shipped encoder for other languages, in which nothing is read."""
    return Weighing(encoder=encoder, glance=_FOREIGN, second=None, reads=False)


def by_words() -> Weighing:
    """For scripts without blanks, of which neither encoder nor reader knows enough."""
    return Weighing(encoder=None, glance=_AT_A_GLANCE_BLIND, second=None, reads=False)
