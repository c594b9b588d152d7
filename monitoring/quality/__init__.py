"""What operators read of the whole.

rates       rates with their intervals
intervals   exact intervals, for samples of unequal weight too
measures    how well risks tell wrong from right, and whether they are what they say
auditing    the true rate of wrong answers, and how right the detector is, from the random audit
drift       whether answers get worse
anchors     whether the check is what it was, by frozen claims
topics      what is asked in vain, grouped by likeness
thresholds  what another threshold would have done
"""
