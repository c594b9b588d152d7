"""What speaks for or against a claim.

detection   the port of a detector, what it says, and why one can fail
judge       a detector: question, claim and evidence read together
hub_judge   a detector: the same with a public model
looking     how either is asked: twice where a claim is in doubt, and for what contradicts it
judge_signals
            what is measured of one claim by it and beside it
grounding   a detector: claims against passages, with a model five times smaller
restating   a claim with its values in the notation of its evidence
by_language which of the two reads a claim
selfcheck   a detector: claims against other answers to the same question
asked_model a detector: a language model, asked of single claims
quotation   exact quotes of a passage, and text compared across typography
packing     passages → sentences, and the pick of those that bear on a claim
evidence    where in the passages a supported claim stands
signals     what is measured of one claim
spans       character spans of a claim
values      numbers, amounts, dates and times of a claim beside those of its passages
numbers     numbers of a claim that stand nowhere in what it should rest on
deadline    the time that all steps of one check share
remembering what was worked out of texts, up to so many bytes
"""
