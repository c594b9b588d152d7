"""What Candor talks about, in the standard library only.

documents    Document → Chunk → StoredChunk → Passage, each wrapping the one before
stated       what a document says of itself: dates, version, what it replaces
places       where in a document something stands
tables       tables as they are asked: columns with types, queries and what they gave
kept_tables  tables on their way from a document to there
computations how an answer was computed
explaining   how an answer was found
answers      Claim, Verdict, CheckedClaim, Answer, Outcome
repairs      what of an answer was changed before it was shown, and why
conversations  a conversation and its messages
reviews      Escalation and what a reviewer does with it
audits       which answers are drawn by chance, what became of them, when one is wrong
diagnoses    why answers failed
asked        what was asked and how it ended, on which documents it rests
anchors      frozen claims that are judged every night
canaries     a model that gets a share of the traffic before it is trusted
comparisons  what models say to the same questions, and which answer people prefer
verified     reviewers' answers that are given again
webhooks     what other systems are told
principals   who asks: roles, keys, and what each may do
suggestions  questions that documents answer
generation   what a generator is asked and what it yields
tasks        what is asked for beside answers: summaries, rewritten texts, diagrams
presence     whether whoever asked still waits
odds         probabilities as log odds and back
headed       passages below their headings, as readers are given them
ports        Protocols of the stages that cross packages
stores       Protocols of what is kept
errors       the tree of errors
disk         how a full disk is told from other faults
"""
