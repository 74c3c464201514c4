"""TOML: read with the place of each value, spliced, proved."""
