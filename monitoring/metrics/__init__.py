"""Every Prometheus series of Candor, on a registry that is handed in.

counters    series of what happened
gauges      what the stores hold, as it was seen last
components  what the server rests on, likewise
"""
