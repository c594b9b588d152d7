"""What travels over HTTP: the bodies of API.md, made from domain types.

documents  documents, collections, passages
answers    claims and answers
chat       OpenAI's chat completions
chat_request  what is asked of them
models      what can answer
explaining  how an answer was found
reviews    conversations and escalations
verified   verified answers
insights   what is behind the figures
briefings  what is shown beside a case
"""
