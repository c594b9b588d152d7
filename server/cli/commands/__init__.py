"""What `candor` can be told; those that a server does ask it over HTTP, the others look at this machine.

operation    serve, doctor
documents    ingest
questions    ask, verify
explaining   how an answer was found
calibration  calibrate
model_calibration, calibration_figures
             the same of a language model, and what both show
escalations  the reviewers' queue
exporting    escalations as CSV and line by line
evaluating   evaluate compare, evaluate gate
keys         API keys
collections  which model, prompt and policy each has
models       language models of this machine
adapters     LoRA adapters of the endpoint, or of a model of this machine
backup       backup, restore
training     train
demo         a month of demo data
output       what commands print
"""
