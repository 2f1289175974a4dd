"""What the sandbox's Google promises, held against Google's own client and its discovery document."""
