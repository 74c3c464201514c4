"""What becomes of a bind whose source is not in the VM: each client does another thing with it, and most say nothing.

Tried with docker 28.2 on engines 20.10 and 29, Compose 2.40.3 and 5.6.0, podman 4.3.1 and nerdctl 2.3.5.
"""

from __future__ import annotations

from typing import Literal

from colima_guard.host.values import Kind
from colima_guard.model.named_tuple import NamedTuple
from colima_guard.scan.project import Bind, WhenMissing

#: what starts a container: by podman's Docker API any client of docker's
Client = Literal["docker", "compose", "podman", "podman API", "nerdctl", "nerdctl compose"]


class Made(NamedTuple):
    """What the container gets: the worse outcome, because it is the silent one, where it cannot be told; and words."""

    outcome: WhenMissing
    words: str


def made(bind: Bind, client: Client, kind: Kind | None) -> Made | None:
    """What a client makes of a bind that goes out of the VM's sight. ``kind`` is what lies there on the host now.

    ``None`` where that changes nothing: what is nowhere fails today, too.
    """
    when, why = _when(bind, client)
    if when == "fails":
        return Made("fails", f"will not start: {why}") if kind is not None else None
    doubt = f", or will not start: {why}" if when is None else ""
    if kind is None:
        return Made("empty", f"will be made in the VM, and not on your disk{doubt}")
    if kind != "dir":
        words = "will be an empty directory and not the file; where its image has a file there, it will not start"
        return Made("empty", f"{words}{doubt}")
    return Made("empty", f"will be an empty directory, of root{doubt}")


def _when(bind: Bind, client: Client) -> tuple[WhenMissing | None, str]:
    """What the client does, and why it is that."""
    if bind.origin == "volume":  # the engine mounts it itself: no client makes it
        return "fails", "the directory of its volume will not be there"
    if client == "podman":
        return "fails", "podman refuses a source that is not there"
    if client in ("podman API", "nerdctl compose") and bind.origin not in ("secret", "config", "device"):
        return "empty", ""
    if bind.when_missing == "fails":
        return "fails", f"{_NAMES[client]} refuses a source that is not there"
    if bind.when_missing == "empty":
        return "empty", ""
    if client == "nerdctl":
        return None, "nerdctl makes it for -v and refuses it for --mount"
    return None, "releases of Compose differ in that"


_NAMES: dict[Client, str] = {
    "docker": "docker",
    "compose": "docker",
    "podman": "podman",
    "podman API": "docker",
    "nerdctl": "nerdctl",
    "nerdctl compose": "nerdctl",
}
