"""What training, benchmarks and the gate measure with.

files        the files that public data sets come in
sources      the public data sets as typed rows
answer_sets  the same as answers to be judged, told apart by whether the shipped models were trained on them
trials       what a check is tried on, with all that a set knows of it
written      blocks written for this project, in which shared words say nothing
blocks       the same as choices, of which a right answer should come first
entailment_sets
             human entailment
written_questions
             questions as people ask them about documents written for this project
kept_out     questions kept out of all training, with the passages to answer from
paragraphs   those of SQuAD 2, each to be asked of a collection of paragraphs
replies      what a server replied to these, by their gold answers
recorded_answers
             answers of a language model to these, kept in a file
overlap      how much it shares with the one that was wanted
crossfitting what refitting a risk and its threshold would give
labels       answers as sentences with labels
splits       which rows are kept out of training
measures     how well risks tell wrong from right
ranking      BM25, fusion and nDCG
novelty, floor
             the lexical floor that grounding must clear
baselines    what any detector has to beat
subjects     what is measured: the shipped models, put together as the service does it
served       the same behind a running server
made_up      passages and answers for measuring times
"""
