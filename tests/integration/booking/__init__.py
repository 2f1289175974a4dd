"""Both calendars or neither, on real databases and against a real adapter."""
