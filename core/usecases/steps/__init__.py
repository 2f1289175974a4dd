"""Steps that several use cases share; use cases never call each other."""
