"""Models that are tried out on the same questions, before they are trusted.

questions   what they are asked: files, the demo corpora, and what people have reviewed
asking      one of them is asked, without a trace on the server
scoring     what an answer is worth: right, grounded, to the point, fluent, in the question's language
probes      what no model should do: harmful requests, others' personal data, instructions in a document
comparing   all of them side by side, in figures
gating      a candidate beside a baseline, as pairs for the test
drawing     figures as SVG
reporting   the comparison in Markdown and HTML
"""
