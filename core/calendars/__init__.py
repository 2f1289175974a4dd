"""The only Google: what the floors above need of a calendar (``protocols``) and its one implementation."""
