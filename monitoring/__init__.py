"""Whether an answer can be stood behind, and what happens when it cannot.

claims     from the text of an answer to its claims
detectors  what speaks for or against a claim: its passages, its wording, other answers
verdict    what detectors say → risk, the verdict, what is released, what goes to a person
quality    rates with their intervals
metrics    Prometheus series
"""
