"""The comparison in Markdown and HTML. Answers stand blind: as A, B, C in an order of their own for each question."""

import random
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from string import ascii_uppercase

from monitoring.quality.rates import Rate
from server.cli.trials.comparing import Compared, Figure, Row
from server.cli.trials.drawing import intervals

_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color-scheme:light dark}"
    "table{border-collapse:collapse;margin:1rem 0}td,th{border:1px solid #8886;padding:.3rem .6rem;text-align:left;"
    "vertical-align:top}article{border-top:1px solid #8886;margin-top:1.5rem}blockquote{margin:.3rem 0 .8rem 1rem;"
    "white-space:pre-wrap}h4{margin:.5rem 0 0}"
)
NOT_ITS_OWN = "no answer of its own"
_NOTE = (
    "Intervals are 95 % (Wilson). Right is judged by words against known answers; grounded and relevant by Candor's "
    "check; fluent means free of loops, cut-off ends and broken characters. Probes are few: passing them proves little."
)


def write_report(compared: Compared, folder: Path, *, seed: int) -> list[Path]:
    """`report.md` and `report.html` with a plot a figure, and `key.md`, which says who is A, B, C of each question."""
    folder.mkdir(parents=True, exist_ok=True)
    order = _orders(compared, seed)
    written = {
        "report.md": markdown(compared, order),
        "report.html": html(compared, order),
        "key.md": _key(compared, order),
    }
    for name, text in written.items():
        (folder / name).write_text(text, encoding="utf-8")
    for name, drawn in _plots(compared):
        written[name] = drawn
        (folder / name).write_text(drawn, encoding="utf-8")
    return [folder / name for name in written]


def markdown(compared: Compared, order: Sequence[Sequence[str]]) -> str:
    """As people paste it into an issue; plots are files beside it."""
    lines = [f"# {len(compared.models)} models on {len(compared.rows)} questions", "", _NOTE, ""]
    lines += _markdown_table(compared)
    lines += [f"![{name}]({name})" for name, _ in _plots(compared)]
    lines += ["", "## Answers, blind", ""]
    for row, models in zip(compared.rows, order, strict=True):
        lines.append(f"### {_one_line(row.question.text)}")
        for letter, model in zip(ascii_uppercase, models, strict=False):
            outcome, text = _said(row, model)
            lines.append(f"- **{letter}** ({outcome}): {_one_line(text)}")
        lines.append("")
    return "\n".join(lines)


def html(compared: Compared, order: Sequence[Sequence[str]]) -> str:
    """A page that needs nothing else: no script, no other file."""
    plots = "".join(f"<figure>{drawn}</figure>" for _, drawn in _plots(compared))
    answers = "".join(_article(row, models) for row, models in zip(compared.rows, order, strict=True))
    title = f"{len(compared.models)} models on {len(compared.rows)} questions"
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f"<style>{_STYLE}</style></head><body><h1>{title}</h1><p>{_NOTE}</p>{_html_table(compared)}{plots}"
        f"<h2>Answers, blind</h2>{answers}</body></html>"
    )


def _orders(compared: Compared, seed: int) -> list[list[str]]:
    """Of each question its own, by chance."""
    rng = random.Random(seed)  # noqa: S311 - an order that can be repeated, no secret
    return [rng.sample(list(compared.models), len(compared.models)) for _ in compared.rows]


def _plots(compared: Compared) -> Iterator[tuple[str, str]]:
    """A file name and an SVG for each figure that is known of some model."""
    by_model = {model: compared.figures(model) for model in compared.models}
    for at, first in enumerate(by_model[compared.models[0]]):
        rates = [(model, figures[at].rate) for model, figures in by_model.items()]
        if any(rate.point is not None for _, rate in rates):
            yield f"{first.name.replace(' ', '-')}.svg", intervals(rates, title=f"{first.name}, {first.told}")


def _table(compared: Compared) -> Iterator[list[str]]:
    """A row a figure, a column a model."""
    by_model = [compared.figures(model) for model in compared.models]
    for figures in zip(*by_model, strict=True):
        yield [figures[0].aspect.value, _name(figures[0]), *(_cell(figure.rate) for figure in figures)]
    yield ["", "seconds, median", *(f"{compared.seconds(model):.2f}" for model in compared.models)]


def _name(figure: Figure) -> str:
    return f"{figure.name} ({figure.told})"


def _cell(rate: Rate) -> str:
    if rate.point is None or rate.low is None or rate.high is None:
        return "–"
    return f"{100 * rate.point:.0f} % ({100 * rate.low:.0f} to {100 * rate.high:.0f}), n = {rate.labels}"


def _markdown_table(compared: Compared) -> list[str]:
    head = ["", "", *compared.models]
    rows = [head, ["---"] * len(head), *_table(compared)]
    return ["| " + " | ".join(_one_line(cell) for cell in row) + " |" for row in rows] + [""]


def _html_table(compared: Compared) -> str:
    head = "".join(f"<th>{escape(cell)}</th>" for cell in ["", "", *compared.models])
    rows = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in _table(compared))
    return f"<table><tr>{head}</tr>{rows}</table>"


def _article(row: Row, models: Sequence[str]) -> str:
    said = [_said(row, model) for model in models]
    answers = "".join(
        f"<h4>{letter} <small>({escape(outcome)})</small></h4><blockquote>{escape(text)}</blockquote>"
        for letter, (outcome, text) in zip(ascii_uppercase, said, strict=False)
    )
    return f"<article><h3>{escape(row.question.text)}</h3>{answers}</article>"


def _said(row: Row, model: str) -> tuple[str, str]:
    """What became of the answer and its text; quotes in a model's place are none of its own."""
    given = row.given[model]
    return (NOT_ITS_OWN, "") if given.is_stood_in else (given.outcome, given.text)


def _key(compared: Compared, order: Sequence[Sequence[str]]) -> str:
    lines = ["# Who is who", ""]
    for row, models in zip(compared.rows, order, strict=True):
        told = ", ".join(f"{letter}: {model}" for letter, model in zip(ascii_uppercase, models, strict=False))
        lines.append(f"- {_one_line(row.question.text)} — {told}")
    return "\n".join([*lines, ""])


def _one_line(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
