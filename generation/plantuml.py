"""Diagrams drawn by PlantUML, a program of its own, in a process that is killed where it takes too long.

The code is a language model's. What could make PlantUML read files, addresses or the environment is refused before it
sees it: its own sandbox (`PLANTUML_SECURITY_PROFILE`) is asked for, too, but Debian's version does not know it.
"""

import os
import re
import shutil
import signal
import subprocess
import tempfile
from contextlib import suppress
from dataclasses import dataclass

from domain.tasks import Drawn, Refused

_READS = re.compile(
    r"!\s*[a-z_$]|%\w+\s*\(|<\s*img\b|^\s*sprite\b|\[\[|\{\{|@start(?!uml[ \t]*$)", re.IGNORECASE | re.MULTILINE
)
_MAY_NOT = "Lines that read files or the environment, sprites, pictures, links and nested diagrams are not drawn."
_OPTIONS = "-Xmx256m -Djava.awt.headless=true -DPLANTUML_SECURITY_PROFILE=SANDBOX"
_COMPLAINT = re.compile(r"^ERROR\n(?P<line>\d+)\n(?P<words>.*)", re.MULTILINE | re.DOTALL)
_NOISE = re.compile(r"^(?:Picked up JAVA_TOOL_OPTIONS|Some diagram description)")
_MOST_CHARACTERS = 20_000
_MOST_SVG_BYTES = 2_000_000
_ERROR_CHARACTERS = 300


@dataclass(frozen=True, slots=True)
class PlantUml:
    """The `DiagramRenderer` that calls `program`; each call ends after `limit_seconds`."""

    program: str
    limit_seconds: float

    def render(self, code: str) -> Drawn | Refused | None:
        """See `DiagramRenderer.render`."""
        path = shutil.which(self.program)
        if path is None:
            return None
        if _READS.search(code):
            return Refused(_MAY_NOT)
        if len(code) > _MOST_CHARACTERS:
            return Refused(f"The code has more than {_MOST_CHARACTERS:,} characters.")
        return self._drawn(path, code)

    def _drawn(self, path: str, code: str) -> Drawn | Refused:
        with tempfile.TemporaryDirectory() as folder:
            process = subprocess.Popen(  # noqa: S603 - the program of the settings; the code goes to its standard input
                [path, "-charset", "UTF-8", "-tsvg", "-pipe"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                cwd=folder,
                env=_environment(folder),
                start_new_session=True,
            )
            try:
                svg, said = process.communicate(code.encode(), timeout=self.limit_seconds)
            except subprocess.TimeoutExpired:
                _end(process)
                return Refused(f"PlantUML did not draw this within {self.limit_seconds:g} seconds.")
        if process.returncode or b"<svg" not in svg:
            return Refused(_error(said.decode(errors="replace")))
        if len(svg) > _MOST_SVG_BYTES:
            return Refused("The picture is too large.")
        return Drawn(svg.decode(errors="replace"))


def _environment(folder: str) -> dict[str, str]:
    """Nothing of the server's, which may hold keys."""
    path = os.environ.get("PATH", os.defpath)
    sandbox = {"PLANTUML_SECURITY_PROFILE": "SANDBOX", "PLANTUML_LIMIT_SIZE": "4096"}
    return {"PATH": path, "HOME": folder, "LC_ALL": "C.UTF-8", "JAVA_TOOL_OPTIONS": _OPTIONS, **sandbox}


def _end(process: subprocess.Popen[bytes]) -> None:
    """With what it started, such as Graphviz, which may have outlived it."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def _error(said: str) -> str:
    """Its complaint, "line 3: Syntax Error?"; Java may have logged lines of its own before it."""
    complaint = _COMPLAINT.search(said)
    where = f"line {int(complaint['line']) + 1}: " if complaint else ""
    words = complaint["words"] if complaint else said
    lines = [line.strip() for line in words.splitlines() if line.strip() and not _NOISE.match(line)]
    return (where + " ".join(lines))[:_ERROR_CHARACTERS] or "PlantUML gave no picture."
