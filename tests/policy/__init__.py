"""Which directories are allowed: as typed, as saved, and which must not be."""
