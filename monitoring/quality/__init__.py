"""What operators read of the whole.

rates  rates with their intervals
"""
