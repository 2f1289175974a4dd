"""The schema's history. Every table that ``core.storage.tables`` names is made here, revision by revision."""
