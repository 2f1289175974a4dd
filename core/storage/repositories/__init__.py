"""One repository per noun.

Each takes and returns domain values, runs on the unit of work's transaction, and never ends it.
"""
