"""Both calendars or neither: the two-phase protocol that puts one slot on two calendars, and its recovery."""
