"""What Slack refuses in blocks, messages and views: Block Kit's limits, by element.

`validate_message(payload)` and `validate_view(view)` list every problem of a payload that would be sent;
an empty list means that Slack takes it. Rules follow Slack's Block Kit reference (docs.slack.dev).
"""

from __future__ import annotations

from sandbox.slack.limits.payloads import validate_blocks, validate_message, validate_view, warnings_of
from sandbox.slack.limits.shapes import Problem

__all__ = ["Problem", "validate_blocks", "validate_message", "validate_view", "warnings_of"]
