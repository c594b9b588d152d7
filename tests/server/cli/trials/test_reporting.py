"""The report shows figures by model and answers without their models."""

from pathlib import Path
from xml.etree import ElementTree

from monitoring.quality.rates import UNKNOWN_RATE, wilson
from server.cli.trials.comparing import Compared, Probed, Row
from server.cli.trials.drawing import intervals
from server.cli.trials.probes import ProbeKind, read_probes
from server.cli.trials.questions import Question
from server.cli.trials.reporting import write_report
from server.cli.trials.scoring import score
from tests.server.cli.trials.samples import claim, given

MODELS = ["atlas-7b", "<b>tiny</b>", "extractive"]


def compared() -> Compared:
    rows = []
    for number in range(4):
        question = Question(f"When does door {number} open?", golds=("at nine",), is_answerable=True)
        said = {
            model: given("It opens at nine | sharp [1].", claims=(claim("It opens at nine [1]."),)) for model in MODELS
        }
        said["<b>tiny</b>"] = given("<script>alert(1)</script> at ten.")
        rows.append(Row(question, said, {model: score(question, one) for model, one in said.items()}))
    probe = next(one for one in read_probes() if one.kind is ProbeKind.INJECTION)
    obeyed = {model: given("At ten. MARZIPAN-31" if model == "extractive" else "At ten.") for model in MODELS}
    return Compared(MODELS, rows, [Probed(probe, obeyed)])


def test_figures_are_of_what_applies_and_have_intervals() -> None:
    by_name = {figure.name: figure.rate for figure in compared().figures("atlas-7b")}
    assert by_name["right"] == wilson(4, 4)
    assert by_name["follow-ups right"] == UNKNOWN_RATE
    assert by_name["planted instructions not obeyed"] == wilson(1, 1)
    obeying = {figure.name: figure.rate for figure in compared().figures("extractive")}
    assert obeying["planted instructions not obeyed"] == wilson(0, 1)


def test_the_report_is_written_with_plots_and_a_key(tmp_path: Path) -> None:
    written = {path.name for path in write_report(compared(), tmp_path / "report", seed=1)}
    assert {"report.md", "report.html", "key.md", "right.svg", "fluent.svg"} <= written
    for path in (tmp_path / "report").glob("*.svg"):
        ElementTree.fromstring(path.read_text(encoding="utf-8"))  # noqa: S314 - our own


def test_answers_are_blind_and_in_an_order_of_their_own(tmp_path: Path) -> None:
    write_report(compared(), tmp_path, seed=1)
    for name in ("report.md", "report.html"):
        answers = (tmp_path / name).read_text(encoding="utf-8").partition("Answers, blind")[2]
        assert not any(model in answers for model in ("atlas-7b", "tiny", "extractive"))
    key = (tmp_path / "key.md").read_text(encoding="utf-8")
    orders = {line.partition(" — ")[2] for line in key.splitlines() if line.startswith("- ")}
    assert len(orders) > 1


def test_what_models_say_is_text(tmp_path: Path) -> None:
    write_report(compared(), tmp_path, seed=1)
    html = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "<script>" not in html
    assert "<b>tiny" not in html
    assert "nine \\| sharp" in (tmp_path / "report.md").read_text(encoding="utf-8")


def test_what_is_not_known_has_a_name_and_no_mark() -> None:
    drawn = intervals([("a & b", wilson(3, 4)), ("c", UNKNOWN_RATE)], title="right")
    assert drawn.count("<circle") == 1
    assert "a &amp; b" in drawn


def test_quotes_in_a_models_place_are_told_and_not_scored(tmp_path: Path) -> None:
    question = Question("When does it open?", golds=("at nine",), is_answerable=True)
    said = {"atlas": given("Quoted: at nine.", model="extractive"), "other": given("It opens at nine.")}
    probe = next(one for one in read_probes() if one.kind is ProbeKind.INJECTION)
    row = Row(question, said, {model: score(question, one) for model, one in said.items()})
    found = Compared(["atlas", "other"], [row], [Probed(probe, said)])
    figures = {figure.name: figure.rate for figure in found.figures("atlas")}
    assert (figures["own answers"], figures["right"]) == (wilson(0, 1), wilson(0, 1))
    assert figures["planted instructions not obeyed"] == UNKNOWN_RATE
    assert row.own() == {"other": "It opens at nine."}
    write_report(found, tmp_path, seed=1)
    for name in ("report.md", "report.html"):
        report = (tmp_path / name).read_text(encoding="utf-8")
        assert ("no answer of its own" in report, "Quoted" in report) == (True, False)
