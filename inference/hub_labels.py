"""What the labels of public detectors mean: their names say it, in whatever order they stand."""

from collections.abc import Callable, Sequence

from domain.errors import Misconfigured

SUPPORTED, UNSUPPORTED, CONTRADICTED = "supported", "unsupported", "contradicted"
# The first that a label begins with counts, so what is negated stands first.
_BEGINNINGS = (
    ("notentail", UNSUPPORTED),
    ("notsupport", UNSUPPORTED),
    ("nonentail", UNSUPPORTED),
    ("unsupport", UNSUPPORTED),
    ("neutral", UNSUPPORTED),
    ("unrelated", UNSUPPORTED),
    ("notenough", UNSUPPORTED),
    ("nei", UNSUPPORTED),
    ("hallucinat", UNSUPPORTED),
    ("inconsisten", UNSUPPORTED),
    ("unfaithful", UNSUPPORTED),
    ("incorrect", UNSUPPORTED),
    ("nonfactual", UNSUPPORTED),
    ("false", UNSUPPORTED),
    ("contradict", CONTRADICTED),
    ("refute", CONTRADICTED),
    ("entail", SUPPORTED),
    ("support", SUPPORTED),
    ("consistent", SUPPORTED),
    ("faithful", SUPPORTED),
    ("grounded", SUPPORTED),
    ("factual", SUPPORTED),
    ("correct", SUPPORTED),
    ("true", SUPPORTED),
)
_NAMELESS = "label"
_LEAST_GAP = 0.1
# True beside themselves whatever a model was trained on, and plainly false beside their opposite.
_PROBES = (
    ("The library opens at nine in the morning.", "The library does not open at nine in the morning."),
    ("Dogs are allowed in the garden.", "Dogs are forbidden in the garden."),
    ("The ticket costs twelve euros.", "The ticket costs forty euros."),
    ("Maria wrote the report for Peter.", "Peter refused to read anything."),
)

# Evidence and claims → the probabilities of each class.
Ask = Callable[[Sequence[tuple[str, str]]], Sequence[Sequence[float]]]


def named(labels: Sequence[str]) -> list[str] | None:
    """What each label means, null where one does not say."""
    found = [_meaning(label) for label in labels]
    return None if None in found else [meaning for meaning in found if meaning]


def tried(labels: Sequence[str], ask: Ask, *, name: str) -> list[str]:
    """What nameless labels mean, by what the model makes of plain cases: "LABEL_0" is supported in some, not in others.

    Raises `Misconfigured` where that says nothing.
    """
    right = ask([(true, true) for true, _ in _PROBES])
    wrong = ask([(true, false) for true, false in _PROBES])
    gaps = [
        sum(one[place] - other[place] for one, other in zip(right, wrong, strict=True)) / len(_PROBES)
        for place in range(len(labels))
    ]
    if not all(label.lower().startswith(_NAMELESS) for label in labels) or max(gaps) < _LEAST_GAP:
        raise unclear(labels, name=name)
    meanings = [UNSUPPORTED] * len(labels)
    if len(labels) > 2:
        meanings[gaps.index(min(gaps))] = CONTRADICTED
    meanings[gaps.index(max(gaps))] = SUPPORTED
    return meanings


def of_tokens(labels: Sequence[str], *, name: str) -> list[str]:
    """What each label of a token means. Raises `Misconfigured`.

    LettuceDetect, which such models are made after, calls them LABEL_0 and LABEL_1, and 1 is what is made up.
    """
    if [label.lower() for label in labels] == ["label_0", "label_1"]:
        return [SUPPORTED, UNSUPPORTED]
    if len(labels) == 2 and labels[0].upper() in {"O", "0"}:
        return [SUPPORTED, UNSUPPORTED]
    meanings = named(labels)
    if meanings is None or not {SUPPORTED} < set(meanings):
        raise unclear(labels, name=name)
    return meanings


def unclear(labels: Sequence[str], *, name: str) -> Misconfigured:
    """The labels do not say what speaks for a claim."""
    return Misconfigured(
        f"The model {name!r} has the labels {list(labels)}, which do not say what is supported and what is not. Take "
        "one made to check claims, such as lytang/MiniCheck-RoBERTa-Large, "
        "KRLabsOrg/lettucedect-base-modernbert-en-v1, or an NLI model with entailment, neutral and contradiction."
    )


def _meaning(label: str) -> str | None:
    letters = "".join(character for character in label.lower() if character.isalpha())
    return next((meaning for start, meaning in _BEGINNINGS if letters.startswith(start)), None)
