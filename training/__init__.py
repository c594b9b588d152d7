"""How the shipped small models are made and measured; the only package that may import torch.

lexicon, perturb
            changing one fact in a supported sentence, or rewording it
tables      made-up table rows, with questions and statements about them
reader_data, grounding_data
            examples for the two models, made from the above
grounding_mix
            how much of each kind grounding learns from, in two stages
synthetic, contrasts
            made-up examples for grounding
backbone    the network that all models start from, and its tokenizer
networks    the heads
batching    rows in padded batches
loop        the training loop
reader, grounding
            losses and recipes
encoder, encoder_pairs
            the encoder's loss and recipe, and the questions and texts that it learns from
calibrate   from scores to probabilities
measured, calibrate_grounding
            held-back answers with all that is measured of them, and the risks fitted on it
overlaps    how much an answer shares with the true one
quoting, quoting_questions
            the weights of quoting, and the written questions that they are fitted on
short_answers
            how often the words that answer by themselves are said, and are the right ones
judge_measured, judge_calibration
            the same for the judge: answers that it was not trained on, and its risk
evaluate_reader, evaluate_ranking, evaluate_grounding
            figures on held-back data, with the shipped graphs and the service's own runtime
reliability a reliability diagram as SVG
export      networks → OpenVINO graphs with compressed weights
ocr         the graphs of text recognition, from those that `rapidocr` brings
multilingual
            the same for the encoder of other languages, its vocabulary cut
details     `model.json` and its checksums
golden, golden_selfcheck
            the encoder's vectors before compression and selfcheckgpt's scores, recorded for the tests
judge       the network that reads question, claim and evidence, and all that makes it
tuning      language models fine-tuned on corrected answers
commands    the command line, `python -m training`
"""
