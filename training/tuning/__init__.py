"""Language models fine-tuned on corrected answers: a LoRA adapter with its card (docs/finetuning.md).

configuration  what a run is told; presets/ holds published parameters
rows           questions with passages and the answers that are wanted
grounded       the public and written sets as such
splitting      which rows are learnt from and which measured on
rendering      rows as a model reads them
data_report    what the data is, before anything is learnt
models         the base with its tokenizer, and the adapter on it
learning       how a model is taught: answers, then preferences
stages         which of these a run has, and which are over
answering      answers of a model
scoring        what they are worth
asking         held-out questions before, by epochs and after
watching       how a run went, by its losses
curves         these as a picture
card           what is said of an adapter
ledger         a run's folder
running        a whole run
commands       the command line
"""
