"""Tests that open no socket and no database."""
