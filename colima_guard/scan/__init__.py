"""What projects and containers ask of the VM: Compose files, devcontainers, running engines."""
