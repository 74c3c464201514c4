"""What is worth protecting under a home directory: one table, and what its rows are."""

from __future__ import annotations

from colima_guard.model.named_tuple import NamedTuple
from colima_guard.model.secret_places import PLACES


class Secret(NamedTuple):
    """A path below the home, and why nobody else should have it. ``startup`` and ``programs`` run code when written."""

    path: str
    sort: str
    platforms: tuple[str, ...] = ("macos", "linux", "windows")


CATALOGUE: tuple[Secret, ...] = tuple(
    Secret(path, sort, platforms) for sort, platforms, lines in PLACES for line in lines for path in line.split(", ")
)

#: what a table shows as "within reach": things to read. Code that would run when written is refused in an
#: allowlist all the same.
PRIVATE_SORTS = frozenset(
    ("keys", "build", "cloud", "browser", "passwords", "history", "ai", "mail", "chat", "editors", "wallets")
)


def catalogue(platform: str) -> tuple[Secret, ...]:
    """The rows that a platform can have."""
    return tuple(secret for secret in CATALOGUE if platform in secret.platforms)
