"""Whether an answer can be stood behind, and what happens when it cannot.

claims      an answer → claims with exact offsets, whole or as it streams
detection   the port of a detector, and why one can fail
quotation   exact quotes of a passage, and text compared across typography
numbers     a detector: numbers of the claim that the evidence does not hold
packing     passages → evidence that fits the grounding model's window
grounding   a detector: tokens of the claim that the evidence does not support
evidence    where in the passages a supported claim stands
verifier    detectors, a deadline and a threshold → one verdict per claim
policy      verdicts → what is released, the outcome, the escalation
marks       citation marks
abbreviations  full stops that end no sentence
quality     rates with their intervals
metrics     Prometheus series of what happened
gauges      Prometheus series that are read from the stores at a scrape
"""
