"""The readers of YAML that other programs use, as programs to ask: what Colima's and Lima's make of a text."""
