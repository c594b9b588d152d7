"""Language models in the process, by OpenVINO GenAI (extra `local`).

chat_model  `LocalChatModel`: one as a LangChain chat model
queueing    `WritingQueue`: one answer at a time, in the order they were asked for
pipeline    `GenAiModel`: a model in memory, which can be stopped between two steps
messages    what it is told and what it writes
gguf        what a GGUF file says of itself
store       `ModelStore`: the folder of models, and what must be true of one before it is taken in
shelf       the models that can be had by name
fetching    downloads that go on where they were broken off
"""
