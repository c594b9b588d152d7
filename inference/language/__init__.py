"""Language models in the process, by OpenVINO GenAI (extra `local`).

chat_model  `LocalChatModel`: one as a LangChain chat model
queueing    `WritingQueue`: one answer at a time, in the order they were asked for
pipeline    `GenAiModel`: a model in memory, which can be stopped between two steps
messages    what it is told and what it writes
describing  what a model says of itself before it is loaded
gguf        the same of a GGUF file
adapters    whether a LoRA adapter is one for a model
trial       the sentence that it has to say before it is taken in
apart       the same in a process of its own, for a server that must outlive it
store       `ModelStore`: the folder of models, of which each was tried
shelf       the models that can be had by name
fetching    downloads that go on where they were broken off
"""
