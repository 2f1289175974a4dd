"""Whole histories from a seed: several replicas, a clock that only moves when told, and faults between any two steps.

One step is one unit of work or one call to a calendar, awaited to its end, so the same seed is the same history.
"""
