"""Multipass: its setting, where it lies, and what is changed of it."""
