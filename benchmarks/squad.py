"""Questions of SQuAD 2 in the whole product: what is answered, rightly, and what is left open, by quoting.

`python -m benchmarks.squad --data FOLDER`. Questions of articles that are kept out of all training, drawn from
`--seed`, each asked of 500 paragraphs that hold its own: a document an article, in a server of its own, over HTTP, one
after another, each in a new conversation. Right is what holds a gold
answer by its words (`monitoring/quality/gold.py`).
"""

import argparse
import json
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from benchmarks.answers import AnswersError, CandorClient
from benchmarks.check_command import data_option, row_limit, shown
from benchmarks.detection_report import UNDEFINED, machine
from benchmarks.serving import NotServing, serving
from evaluation.files import MissingData
from evaluation.paragraphs import (
    PARAGRAPHS,
    ParagraphCollection,
    ParagraphQuestion,
    first_questions,
    paragraph_collections,
)
from evaluation.replies import Reply, ReplyFigures, reply_figures

QUESTIONS = 1000
_REPLY_SECONDS = 120
_HEADERS = (
    "answerable", "gold contained", "answered", "right among answered", "unanswerable", "abstained", "ms p50 / p95",
)  # fmt: skip


def write_documents(collection: ParagraphCollection, folder: Path) -> None:
    """A text file an article, named by its title, a paragraph below the other."""
    for title, paragraphs in collection.documents.items():
        path = folder / f"{title.replace('/', '-')}.txt"
        path.write_text("\n\n".join(paragraphs) + "\n", encoding="utf-8")


def asked(client: CandorClient, questions: Sequence[ParagraphQuestion]) -> Iterator[Reply]:
    """What comes back for each. Raises `AnswersError`."""
    for question in questions:
        begun = time.perf_counter()
        reply = client.ask(question.question)
        milliseconds = 1000 * (time.perf_counter() - begun)
        yield Reply(question, reply.candor.outcome, reply.choices[0].message.content, milliseconds)


def measured(collections: Sequence[ParagraphCollection]) -> Iterator[Reply]:
    """Each collection in a server of its own. Raises `NotServing` and `AnswersError`."""
    for collection in collections:
        with TemporaryDirectory() as folder:
            write_documents(collection, Path(folder))
            with (
                serving(load=Path(folder)) as served,
                httpx.Client(base_url=served.url, timeout=_REPLY_SECONDS) as http,
            ):
                yield from asked(CandorClient(http, collection="default"), collection.questions)


def report(found: ReplyFigures) -> str:
    """A table for docs/benchmarks.md, the outcomes, and where it was measured."""
    cells = (
        str(found.answerable),
        *map(_percent, (found.gold_contained, found.answered, found.right_among_answered)),
        str(found.unanswerable),
        _percent(found.abstained),
        f"{_whole(found.times.p50)} / {_whole(found.times.p95)}",
    )
    return "\n".join(
        [
            f"| {' | '.join(_HEADERS)} |",
            f"|{'---|' * len(_HEADERS)}",
            f"| {' | '.join(cells)} |",
            "",
            f"Outcomes of the answerable: {_counts(found.outcomes_of_answerable)}; "
            f"of the unanswerable: {_counts(found.outcomes_of_unanswerable)}",
            machine(),
        ]
    )


def as_json(command: dict[str, object], replies: Sequence[Reply]) -> str:
    """Figures and every reply; undefined figures are null."""
    rows = [{**asdict(one), "answered": one.is_answered, "right": one.is_right} for one in replies]
    whole = {"command": command, "machine": machine(), "figures": asdict(reply_figures(replies)), "replies": rows}
    return json.dumps(whole, ensure_ascii=False, indent=1, default=str)


def _percent(share: float | None) -> str:
    return UNDEFINED if share is None else f"{share:.1%}"


def _whole(value: float | None) -> str:
    return UNDEFINED if value is None else f"{value:.0f}"


def _counts(outcomes: dict[str, int]) -> str:
    return ", ".join(f"{count} {outcome}" for outcome, count in outcomes.items()) or UNDEFINED


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status: 0 measured, 1 not, 2 wrong use."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    data_option(parser)
    parser.add_argument("--questions", type=int, default=QUESTIONS, help="drawn, if there are so many (%(default)s)")
    parser.add_argument(
        "--limit", type=row_limit, default=0, help="of these are asked at most, 0 for all (%(default)s)"
    )
    parser.add_argument("--paragraphs", type=int, default=PARAGRAPHS, help="in a collection (%(default)s)")
    parser.add_argument("--seed", type=int, default=0, help="of the draw (%(default)s)")
    parser.add_argument("--json", type=Path, help="write figures and replies to this file, too")
    options = parser.parse_args(arguments)
    try:
        collections = paragraph_collections(
            options.data, options.questions, seed=options.seed, paragraphs=options.paragraphs
        )
        replies = list(measured(list(first_questions(collections, options.limit))))
    except (MissingData, NotServing, AnswersError) as error:
        print(error, file=sys.stderr)
        return 1
    if options.json:
        options.json.write_text(as_json(shown(options), replies) + "\n", encoding="utf-8")
    print(report(reply_figures(replies)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
