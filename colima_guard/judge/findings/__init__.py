"""What is to be said of an instance, one family a file."""
