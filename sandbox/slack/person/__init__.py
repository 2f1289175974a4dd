"""A human in a Slack client: types, presses, fills in, reads, and sees when something went wrong."""
