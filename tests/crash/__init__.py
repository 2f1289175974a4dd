"""Killed at every step, under every fault: both calendars or neither, told once, whoever comes next."""
