"""What the performance claims are measured with; each module runs by `python3 dev.py bench NAME`."""
