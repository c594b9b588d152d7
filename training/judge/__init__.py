"""How the judge is made: a cross-encoder that reads question, claim and evidence in one row (see README.md).

rows         what is learnt from, as one type
written      blocks written by hand
public       human entailment, word swaps, questions for a yes or a no
asked        questions about passages, as answers to judge and as passages to read
quotes       what could be quoted for a question, right and wrong
widened      rows among the evidence of others
labelled     answers and summaries that people marked, with the evidence that the service picks
mixes        which sets a run sees, and how much of each
mixed        the rows of a mix
encoding     rows as tokens
packed       encoded rows in a file
feed         batches in which each set has its share of the tokens
network      the network and its heads
losses       what a batch costs
learning     the time-budgeted run
rounding     weights as they will be shipped, while they learn
checkpoints  weights and runs on disk
shipped      weights read back out of an exported graph
export       a checkpoint as the runtime's artefact
predictions  what a network says of rows
figures      how well
evaluate     on which sets
commands     the command line
"""
