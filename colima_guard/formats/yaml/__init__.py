"""YAML: read, spliced, proved."""
