"""Colima: profiles under its configuration directory, run by Lima."""
