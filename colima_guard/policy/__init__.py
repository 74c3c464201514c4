"""Which directories are allowed: the policy's file, and what its words mean."""
