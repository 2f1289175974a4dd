"""What is so in the workspace: people, conversations, views, tokens. No network and no waiting here."""
