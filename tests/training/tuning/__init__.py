"""Rows, splits, reports, curves and tables need no torch; what learns does, and `.ci/run` has an environment for it."""
