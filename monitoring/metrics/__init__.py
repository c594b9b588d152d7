"""Every Prometheus series of Candor, on a registry that is handed in.

counters  series of what happened
gauges    series that are read from the stores at a scrape
"""
