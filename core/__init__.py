"""What Perin knows and does, without Slack: rules, use cases, booking, storage and calendars."""
