"""The commands of `candor`, a module a subject; all but `serve`, `keys` and `doctor` speak HTTP to a server."""
