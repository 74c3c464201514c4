"""What is said of a project."""
