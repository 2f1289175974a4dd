"""The contract of every repository, its races, its secrets and its migrations, on both databases."""
