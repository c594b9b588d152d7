"""How the shipped small models are made and measured; the only package that may import torch.

sources      what is read from the public data sets, row by row
sentences    cutting text into sentences for training
tables       made-up table rows with questions, as ingestion renders them
perturb      changing a figure, a name or a negation in a supported sentence
reader_data, grounding_data
             examples for the two models, made from the above
backbone     the network that all models start from, and its tokenizer
networks     the heads
batching     encoded examples in batches of padded tensors
reader, grounding
             losses and training
ranking      BM25, fusion and nDCG for the reader's evaluation
floor        the lexical floor that grounding must clear
calibrate    from logits to probabilities
evaluate_reader, evaluate_grounding
             validation figures
export       OpenVINO artefacts, checksums and golden vectors
commands     the command line: `python -m training`
"""
