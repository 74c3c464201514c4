"""Comments in a project's own files that say why a finding beside them is taken."""
