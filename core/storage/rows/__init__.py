"""Rows ↔ domain values. Each kind has its columns in one order, a reader (``…_from``) and a writer (``…_row``)."""
