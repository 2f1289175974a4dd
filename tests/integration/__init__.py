"""Tests with a real database: SQLite and PostgreSQL."""
