"""Every benchmark, one after another: what `make bench` runs. The tables are for docs/benchmarks.md."""

import argparse
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.serving import NotServing, serving

_UNATTENDED = (
    "latency",
    "liveness",
    "inference",
    "retrieval",
    "quality",
    "everyday",
    "squad",
    "detection",
    "understanding",
    "blocks",
    "entailment",
)


def main() -> None:
    """Command line. Exit status 1 where a benchmark was not measured, after all others were."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peer-python", type=Path, help="Python of an environment with LangChain's stock pipeline")
    parser.add_argument("--answers", type=Path, help="recorded by benchmarks.real_answers, to be checked, too")
    options = parser.parse_args()
    python: Path | None = options.peer_python
    measured = {
        "ingest": _run("ingest", [f"--peer-python={python}"] if python else []),
        "answers": _answers(),
    } | {name: _run(name) for name in _UNATTENDED}
    if options.answers:
        measured["real_answers"] = _run("real_answers", [f"--answers={options.answers}"])
    failed = [name for name, done in measured.items() if not done]
    if failed:
        raise SystemExit(f"not measured, see above: {', '.join(failed)}")


def _run(name: str, arguments: Sequence[str] = ()) -> bool:
    print(f"\n## {name}\n", flush=True)
    command = [sys.executable, "-m", f"benchmarks.{name}", *arguments]
    return subprocess.run(command, check=False).returncode == 0


def _answers() -> bool:
    try:
        with serving() as served:
            return _run("answers", ["--url", served.url])
    except NotServing as error:
        print(error, file=sys.stderr)
        return False


if __name__ == "__main__":
    main()
