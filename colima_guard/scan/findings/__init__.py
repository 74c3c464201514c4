"""What is to be said of a project: one family of findings a file."""
