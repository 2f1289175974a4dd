"""The sandbox's Slack, held against the real slack_sdk and slack_bolt."""
