"""Narrowing what machines share: the drop-in for the next one, and the file of one that was made."""
