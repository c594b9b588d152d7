"""Training's data, arithmetic and shipped artefacts; nothing here needs torch or the public data sets."""
