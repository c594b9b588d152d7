"""What quoting chooses from, for whoever asks how an answer was found."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.explaining import Candidate
from domain.generation import Task
from generation.quoting.generator import ExtractiveGenerator


@dataclass(frozen=True, slots=True)
class QuotingCandidates:
    """The `Considering` of a generator that quotes."""

    quoting: ExtractiveGenerator

    def considered(self, task: Task) -> Sequence[Candidate]:
        """See `Considering.considered`."""
        return [
            Candidate(one.considered.text, one.considered.at.passage, one.considered.probability, one.left)
            for one in self.quoting.picked(task)
        ]
