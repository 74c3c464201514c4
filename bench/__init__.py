"""Time and memory of the command line as whole processes: ``python -m bench`` (docs/performance.md)."""
