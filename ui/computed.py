"""How an answer was computed, as HTML: the query in words and the rows behind it, folded below the answer."""

from ui.marks import Json, escape

_WORDS_SHOWN = 400


def fold(answer: Json) -> str:
    """Nothing for an answer that was not computed."""
    computation = answer.get("computation")
    if not computation:
        return ""
    return (
        '<details class="computed"><summary>How this was computed</summary>'
        f'<p class="told">{escape(computation["told"])}</p>'
        f'<p class="muted">{_counted(computation)}</p>'
        f'<div class="rows" role="region" aria-label="Rows" tabindex="0">{_table(computation)}</div>'
        f"<details><summary>SQL</summary><pre>{escape(computation['query'])}</pre></details></details>"
    )


def _counted(computation: Json) -> str:
    count, shown = computation["source_rows"], len(computation["rows"])
    rows = "1 row" if count == 1 else f"{count:,} rows"
    first = f"; the first {shown} are shown" if shown < count else ""
    of_table = "" if computation["document"].startswith(computation["table"]) else f", “{computation['table']}”"
    return escape(f"Over {rows} of {computation['document']}{of_table}{first}.")


def _table(computation: Json) -> str:
    if not computation["rows"]:
        return ""
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in computation["columns"])
    body = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in computation["rows"])
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cell(value: str | float | None) -> str:
    text = "" if value is None else str(value)
    return f"<td>{escape(text if len(text) <= _WORDS_SHOWN else text[:_WORDS_SHOWN] + '…')}</td>"
