"""What a newcomer meets first: the project's own command, and the choice of which tests run."""
