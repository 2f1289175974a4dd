"""What ``benchmarks.handlers`` is made of."""
