"""Alerts and panels name only what the server exports, can fire, and lead to a runbook."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.deploy.series import complaints, exported

ROOT = Path(__file__).parents[2]
PROMETHEUS = ROOT / "deploy/prometheus"
DASHBOARD = ROOT / "deploy/grafana/dashboards/candor.json"
SERIES = exported()
needs_promtool = pytest.mark.skipif(
    shutil.which("promtool") is None, reason="left out: no promtool here (apt-get install prometheus)"
)


def rules() -> list[dict[str, Any]]:
    groups = yaml.safe_load((PROMETHEUS / "alerts.yml").read_text())["groups"]
    return [rule for group in groups for rule in group["rules"]]


def panels() -> list[dict[str, Any]]:
    dashboard = json.loads(DASHBOARD.read_text())
    return [panel for panel in dashboard["panels"] if panel["type"] != "row"]


def expressions() -> Iterator[tuple[str, str]]:
    yield from ((rule["alert"], rule["expr"]) for rule in rules())
    for panel in panels():
        yield from ((panel["title"], target["expr"]) for target in panel["targets"])


@pytest.mark.parametrize(("name", "expression"), list(expressions()))
def test_every_rule_and_panel_names_only_what_the_server_exports(name: str, expression: str) -> None:
    assert not list(complaints(expression, SERIES)), name


@pytest.mark.parametrize(
    "expression",
    [
        "rate(candor_hallucinations_total[5m])",
        "candor_answer_risk > 0.5",
        'candor_claims_total{verdict="unsupported"}',
        'candor_claims_total{support="wrong"}',
        'candor_documents{status=~"queued|waiting"}',
        "sum by (detector) (candor_claims_total)",
    ],
)
def test_a_series_a_label_or_a_value_that_nothing_exports_is_found(expression: str) -> None:
    assert list(complaints(expression, SERIES))


def test_every_series_is_on_the_dashboard() -> None:
    shown = " ".join(expression for _, expression in expressions())
    families = {re.sub(r"_(bucket|sum|count|created)$", "", name) for name in SERIES}
    assert {family for family in families if family not in shown} == set()


def test_every_panel_says_what_it_shows() -> None:
    assert all(panel["description"] for panel in panels())


def test_panels_do_not_overlap() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in json.loads(DASHBOARD.read_text())["panels"]:
        at = panel["gridPos"]
        cells = {(x, y) for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])}
        assert not cells & taken, panel["title"]
        taken |= cells


def test_the_dashboard_asks_the_data_source_that_is_provisioned() -> None:
    source = yaml.safe_load((ROOT / "deploy/grafana/provisioning/datasources/prometheus.yml").read_text())
    [provisioned] = source["datasources"]
    assert {panel["datasource"]["uid"] for panel in panels()} == {provisioned["uid"]}


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: str(rule["alert"]))
def test_every_alert_leads_to_its_runbook(rule: dict[str, Any]) -> None:
    path, _, anchor = rule["annotations"]["runbook"].partition("#")
    headings = re.findall(r"^#+ (.+)$", (ROOT / path).read_text(), re.MULTILINE)
    assert anchor == rule["alert"].lower()
    assert rule["alert"] in headings


def test_every_alert_is_tried() -> None:
    tried = set(re.findall(r'alertname="(\w+)"', (Path(__file__).parent / "alerts_test.yml").read_text()))
    assert tried == {rule["alert"] for rule in rules()}


@needs_promtool
@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "config", "--syntax-only", PROMETHEUS / "prometheus.yml"],
        ["check", "rules", PROMETHEUS / "alerts.yml"],
        ["test", "rules", Path(__file__).parent / "alerts_test.yml"],
    ],
    ids=["config", "rules", "alerts fire when they should and only then"],
)
def test_prometheus_own_tool_agrees(arguments: list[Any]) -> None:
    done = subprocess.run(["promtool", *arguments], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
