"""What is true of the scheduling engine: examples, laws, and a brute-force oracle that must agree."""
