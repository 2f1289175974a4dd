"""From the workspace to the app: Socket Mode, signed HTTP, and the rules for who gets what and how often."""
