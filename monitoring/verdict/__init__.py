"""From what detectors say of claims to what becomes of the answer.

risk      signals → calibrated risks, of a claim and of an answer
verifier  detectors, a deadline and a threshold → one verdict per claim
policy    verdicts → what is released, the outcome, the escalation
"""
