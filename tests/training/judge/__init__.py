"""The judge's rows and batches need no torch; what learns does, and `.ci/run` has an environment for it."""
