"""What Go's readers make of a text."""
