"""How the shipped small models are made and measured; the only package that may import torch.

sources     the public data sets as typed rows
lexicon, perturb
            changing one fact in a supported sentence, or rewording it
tables      made-up table rows, with questions and statements about them
reader_data, grounding_data
            examples for the two models, made from the above
ranking     BM25, fusion and nDCG
backbone    the network that all models start from, and its tokenizer
networks    the heads
batching    encoded pairs in padded batches
loop        the training loop
reader, grounding
            losses and recipes
novelty, floor
            the lexical floor that grounding must clear
calibrate   from logits to probabilities
evaluate_reader, evaluate_ranking, evaluate_grounding
            figures on held-back data, with the shipped graphs and the service's own runtime
export      networks → OpenVINO graphs with compressed weights
details     `model.json` and its checksums
golden      vectors of the original encoder, recorded for the tests
commands    the command line, `python -m training`
"""
