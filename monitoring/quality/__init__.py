"""What operators read of the whole.

rates       rates with their intervals
intervals   exact intervals, for samples of unequal weight too
measures    how well risks tell wrong from right, and whether they are what they say
auditing    the true rate of wrong answers, and how right the detector is, from the random audit
drift       whether answers get worse
anchors     whether the check is what it was, by frozen claims
topics      what is asked in vain, grouped by likeness
thresholds  what another threshold would have done
gold        whether an answer in a model's own words is right, by what people marked
paired      two models on the same questions
canary      whether a candidate with a share of the traffic is surely worse
gating      whether a candidate may take a baseline's place
preferring  which model people prefer, by their votes between two
"""
