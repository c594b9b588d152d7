"""Reads the Dockerfile and takes its steps in a folder and a virtual environment instead of an image."""

import json
import os
import re
import shlex
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

# Accounts, privileges and volumes are the image's own; a test must not make any here.
_OF_THE_IMAGE_ONLY = frozenset({"FROM", "USER", "VOLUME", "EXPOSE", "HEALTHCHECK", "CMD"})
_STEP_SECONDS = 600


@dataclass(frozen=True, slots=True)
class Step:
    """One instruction, its lines joined."""

    verb: str
    rest: str


def steps(dockerfile: Path) -> list[Step]:
    """The instructions in order, without comments."""
    lines = [line for line in dockerfile.read_text().splitlines() if not line.startswith("#")]
    joined = re.sub(r"\\\n\s*", "", "\n".join(lines))
    return [Step(*line.split(maxsplit=1)) for line in joined.splitlines() if line.strip()]


@dataclass(slots=True)
class Trial:
    """`root` stands for the image's file system; `python` is the folder of the virtual environment's programs."""

    source: Path
    root: Path
    programs: Path
    workdir: Path = Path("/")
    environment: dict[str, str] = field(default_factory=dict)

    def take(self, step: Step) -> None:
        """Takes one step. Raises `CalledProcessError` where it fails."""
        match step.verb:
            case "ENV":
                self.environment |= dict(pair.split("=", 1) for pair in shlex.split(step.rest))
            case "WORKDIR":
                self.workdir = Path(step.rest)
                self._here().mkdir(parents=True)
            case "COPY":
                self._copy(*step.rest.split())
            case "RUN" if not step.rest.startswith("useradd"):
                self.run(step.rest)
            case verb if verb not in _OF_THE_IMAGE_ONLY and verb != "RUN":
                raise AssertionError(f"this trial cannot take the step {verb}")

    def run(self, command: str) -> None:
        """Runs a shell command as the image would."""
        subprocess.run(command, shell=True, cwd=self._here(), env=self.variables(), check=True, timeout=_STEP_SECONDS)  # noqa: S602 - the Dockerfile's own commands

    def variables(self) -> dict[str, str]:
        """This machine's environment, so that its package mirror is found, and the image's over it."""
        path = f"{self.programs}{os.pathsep}{os.environ['PATH']}"
        return {**os.environ, **self.environment, "PATH": path}

    def _here(self) -> Path:
        return self.root / self.workdir.relative_to("/")

    def _copy(self, what: str, where: str) -> None:
        if what != ".":
            shutil.copy(self.source / what, self._here() / where)
            return
        for top in allowed(self.source / ".dockerignore"):
            origin, target = self.source / top, self._here() / top
            if origin.is_dir():
                shutil.copytree(origin, target, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(origin, target)


def allowed(dockerignore: Path) -> list[str]:
    """What a `.dockerignore` that begins with `*` lets through."""
    return [line[1:] for line in dockerignore.read_text().splitlines() if line.startswith("!")]


def exec_form(rest: str) -> list[str]:
    """The words of a CMD in its JSON form."""
    words: list[str] = json.loads(rest)
    return words
