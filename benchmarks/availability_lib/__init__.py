"""The parts of the availability benchmark: workloads, contestants, how a figure is taken, the report."""
