"""Local models in OpenVINO, on the CPU: encoder, reader, judge, small grounding model, language models.

models      what the composition root calls: `load_encoder`, `late_encoder`, `load_reader`, `load_support` and
            `load_judge`, each of a folder and options
hub         the same ports from sentence-transformers: `load_hub_encoder(name)`, `load_hub_reader(name, spans=…)`
encoder     `LocalEncoder`: texts to unit vectors; also the `Tokenizer` that measures chunks
late        `LateEncoder`: one that is loaded when it is first asked
reader      `LocalReader`: (question, passage) to relevance and answer span, remembered by `RecentReadings`
support     `LocalSupport`: claims against passages, word by word and as a whole
judge       `LocalJudge`: question, claim and evidence in one row
judge_rows  the rows that it reads
support_rows  question, evidence and claims as the rows that it reads
hub_entailment  an `EntailmentModel` of the hub
hub_judge       `load_hub_judge(name)`: public detectors as judges, classifiers of texts and of tokens
hub_labels      what the labels of such detectors mean
hub_rows        two texts in one row of a model of the hub
recent      what was made last, by key, up to a limit of bytes
recent_readings, recent_vectors
            readings of passages and vectors of sentences that are remembered by it
calibration     from a model's scores to probabilities
lifecycle       what is closed
spans       the best answer span from start and end logits
batching    `Batcher`: one thread a model, rows of concurrent callers run together, fair to short requests
shapes      the few shapes that a graph is ever run with
graph       `Graph`: a compiled OpenVINO model
openvino_runtime  OpenVINO without its telemetry
tokens      `WordPieces`: text to token ids and offsets, whatever the text
ocr         text in pictures
language    language models
artefacts   `open_artefact`: a model's folder, checked against its checksums
options     `RuntimeOptions`: threads, precision, batch and queue limits

Everything loaded is closed with `close()` or by `with`; a call after that raises `ModelUnavailable`. When too
many calls wait already, a call raises `Overloaded`. A missing or damaged folder raises `Misconfigured`.
"""
