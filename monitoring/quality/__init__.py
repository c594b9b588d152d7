"""What operators read of the whole.

rates     rates with their intervals
measures  how well risks tell wrong from right, and whether they are what they say
"""
