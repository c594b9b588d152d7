"""What the documents say is so: settings, series, commands, targets, links; and they name no machine."""

import re
import subprocess
from pathlib import Path

import pytest
from typer.main import get_command

from server.cli.command_line import app
from tests.deploy.series import exported
from tests.docs.tables import DOCUMENTS, ROOT, rows, settings_rows

_SUFFIX = re.compile(r"_(bucket|sum|count)$")
# Parts are joined here so that this file does not find itself.
_PRIVATE = "|".join(
    [
        "/" + "work/",
        "/" + "root/",
        "/" + "opt/pypi",
        "/" + "opt/wheels",
        "pypi" + r"\.org",
        "python" + r"hosted\.org",
        "deb" + r"\.debian\.org",
        "registry" + r"\.npmjs",
    ]
)


def test_the_settings_table_is_what_the_settings_are() -> None:
    assert rows("operations.md", "## Settings") == list(settings_rows())


def test_the_metrics_table_lists_every_series_with_its_labels() -> None:
    series = {
        _SUFFIX.sub("", name): set(labels) - {"le"}
        for name, labels in exported().items()
        if not name.endswith("_created")
    }
    described = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows("operations.md", "### Metrics")]
    assert {cells[0].strip("`"): set(re.findall(r"`(\w+)`", cells[1])) for cells in described} == series


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_setting_that_a_document_names_exists(document: Path) -> None:
    known = {row.split("`")[1] for row in settings_rows()}
    # The tests' browser and the benchmarks' data are not the server's business.
    known |= {"CANDOR_CHROMIUM", "CANDOR_BENCHMARK_DATA"}
    assert set(re.findall(r"\bCANDOR_[A-Z_]*[A-Z]\b", document.read_text())) <= known


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_command_that_a_document_names_exists(document: Path) -> None:
    commands = set(get_command(app).commands)  # type: ignore[attr-defined]
    named = re.findall(r"(?:^ +|`|bin/|server )candor ([a-z]+)", document.read_text(), re.MULTILINE)
    assert set(named) <= commands


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_make_target_that_a_document_names_exists(document: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"(?:^ +|`)make ([a-z-]+)", document.read_text(), re.MULTILINE)) <= targets


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_inside_the_repository_leads_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)]+)\)", document.read_text()):
        path, _, anchor = target.partition("#")
        linked = document.parent / path if path else document
        assert linked.exists(), target
        if anchor:
            assert anchor in _anchors(linked), target


def test_no_file_names_a_machine_or_a_registry() -> None:
    found = subprocess.run(
        ["git", "grep", "-nIE", _PRIVATE], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert found.stdout == ""


def _anchors(document: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", document.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
