"""Use cases on real databases and a real calendar adapter."""
