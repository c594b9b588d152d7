"""vLLM as a process on a free port: started, asked for its metrics, stopped or killed, and started again."""

import os
import re
import signal
import socket
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx

HOME = Path(os.environ.get("CPU_VLLM", "build/vllm"))
MODEL = "smollm2"
_START_SECONDS = 900
_STOP_SECONDS = 60


@dataclass
class ModelServer:
    """One vLLM that serves SmolLM2, and takes adapters up to rank 16 while it runs; `log` is what it says."""

    log: Path
    port: int = field(default_factory=lambda: _free_port())
    _process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    @property
    def adapters(self) -> Path:
        return HOME / "weights/adapters"

    def start(self) -> None:
        """Returns once it answers."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command(), env=_environment(), stdout=log, stderr=log, start_new_session=True
            )
        deadline = time.monotonic() + _START_SECONDS
        while not self._healthy():
            assert self._process.poll() is None, self.log.read_text()[-4000:]
            assert time.monotonic() < deadline, self.log.read_text()[-4000:]
            time.sleep(0.2)

    def stop(self) -> None:
        """As an operator does; killed where that does not help."""
        if self._process is None:
            return
        self._process.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_STOP_SECONDS)
        self.kill()

    def kill(self) -> None:
        """Without a warning, with its engine, which is a process of its own."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(_STOP_SECONDS)
            self._process = None

    def metric(self, name: str, **labels: str) -> float:
        """The sum of a series over all labels but these."""
        text = httpx.get(f"http://127.0.0.1:{self.port}/metrics", timeout=10, trust_env=False).text
        rows = re.findall(rf"^{re.escape(name)}{{(.*)}} (\S+)$", text, re.MULTILINE)
        wanted = [f'{label}="{value}"' for label, value in labels.items()]
        return sum(float(value) for named, value in rows if all(each in named for each in wanted))

    def _healthy(self) -> bool:
        try:
            return httpx.get(f"http://127.0.0.1:{self.port}/health", timeout=2, trust_env=False).is_success
        except httpx.TransportError:
            return False

    def _command(self) -> list[str]:
        options = {
            "--model": str(HOME / "weights/model"),
            "--served-model-name": MODEL,
            "--host": "127.0.0.1",
            "--port": str(self.port),
            "--dtype": "bfloat16",
            "--max-model-len": "2048",
            "--max-loras": "2",
            "--max-lora-rank": "16",
        }
        flags = ["--enforce-eager", "--enable-prefix-caching", "--enable-lora"]
        # The script `vllm` looks for parts that the CPU's package lacks.
        started = [str(HOME / "bin/python"), "-m", "vllm.entrypoints.openai.api_server"]
        return [*started, *(word for option in options.items() for word in option), *flags]


def _environment() -> dict[str, str]:
    return {
        **os.environ,
        "HF_HUB_OFFLINE": "1",
        "TORCHDYNAMO_DISABLE": "1",  # the first log-probabilities would wait for a C++ compiler
        "VLLM_ALLOW_RUNTIME_LORA_UPDATING": "True",
        "OMP_NUM_THREADS": "1",  # two would wait for each other where others want the cores, too
        "VLLM_CPU_KVCACHE_SPACE": "1",
        "VLLM_CPU_OMP_THREADS_BIND": "nobind",  # it would share the core that it picks with whatever runs there
        "VLLM_NO_USAGE_STATS": "1",
    }


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])
