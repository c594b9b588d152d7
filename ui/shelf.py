"""Models that can answer, those on their way, and what each collection takes, as HTML."""

from collections.abc import Sequence

from ui.api import Body
from ui.marks import escape

POLICIES = ("hold", "annotate", "monitor")
_SOURCES = {
    "local": "this machine",
    "endpoint": "the endpoint of CANDOR_LLM_URL",
    "class": "the class of CANDOR_LLM_CLASS",
    "quotes": "quotes from the documents",
}
_STEPS = {
    "waiting": "Waiting for the one before it",
    "downloading": "Downloading",
    "trying": "Being tried: it is loaded and has to say a sentence",
}
_TEACHING = (
    '<section class="card empty"><h2>No language model yet</h2><p>Answers are quoted from the documents, word for '
    "word. With a language model they are written, and every sentence is still checked against its sources.</p><p>"
    "Take one from the list below, add a GGUF file or an OpenVINO folder, or name an endpoint such as vLLM with "
    "<code>CANDOR_LLM_URL</code>. It answers from the next question on; nothing is restarted.</p></section>"
)


def told(shelf: Body) -> str:
    """All but the collections."""
    missing = f'<p class="notice">{escape(shelf["missing"])}</p>' if shelf["missing"] else ""
    written = [model for model in shelf["models"] if model["candor"]["source"] != "quotes"]
    table = _models(shelf) if written else _TEACHING
    return missing + _arriving(shelf["arriving"]) + table + _to_get(shelf["to_get"])


def collections(shelf: Body, found: Sequence[Body]) -> str:
    """Who answers in each, what a language model is told there, and what becomes of what is not supported."""
    names = [model["id"] for model in shelf["models"]]
    rows = "".join(_collection(one, names, shelf["prompts"]) for one in found)
    return (
        '<section class="card"><h2>Collections</h2><p class="muted">A collection may have a model, a prompt and a '
        "policy of its own. Prompts are files with a version: ours, and those in <code>prompts</code> of the data "
        'folder.</p><table class="shelf"><thead><tr><th scope="col">Collection</th><th scope="col">Model</th>'
        '<th scope="col">Prompt</th><th scope="col">Policy</th></tr></thead><tbody>'
        f"{rows}</tbody></table></section>"
    )


def size(count: int | None) -> str:
    """Bytes in units that people read; a dash where nobody knows."""
    if count is None:
        return "–"
    return f"{count / 1e9:.1f} GB" if count >= 1e8 else f"{count / 1e6:.1f} MB"


def _models(shelf: Body) -> str:
    is_set = shelf["default"]["set_by"] == "settings"
    rows = "".join(_model(model, is_set=is_set) for model in shelf["models"])
    note = '<p class="muted">CANDOR_LLM_MODEL in the settings says which one answers.</p>' if is_set else ""
    return (
        '<table class="shelf models"><thead><tr><th scope="col">Model</th><th scope="col">Licence</th>'
        '<th scope="col">Size</th><th scope="col">Memory</th><th scope="col">Speed</th><th scope="col">Answers</th>'
        f'<th scope="col"><span class="sr">Actions</span></th></tr></thead><tbody>{rows}</tbody></table>{note}'
    )


def _model(model: Body, *, is_set: bool) -> str:
    name, known = escape(model["id"]), model["candor"]
    speed = "–" if known["tokens_per_second"] is None else f"{known['tokens_per_second']:.0f} tokens/s"
    more = [_SOURCES[known["source"]], known["quantisation"], "with an adapter" if known["adapted"] else None]
    choose = (
        f'<button type="button" class="quiet" data-act="default" data-model="{name}" '
        f'aria-label="Let {name} answer">Let it answer</button>'
    )
    answers = '<span class="chip ready">by default</span>' if known["default"] else "" if is_set else choose
    remove = (
        f'<button type="button" class="quiet icon" data-act="remove" data-model="{name}" data-verb="Remove" '
        f'data-confirm="Remove {name} and its files? Answers that it wrote stay." aria-label="Remove {name}" '
        'title="Remove">✕</button>'
    )
    return (
        f'<tr data-model="{name}"><th scope="row">{name}<br><span class="muted">'
        f"{escape(', '.join(part for part in more if part))}</span></th><td>{escape(known['licence'] or '–')}</td>"
        f"<td>{size(known['size_bytes'])}</td><td>{size(known['memory_bytes'])}</td><td>{speed}</td><td>{answers}</td>"
        f"<td>{remove if known['source'] == 'local' else ''}</td></tr>"
    )


