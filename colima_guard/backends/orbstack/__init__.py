"""OrbStack: one VM that sees whatever the application may read. It is told of, for it has no list to lock."""
