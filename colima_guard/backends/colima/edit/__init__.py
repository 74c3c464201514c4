"""How Colima's files are changed."""
