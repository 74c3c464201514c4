"""The only code that writes: journal, atomic replace, recovery, lock. ``store.py`` is where it begins."""
