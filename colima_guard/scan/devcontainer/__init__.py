"""devcontainer.json: what its program would ask of an engine, without asking any program."""
