"""Milliseconds per check for texts of set lengths, made up anew for each call, so that nothing is remembered."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from benchmarks.detection_answers import WARM_UP, Track
from benchmarks.detection_selfcheck import TIMED_SAMPLES, TIMED_SENTENCES, Consistency
from evaluation.made_up import made_up_row, made_up_sentences, sized_row, sized_text
from evaluation.measures import Times, times
from evaluation.subjects import Local

REPETITIONS = 40
PASSAGES_TOKENS = (111, 111, 110)
ANSWER_TOKENS = 175
LONG_PASSAGES_TOKENS = (256,) * 5
LONG_SENTENCES = 6
SAMPLE_TOKENS = 175


@dataclass(frozen=True, slots=True)
class Speed:
    """One kind of check."""

    what: str
    times: Times


def measure_speed(subject: Local, consistency: Consistency, *, seed: int, track: Track) -> Iterator[Speed]:
    """Checks of answers, and of sentences by samples; the first calls of each kind are not counted."""
    offsets = subject.models.tokenizer.offsets

    def short(number: int) -> float:
        row = sized_row(number, passages=PASSAGES_TOKENS, answer=ANSWER_TOKENS, offsets=offsets)
        return subject.check(row).milliseconds

    def long(number: int) -> float:
        passages = sized_row(number, passages=LONG_PASSAGES_TOKENS, answer=1, offsets=offsets)
        answer = made_up_row(number, passages=len(LONG_PASSAGES_TOKENS), sentences=LONG_SENTENCES).answer
        return subject.check(replace(passages, answer=answer)).milliseconds

    def judge(number: int) -> float:
        seeds = range(number * TIMED_SAMPLES, (number + 1) * TIMED_SAMPLES)
        samples = [sized_text(one, tokens=SAMPLE_TOKENS, offsets=offsets) for one in seeds]
        sentences = made_up_sentences(number, count=TIMED_SENTENCES)
        begun = time.perf_counter()
        consistency.judge(sentences, samples)
        return 1000 * (time.perf_counter() - begun)

    yield Speed("passages 332 and answer 175 tokens", _timed(short, seed, track))
    yield Speed("five passages of 256 tokens, 6 sentences", _timed(long, seed, track))
    yield Speed("selfcheck, 6 sentences × 5 samples of 175 tokens", _timed(judge, seed, track))


def _timed(call: Callable[[int], float], seed: int, track: Track) -> Times:
    numbers = range(seed * 1000, seed * 1000 + WARM_UP + REPETITIONS)
    taken = [call(number) for number in track(numbers)]
    return times(taken[WARM_UP:])
