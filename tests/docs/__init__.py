"""The documentation is tested like the program."""