def _arriving(arriving: Sequence[Body]) -> str:
    rows = "".join(_arrival(one) for one in arriving)
    return f'<ul class="files arriving">{rows}</ul>' if rows else ""


def _arrival(one: Body) -> str:
    name, step = escape(one["name"]), one["step"]
    has_failed = step == "failed"
    said = f'<span class="reason">{escape(one["error"])}</span>' if has_failed else escape(_STEPS[step])
    value = f' value="{one["done_bytes"] / one["total_bytes"]:.3f}"' if one["total_bytes"] and not has_failed else ""
    progress = "" if has_failed else f'<progress max="1"{value} aria-label="Progress of {name}"></progress>'
    verb = "Dismiss" if has_failed else "Give up"
    return (
        f'<li class="file" data-step="{escape(step)}" role="status"><span class="name">{name}</span>{progress}'
        f'<span class="said">{said}</span><button type="button" class="quiet" data-act="drop" '
        f'data-arrival="{escape(one["id"])}" aria-label="{verb} {name}">{verb}</button></li>'
    )


def _to_get(models: Sequence[Body]) -> str:
    rows = "".join(_shelved(model) for model in models)
    if not rows:
        return ""
    return (
        '<section class="card"><h2>To be had by name</h2><p class="muted">Each of one revision with one checksum, '
        "downloaded by the server from the hub. Broken off, a download goes on when it is asked for again.</p>"
        '<table class="shelf"><thead><tr><th scope="col">Model</th><th scope="col">Licence</th>'
        '<th scope="col">Size</th><th scope="col">Memory</th>'
        '<th scope="col"><span class="sr">Actions</span></th></tr></thead><tbody>'
        f"{rows}</tbody></table></section>"
    )


def _shelved(model: Body) -> str:
    name = escape(model["name"])
    memory = "–" if model["memory_bytes"] is None else f"about {size(model['memory_bytes'])}"
    return (
        f'<tr><th scope="row">{name}</th><td>{escape(model["licence"])}</td><td>{size(model["size_bytes"])}</td>'
        f'<td>{memory}</td><td><button type="button" class="quiet" data-act="get" data-model="{name}" '
        f'aria-label="Get {name}">Get</button></td></tr>'
    )


def _collection(collection: Body, models: Sequence[str], prompts: Sequence[str]) -> str:
    name = escape(collection["name"])
    chosen = (
        _select(name, "model", collection["model"], models, none="the default"),
        _select(name, "prompt", collection["prompt"], prompts, none="what fits the model"),
        _select(name, "policy", collection["policy"], POLICIES, none=None),
    )
    return f'<tr><th scope="row">{name}</th>{"".join(f"<td>{one}</td>" for one in chosen)}</tr>'


def _select(collection: str, field: str, value: str | None, choices: Sequence[str], *, none: str | None) -> str:
    """`none` is how null reads; null where there must be a value. A value that is gone is shown all the same."""
    known = [*choices, *([value] if value and value not in choices else [])]
    options = "" if none is None else f'<option value="">{none}</option>'
    for one in known:
        gone = "" if one in choices else " (not there now)"
        options += f'<option value="{escape(one)}"{" selected" if one == value else ""}>{escape(one)}{gone}</option>'
    label = f"{field.capitalize()} of {collection}"
    return f'<select data-collection="{collection}" data-field="{field}" aria-label="{label}">{options}</select>'
