"""Verbs: one file per intention of a person, one async function each, and the values they return."""
