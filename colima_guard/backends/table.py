"""The names of the backends, apart so that a command line can be parsed without importing one."""

NAMES: tuple[str, ...] = ("colima", "lima", "docker-desktop")
