"""From what detectors say of claims to what becomes of the answer.

risk      signals → calibrated risks, of a claim and of an answer
calibration
          a judge's risks made to mean what they say, on labelled claims
labelled  labelled claims with a judge's risks of them
fitting   the fits of it, and of what is shipped
weighing  what a language model's word weighs beside a judge's risk
second_judge
          when a language model is asked, and what its word does to a risk
verdicts  one claim's verdict, put together
verifier  detectors, a deadline and a threshold → one verdict per claim
computed  whether a sentence tells what was computed, by rule
watch     what a check waits for, and no longer than its deadline
policy    verdicts → what is released, and the outcome
judging   an answer and its passages → a judgement: the one way in, whole or as it is written
escalating
          a judgement → what goes to a person, why and how soon
"""
