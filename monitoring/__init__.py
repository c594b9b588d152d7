"""Whether an answer can be stood behind, and what happens when it cannot.

claims      an answer → claims with exact offsets, whole or as it streams
deadline    the time that all steps of one check share
remembering  what was worked out of texts, up to so many bytes
detection   the port of a detector, what it says, and why one can fail
quotation   exact quotes of a passage, and text compared across typography
grounding   a detector: claims against passages, with the model that is made for it
selfcheck   a detector: claims against other answers to the same question
packing     passages → sentences, and the pick of those that bear on a claim
signals     what is measured of one claim
numbers     numbers of a claim that stand nowhere in what it should rest on
risk        signals → calibrated risks, of a claim and of an answer
evidence    where in the passages a supported claim stands
verifier    detectors, a deadline and a threshold → one verdict per claim
policy      verdicts → what is released, the outcome, the escalation
marks       citation marks
abbreviations  full stops that end no sentence
quality     rates with their intervals
metrics     Prometheus series of what happened
gauges      Prometheus series that are read from the stores at a scrape
"""
