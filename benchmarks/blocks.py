"""Whether a right answer comes first: of each written block the right ones, to the point, against its others.

`python -m benchmarks.blocks --data FOLDER`: by the risk that the check gives each answer, judge by judge, as
`benchmarks.understanding` does; and by how quoting weighs the sentences of the passages that hold one of the answers,
against each other and against all sentences. Abstentions are left out, and blocks without a choice. `--url` asks a
running server's check.
"""

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.check_command import checks_of, parser, shown
from benchmarks.checks import Check
from benchmarks.detection_report import UNDEFINED, machine
from domain.errors import CandorError
from evaluation.blocks import NAME, Block, blocks, quotes_first, right_first_by_risk
from evaluation.files import MissingData
from evaluation.served import ServerFailed
from evaluation.subjects import local
from generation.quoting import fitted
from generation.quoting.generator import ExtractiveGenerator
from server.wiring.asking import quoting_of

OF_ANSWERS, OF_SENTENCES = "quoting, answers quoted", "quoting, all sentences"
_HEADERS = ("set", "ranked by", "blocks", "a right one first")


@dataclass(frozen=True, slots=True)
class Ranked:
    """By block: 1 where a right answer comes first, 0 where none does, a share where several are first together."""

    name: str
    by: str
    first: dict[str, float]

    @property
    def share(self) -> float | None:
        """Of all blocks, null for none."""
        return sum(self.first.values()) / len(self.first) if self.first else None


def by_check(name: str, chosen: Sequence[Block], check: Check) -> Ranked:
    """By the risk of each answer. Raises what the check raises."""
    risks = {block.id: [check.opinion(row).risk for row in block.answers] for block in chosen}
    return Ranked(name, f"risk, {check.name}", {one.id: right_first_by_risk(one, risks[one.id]) for one in chosen})


def by_quoting(name: str, chosen: Sequence[Block], quoting: ExtractiveGenerator) -> list[Ranked]:
    """By the likelihood of what could be quoted. Raises what the models raise."""
    found = {block.id: quotes_first(block, [one.considered for one in quoting.picked(block.task)]) for block in chosen}
    return [
        Ranked(name, OF_ANSWERS, {key: one.of_answers for key, one in found.items() if one.of_answers is not None}),
        Ranked(
            name, OF_SENTENCES, {key: one.of_sentences for key, one in found.items() if one.of_sentences is not None}
        ),
    ]


def report(ranked: Sequence[Ranked]) -> str:
    """A table for docs/benchmarks.md."""
    rows = ((one.name, one.by, str(len(one.first)), _percent(one.share)) for one in ranked)
    lines = [_HEADERS, ("---",) * len(_HEADERS), *rows]
    return "\n".join([*(f"| {' | '.join(line)} |" for line in lines), "", machine()])


def as_json(command: dict[str, object], ranked: Sequence[Ranked]) -> str:
    """All of it, block by block; undefined shares are null."""
    results = [{**asdict(one), "share": one.share} for one in ranked]
    whole = {"command": command, "machine": machine(), "results": results}
    return json.dumps(whole, ensure_ascii=False, indent=1, default=str)


def _percent(share: float | None) -> str:
    return UNDEFINED if share is None else f"{share:.1%}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status: 0 measured, 1 not, 2 wrong use."""
    made = parser(__doc__ or "", limit=0)
    made.add_argument("files", nargs="*", default=[NAME], help="names of files in written (%(default)s)")
    options = made.parse_args(arguments)
    try:
        sets = {name: blocks(options.data, name, limit=options.limit, seed=options.seed) for name in options.files}
        with checks_of(options) as checks:
            ranked = [by_check(name, chosen, check) for name, chosen in sets.items() for check in checks]
        if not options.url:
            ranked += _quoted(sets, options.models)
    except (MissingData, ServerFailed, CandorError) as error:
        print(error, file=sys.stderr)
        return 1
    if options.json:
        options.json.write_text(as_json(shown(options), ranked) + "\n", encoding="utf-8")
    print(report(ranked))
    return 0


def _quoted(sets: dict[str, list[Block]], models: Path) -> Iterator[Ranked]:
    with local(models) as subject:
        quoting = quoting_of(subject.models, fitted.WITNESS_LIMITS)
        for name, chosen in sets.items():
            yield from by_quoting(name, chosen, quoting)


if __name__ == "__main__":
    sys.exit(main())
