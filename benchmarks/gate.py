"""How often the gate finds a spoilt candidate and passes a like one, on invented outcomes of which the truth is known.

`python -m benchmarks.gate`, no data needed. The baseline delivers 8 % wrong, holds 6 % back and abstains from 10 %.
A like candidate is the same model but for a question in ten, where chance decides anew. A spoilt one is that, and what
it would have answered rightly is wrong in so many questions more.
"""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from monitoring.quality.gating import Gate, Trial, Verdict, gate

QUESTIONS = 400
RUNS = 20
_SHARES = (0.76, 0.08, 0.06, 0.10)  # right, wrong, held back, abstained
_RIGHT, _WRONG = 0, 1
_ANEW = 0.1
_CITED_WRONGLY = 0.05
_SPREAD = 0.15


@dataclass(frozen=True, slots=True)
class Spoiling:
    """What is worse of a candidate: wrong in so many points more, so many points more citations that support nothing,
    slower by a factor.
    """

    wrong: float = 0.0
    miscited: float = 0.0
    slower: float = 1.0


def run(spoiling: Spoiling, *, seed: int, questions: int = QUESTIONS) -> Gate:
    """One trial of a candidate."""
    rng = np.random.default_rng(seed)
    kinds = rng.choice(len(_SHARES), size=questions, p=_SHARES)
    others = np.where(rng.random(questions) < _ANEW, rng.choice(len(_SHARES), size=questions, p=_SHARES), kinds)
    turned = (others == _RIGHT) & (rng.random(questions) < spoiling.wrong / _SHARES[_RIGHT])
    hardness = rng.normal(0, 0.5, size=questions)
    baseline = _trials(rng, kinds, hardness, Spoiling())
    return gate(_trials(rng, np.where(turned, _WRONG, others), hardness, spoiling), baseline)


def _trials(rng: Generator, kinds: NDArray[np.int64], hardness: NDArray[np.float64], spoiling: Spoiling) -> list[Trial]:
    seconds = spoiling.slower * np.exp(hardness + rng.normal(0, _SPREAD, size=len(kinds)))
    miscited = rng.binomial(3, _CITED_WRONGLY + spoiling.miscited, size=len(kinds)) / 3
    return [
        Trial(
            wrong=kind == 1,
            held_back=kind == 2,
            abstained=kind == 3,
            miscited=float(cited) if kind in {_RIGHT, _WRONG} else None,
            seconds=float(took),
        )
        for kind, cited, took in zip(kinds.tolist(), miscited, seconds, strict=True)
    ]


def counted(
    spoiling: Spoiling, *, runs: int = RUNS, first_seed: int = 0, questions: int = QUESTIONS
) -> dict[Verdict, int]:
    """How many of so many candidates got each verdict."""
    found = [run(spoiling, seed=first_seed + number, questions=questions).verdict for number in range(runs)]
    return {verdict: found.count(verdict) for verdict in Verdict}


def main() -> None:
    """Prints the table."""
    shown = {
        "like": Spoiling(),
        "5 points more wrong": Spoiling(wrong=0.05),
        "10 points more wrong": Spoiling(wrong=0.10),
        "15 points more wrong": Spoiling(wrong=0.15),
        "15 points more citations support nothing": Spoiling(miscited=0.15),
        "half as slow again": Spoiling(slower=1.5),
    }
    for questions in (100, QUESTIONS):
        print(f"{questions} questions, of 200 candidates: passed, regressed, unmeasured")
        for name, spoiling in shown.items():
            print(f"  {name}: {', '.join(str(n) for n in counted(spoiling, runs=200, questions=questions).values())}")
    print(f"The first {RUNS}, {QUESTIONS} questions: spoilt found, like passed")
    spoilt, like = counted(Spoiling(wrong=0.15)), counted(Spoiling())
    print(f"  {spoilt[Verdict.REGRESSED]} of {RUNS}, {like[Verdict.PASSED]} of {RUNS}")


if __name__ == "__main__":
    main()
