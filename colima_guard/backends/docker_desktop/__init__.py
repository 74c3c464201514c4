"""Docker Desktop: one settings file, one list, and defaults that share everything."""
