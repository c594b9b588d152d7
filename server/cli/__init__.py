"""The command line. `python -m server` is the same.

command_line  the command `candor` and how it fails
commands      what it can be told
client        how it reaches a server
labelled_file labelled rows as a file holds them
audited       audited answers as such rows
trials        models that are tried on the same questions
corrected     corrected answers as rows to fine-tune a language model on
demo          a month that never was, played into an instance
checkup       what `candor doctor` looks at
stopping      how a server ends
"""

from server.cli.command_line import main

__all__ = ["main"]
