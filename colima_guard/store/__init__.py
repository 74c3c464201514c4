"""The only code that writes: journal, atomic replace, recovery, lock."""
