"""What is set, opened and composed: the only place that names concrete classes.

settings         every setting
logs             what is logged, and how
bootstrap        from the settings to the running application
adapters         who makes what it works with, so that tests put fakes there
parts            stores, models, indexes, telemetry
asking           what answers questions
tasks            what does tasks beside answering
checking         what checks answers
canarying        a candidate on a share of the traffic
second_judging   the language model that is asked beside it
calibrating      what was fitted for judges, in the data folder
canned           the replies that reviewers choose from
reading          what reads documents
webhooks         what tells other systems
upkeep           what is done while nobody asks, and what is asked in vain
tracing          whether traces are sent, and where
spans            an answer as spans
looking          health and the stores' series
opening          stores and local models
language_models  the language models of all providers
model_providers  an endpoint, a class of LangChain's
stored_models    those that run in this process
model_folder     how others of these come in while it runs
default_model    which one an admin chose to answer
local_adapters   LoRA adapters of these
model_streams    how one of them is asked
"""
