"""Slack in, Slack out: decode a request, call one use case, render its answer. No SQL, Google or rules."""
