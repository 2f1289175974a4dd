"""The only SQL: what the floors above need of a database (``protocols``) and its one implementation."""
