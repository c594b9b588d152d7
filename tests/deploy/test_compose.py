"""The Compose file is valid, gates the start on health, and hands the server every setting."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from server.wiring.settings import Settings

ROOT = Path(__file__).parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
# The image sets them for inside the container, or nobody needs to.
FIXED_BY_THE_IMAGE = {"CANDOR_HOST", "CANDOR_DATA", "CANDOR_LOG_FORMAT", "CANDOR_MODELS"}


def test_it_follows_the_compose_specification() -> None:
    command = [
        sys.executable,
        "-m",
        "check_jsonschema",
        "--builtin-schema",
        "vendor.compose-spec",
        "docker-compose.yml",
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_server_gets_every_setting_and_no_other() -> None:
    known = {f"CANDOR_{name.upper()}" for name in Settings.model_fields}
    assert set(SERVICES["server"]["environment"]) == known - FIXED_BY_THE_IMAGE


def test_an_empty_variable_counts_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    # Without the profile gpu the file's CANDOR_LLM_URL is empty.
    monkeypatch.setenv("CANDOR_LLM_URL", "")
    assert Settings(_env_file=None).llm_url is None


def test_health_gates_the_start() -> None:
    def waits_for(service: str) -> dict[str, str]:
        return {name: on["condition"] for name, on in SERVICES[service]["depends_on"].items()}

    assert waits_for("prometheus") == {"server": "service_healthy"}
    assert waits_for("grafana") == {"prometheus": "service_healthy"}
    assert "/readyz" in (ROOT / "Dockerfile").read_text().partition("HEALTHCHECK")[2]
    assert all("healthcheck" in service for name, service in SERVICES.items() if name != "server")


def test_the_profile_gpu_adds_vllm_and_points_the_server_at_it() -> None:
    assert [name for name, service in SERVICES.items() if service.get("profiles") == ["gpu"]] == ["vllm"]
    assert "${COMPOSE_PROFILES:+http://vllm:8000/v1}" in SERVICES["server"]["environment"]["CANDOR_LLM_URL"]


def started(tmp_path: Path, *adapters: str) -> list[str]:
    """What the container's command starts vLLM with, where these folders lie in its volume of adapters."""
    service = SERVICES["vllm"]
    [script] = service["command"]
    for name in adapters:
        (tmp_path / "adapters" / name).mkdir(parents=True)
        (tmp_path / "adapters" / name / "adapter_config.json").touch()
    program = tmp_path / "bin" / "vllm"
    program.parent.mkdir()
    program.write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n')
    program.chmod(0o755)
    defaults = {
        name: re.sub(r"^\$\{\w+:-(.*)\}$", r"\1", value or "") for name, value in service["environment"].items()
    }
    done = subprocess.run(
        ["/bin/sh", "-c", script.replace("$$", "$").replace("/adapters", str(tmp_path / "adapters"))],
        env={"PATH": f"{program.parent}:{os.environ['PATH']}", **defaults, "POINTED_AT": "gpu"},
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    return done.stdout.splitlines()


def test_vllm_keeps_what_prompts_share_and_takes_adapters_while_it_runs(tmp_path: Path) -> None:
    options = started(tmp_path)
    assert options[:2] == ["serve", "Qwen/Qwen2.5-7B-Instruct"]
    assert {"--enable-prefix-caching", "--enable-lora"} <= set(options)
    assert options[options.index("--max-lora-rank") + 1] == "64"
    assert "--lora-modules" not in options
    assert SERVICES["vllm"]["environment"]["VLLM_ALLOW_RUNTIME_LORA_UPDATING"] == "True"


def test_each_folder_of_the_volume_is_an_adapter_from_the_start(tmp_path: Path) -> None:
    (tmp_path / "adapters" / "half").mkdir(parents=True)
    options = started(tmp_path, "legal", "support")
    given = options[options.index("--lora-modules") + 1 :]
    assert given == [f"{name}={tmp_path}/adapters/{name}" for name in ("legal", "support")]
    assert "${VLLM_ADAPTERS:-adapters}:/adapters:ro" in SERVICES["vllm"]["volumes"]


def test_images_are_pinned_to_a_version() -> None:
    images = [service["image"] for service in SERVICES.values()]
    assert all(image.rpartition(":")[2][-1].isdigit() for image in images), images


def test_nothing_but_the_server_can_be_published_beyond_this_machine() -> None:
    ports = [port for name, service in SERVICES.items() if name != "server" for port in service.get("ports", [])]
    assert all(port.startswith("127.0.0.1:") for port in ports)
    assert SERVICES["server"]["ports"] == ["${PUBLISH_ADDRESS:-127.0.0.1}:${CANDOR_PORT:-8080}:8080"]


def test_there_is_no_default_password() -> None:
    assert {secret["environment"] for secret in COMPOSE["secrets"].values()} == {
        "CANDOR_METRICS_TOKEN",
        "GRAFANA_ADMIN_PASSWORD",
    }
    assert SERVICES["server"]["environment"]["CANDOR_METRICS_TOKEN"].startswith("${CANDOR_METRICS_TOKEN:?")
    assert not any(
        "PASSWORD" in name and "__FILE" not in name for s in SERVICES.values() for name in s.get("environment", {})
    )


def test_every_mounted_file_is_in_the_repository() -> None:
    mounts = [m for service in SERVICES.values() for m in service.get("volumes", []) if m.startswith("./")]
    assert mounts
    assert all((ROOT / mount.split(":")[0]).exists() for mount in mounts)


@pytest.mark.parametrize("script", ["environment.sh", "lock.sh", "test.sh", "test_vllm.sh"])
def test_scripts_can_be_run(script: str) -> None:
    path = ROOT / "deploy" / script
    assert os.access(path, os.X_OK)
    subprocess.run(["bash", "-n", path], check=True, timeout=10)
