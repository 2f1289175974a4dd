"""The databases that the other tests stand on."""
