"""Rendering: what was found, for a terminal and for programs."""
