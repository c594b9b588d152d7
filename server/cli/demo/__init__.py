"""A month that never was: invented models, askers and reviewers, real documents, detectors and use cases.

month     who asks what, and when
clock     the time it is while the month is played
facts     what the documents say, and what was made up
invented  language models that know the answers and do not always tell them
playing   asks, waits, reviews, as the calendar goes
store     into an instance, and out of it again
"""
