"""`python -m server` is the command `candor`."""

from server.cli import main

main()
