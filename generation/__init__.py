"""From passages to an answer, by quoting them or by a language model.

quoting          without a language model: what the documents say themselves
candidates       what quoting chooses from
chat             any LangChain chat model
sampling         other answers by the same model
endpoint         the default one: an OpenAI-compatible endpoint such as vLLM
prompt           what a language model is told
filtering        its stream without thoughts and sentinel
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
breaker          no calls to a model that keeps failing
catalogue        which models an endpoint serves
adapters         LoRA adapters of an endpoint that runs
"""
