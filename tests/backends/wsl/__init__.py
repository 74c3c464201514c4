"""WSL: its distributions, what they see, and their files."""
