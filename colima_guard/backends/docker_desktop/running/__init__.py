"""Docker Desktop as it runs: its processes, what it says itself, stop and start."""
