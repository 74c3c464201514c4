"""A machine that runs: what it has attached, and how it is asked and restarted."""
