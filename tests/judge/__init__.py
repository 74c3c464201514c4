"""The judge: the fold, what is accepted, and each check by itself."""
