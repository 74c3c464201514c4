"""What the short syntaxes of volumes mean alike: Compose's, and ``-v`` of the docker client.

How a text is parted is another matter: Compose goes over ``${}``, takes modes that it does not know, and knows targets
of two characters; the client refuses all of that.
"""

from __future__ import annotations

PROPAGATIONS = frozenset(("rprivate", "private", "rshared", "shared", "rslave", "slave"))


def is_path(source: str) -> bool:
    """Whether a source is a path and no name: it starts with ``.``, ``/``, ``~``, two backslashes or a drive."""
    return source.startswith((".", "/", "~", "\\\\")) or is_drive(source[:1], source[1:2])


def is_drive(before: str, char: str) -> bool:
    """Whether a colon stands behind the letter of a drive, and so parts nothing."""
    return char == ":" and len(before) == 1 and before.isalpha()
