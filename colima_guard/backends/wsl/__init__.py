"""WSL 2: one VM for all distributions, into which Windows serves every drive, and what of it each of them mounts."""
