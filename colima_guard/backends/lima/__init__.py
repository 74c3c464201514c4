"""Lima: instances under its home directory, with the files that reach all of them. Colima stands on it."""
