"""The commands of `candor`, a module a subject; all but `serve`, `keys`, `backup`, `restore` and `doctor` speak
HTTP to a server."""
