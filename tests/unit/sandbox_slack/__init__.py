"""The sandbox's Slack without a socket: limits, forms, typing, stamps, plans."""
