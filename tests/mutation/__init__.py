"""Guards that matter, taken out one at a time: for each there is a test that then fails."""
