"""The rules of the house, read from the source itself. Each rule is also shown a violation it must report."""
