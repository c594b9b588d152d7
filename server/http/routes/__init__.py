"""Every route of API.md, a module a subject; each only translates between HTTP and a use case.

session        login, who one is, the state of the server
collections    collections
documents      upload, state, progress, pages, removal
search         search and verification
suggestions    questions that the documents answer
chat           chat completions
models         what can answer; the models of this machine
adapters       adapters of the language model, loaded and unloaded
conversations  conversations, answers and feedback
escalations    the reviewers' queue
verified_answers  reviewers' answers that are given again
webhooks       messages that other systems never took
quality        how good the answers are
insights       what is behind that: questions, gaps, documents, times, drift of the check
canary         a candidate on a share of the traffic
comparisons    models side by side, and people's votes
"""
