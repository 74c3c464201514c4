"""``scan`` on a pretended machine."""
