"""Multipass: one setting of its daemon, by which the primary instance gets the home, or no instance gets anything."""
