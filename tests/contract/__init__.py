"""Fakes held against the real thing they stand for."""
