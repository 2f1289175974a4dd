"""What several tiers of tests stand on: databases, the browser, the project's own source."""
