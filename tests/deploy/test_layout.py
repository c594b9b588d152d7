"""No folder escapes the import contracts, and no installed package hides one of ours."""

import ast
import importlib.metadata
import os
import stat
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
# What no contract lists, each with its reason in docs/architecture.md.
EXEMPT = {"deploy", "docs", "models", "tests"}
# The others get theirs with their own moves.
MAPPED = (
    "benchmarks",
    "children",
    "evaluation",
    "generation",
    "inference",
    "ingest",
    "monitoring",
    "retrieval",
    "server",
    "storage",
    "tabular",
    "text",
    "training",
)
# Its modules are a row in time, and their names say what they do.
UNMAPPED = ROOT / "storage/migrations/versions/__init__.py"


def tracked_folders() -> set[str]:
    """Top-level folders with files that git tracks, hidden ones aside; every visible folder where git is not there."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        return {path.name for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith(".")}
    return {line.split("/")[0] for line in listed.stdout.splitlines() if "/" in line and not line.startswith(".")}


def test_every_folder_is_under_an_import_contract() -> None:
    assert tracked_folders() - EXEMPT <= set(PYPROJECT["tool"]["importlinter"]["root_packages"])


def test_the_layers_name_every_package_but_the_page_and_the_demo_documents() -> None:
    linter = PYPROJECT["tool"]["importlinter"]
    [layers] = [
        contract["layers"]
        for contract in linter["contracts"]
        if contract["type"] == "layers" and "containers" not in contract
    ]
    named = {name.strip() for layer in layers for name in layer.split("|")}
    assert named == set(linter["root_packages"]) - {"corpora", "ui"}


def test_no_package_may_hold_a_circle() -> None:
    linter = PYPROJECT["tool"]["importlinter"]
    [acyclic] = [contract for contract in linter["contracts"] if contract["type"] == "acyclic_siblings"]
    assert set(acyclic["ancestors"]) == set(linter["root_packages"])
    assert not acyclic.keys() & {"skip_descendants", "ignore_imports"}


@pytest.mark.parametrize("package", MAPPED)
def test_a_packages_map_names_all_that_is_in_it(package: str) -> None:
    for init in set((ROOT / package).rglob("__init__.py")) - {UNMAPPED}:
        mapped = (ast.get_docstring(ast.parse(init.read_text(encoding="utf-8"))) or "").splitlines()
        named = {name.strip() for line in mapped for name in line.partition("  ")[0].split(",")}
        modules = {path.stem for path in init.parent.glob("*.py")} - {"__init__", "__main__"}
        rooms = {path.parent.name for path in init.parent.glob("*/__init__.py")}
        assert modules | rooms <= {word for name in named for word in name.split()[:1]}, init


def test_every_room_is_installed_and_checked() -> None:
    setuptools, tools = PYPROJECT["tool"]["setuptools"], PYPROJECT["tool"]
    packages = {
        ".".join(path.parent.relative_to(ROOT).parts)
        for top in tools["importlinter"]["root_packages"]
        for path in (ROOT / top).rglob("__init__.py")
    }
    assert packages - {"corpora"} <= set(setuptools["packages"])
    assert {name.partition(".")[0] for name in packages} - {"corpora"} == set(tools["mypy"]["packages"])
    assert set(tools["importlinter"]["root_packages"]) | {"tests"} == set(
        tools["ruff"]["lint"]["isort"]["known-first-party"]
    )


def test_no_installed_distribution_brings_a_package_of_our_name() -> None:
    ours = {*PYPROJECT["tool"]["importlinter"]["root_packages"], *EXEMPT}
    bringing = importlib.metadata.packages_distributions()
    foreign = {name: set(bringing.get(name, [])) - {"candor"} for name in ours}
    assert {name: found for name, found in foreign.items() if found} == {}


def test_no_lock_holds_torch() -> None:
    for lock in ("requirements.lock", "requirements-dev.lock"):
        names = {line.split("==")[0] for line in (ROOT / lock).read_text().splitlines() if "==" in line}
        assert not names & {"torch", "triton", "vllm", "sentence-transformers", "transformers"}


def test_the_locks_agree_and_cover_what_pyproject_asks_for() -> None:
    default, development = (_pins(ROOT / name) for name in ("requirements.lock", "requirements-dev.lock"))
    assert default <= development
    asked = {_name(requirement) for requirement in PYPROJECT["project"]["dependencies"]}
    tools = {_name(requirement) for requirement in PYPROJECT["dependency-groups"]["dev"]}
    assert asked <= {_name(pin) for pin in default}
    assert tools <= {_name(pin) for pin in development}


def test_continuous_integration_can_be_run() -> None:
    assert (ROOT / ".ci/run").stat().st_mode & stat.S_IXUSR
    assert os.access(ROOT / ".ci/run", os.X_OK)


def _pins(lock: Path) -> set[str]:
    return {line.rstrip(" \\") for line in lock.read_text().splitlines() if "==" in line and not line.startswith(" ")}


def _name(requirement: str) -> str:
    cut = min((requirement.find(mark) for mark in "[<>=; " if mark in requirement), default=len(requirement))
    return requirement[:cut].lower().replace("_", "-")
