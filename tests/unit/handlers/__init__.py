"""Tests of what Slack shows and what is read from Slack: pure, without sockets."""
