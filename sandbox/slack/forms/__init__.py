"""Elements of Block Kit as a person meets them: where they are, what they hold, what they accept."""
