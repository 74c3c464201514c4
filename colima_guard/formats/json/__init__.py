"""JSON: read, spliced, proved."""
