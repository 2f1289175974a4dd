"""A Slack workspace and a Google, in one process, to try and to test Perin with.

Imports nothing of Perin: both halves speak only the public wire formats, so what works here works
because the wire format is right and not because two modules share a constant.
"""
