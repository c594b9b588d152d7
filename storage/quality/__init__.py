"""What operators read beside counts: why answers failed, what is asked, which documents help or harm.

rows             the tables of reasons, and of how the frozen claims were judged
diagnosis_store  which answers failed, and why
anchor_store     how the frozen claims were judged, night by night
asked_store      what was asked, with its outcome; how long the stages of answers took
citing_store     on which documents answers rest, and on which none
"""
