"""Tests of the demo documents, their questions and the benchmark that asks them."""
