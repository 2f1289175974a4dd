"""The nouns and their rules, without any database."""
