"""From passages to an answer, by quoting them or by a language model.

quoting          without a language model: what the documents say themselves
candidates       what quoting chooses from
chat             any LangChain chat model
sampling         other answers by the same model
repairing        what it wrote wrongly, written anew
judging          whether one says that passages support a claim
endpoint         the default one: an OpenAI-compatible endpoint such as vLLM
prompt           what a language model is told
thoughts         what it thinks, told from what it answers
templates        its rules and examples, as files of `prompts` with a version, and which of them fits a model
prompt_folder    those that collections may name
by_class         any other LangChain chat model, by the name of its class
excerpts         what of the passages a small model is shown
shortening       what a model is not told that cannot take in all of it
filtering        the sentinel with which it declines
repetition       whether it says the same for ever
scribe           a few words without passages
rewriting        follow-ups → questions that stand alone
ellipsis         what a question leaves out, and what it may mean with that put in
question_parts   a question in its parts
several_questions
                 a message that asks several things → each of them, standing alone
clauses          where in it another question begins
comparing        a comparison → what is asked of each thing
suggesting       questions that a document seems to answer
fact_questions   from a sentence to the question that it answers
row_questions    from a row of a table to the same
resilience       deadlines and retries around a model's stream
failures         what ended one, in its endpoint's words
mending          an endpoint's events as clients can read them
tolerant_client  connections that leave out what an endpoint refuses
breaker          no calls to a model that keeps failing
catalogue        which models an endpoint serves
instructing      what a model is told of a task beside answering
central          a summary by the most central sentences
plantuml         diagrams drawn by PlantUML
adapters         LoRA adapters of an endpoint that runs
"""
