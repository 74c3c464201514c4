"""colima-guard: an explicit allowlist for what a container VM can see of your home directory."""

__version__ = "0.1.0"
