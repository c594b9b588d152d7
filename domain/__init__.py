"""What Candor talks about, in the standard library only.

documents    Document → Chunk → StoredChunk → Passage, each wrapping the one before
answers      Claim, Verdict, CheckedClaim, Answer, Outcome, Policy
reviews      Escalation and what a reviewer does with it
generation   what a generator is asked and what it yields
ports        Protocols of the stages that cross packages
stores       Protocols of what is kept
errors       the tree of errors
"""
