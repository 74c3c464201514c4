"""How Lima's files are changed."""
