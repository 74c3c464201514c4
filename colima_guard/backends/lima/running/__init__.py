"""What a running instance of Lima has attached."""
