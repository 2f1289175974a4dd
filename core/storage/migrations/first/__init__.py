"""The tables of the first revision, frozen: they don't follow ``core.storage.tables`` when that moves on."""
