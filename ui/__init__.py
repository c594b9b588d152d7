"""The page: Gradio in front of the HTTP API, and nothing else of ours.

page         puts the pages together and mounts them beside `/v1`
routes       the few routes of Gradio's that they need; all others are closed
shell        what all pages share: header, triggers that scripts pull, the caller's connection
chat         questions, answers with marks, evidence, history
welcome      what an empty conversation shows
asking       a question as it is sent, and its answer as it arrives
documents    what is in a collection
review       what waits for a person
operations   figures and plots
comparing    two answers, blind, and how models stand
candidate    a candidate on a share of the traffic
models       what can answer, and how more come
shelf        these as HTML
audited      what the random audit says of answers and check
insights     what is behind the figures, as HTML
auditing     an audit as its reviewer sees it
api          the HTTP client
marks        claims and citations as HTML
thread       a conversation as HTML
computed     how an answer was computed
mended       what of it was changed before it was shown
finding      how an answer was found
evidence     one source with its supporting words marked
queue        what waits, as HTML
case         one case as HTML
changes      what changed of a suspended answer's evidence
decision     the form that decides a case
verified     verified answers as HTML
plots        inline SVG
assets/      style sheets and scripts
"""
