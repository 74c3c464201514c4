"""What shows a file to the user of this machine, as a double click would."""

from __future__ import annotations

from typing import TYPE_CHECKING

from colima_guard.errors import GuardError

if TYPE_CHECKING:
    from colima_guard.host.machine import Host

#: each followed by the path; the first that is there is taken. Never a shell: ``start`` of Windows is one of cmd.exe
_VIEWERS = {
    "macos": (("open",),),
    "linux": (("xdg-open",), ("wslview",)),
    "windows": (("rundll32", "url.dll,FileProtocolHandler"),),
}


def show(host: Host, path: str) -> None:
    """Opens a file with the program that is set for it, and does not wait for that. Raises ``GuardError``."""
    for name, *rest in _VIEWERS[host.platform]:
        program = host.which(name)
        if program is not None:
            if host.start([program, *rest, path]) in (0, None):
                return
            raise GuardError(f"{name} could not open {path}", why="it ended with an error", do=f"open {path} yourself")
    wanted = " or ".join(viewer[0] for viewer in _VIEWERS[host.platform])
    raise GuardError(f"{path} was not opened", why=f"there is no {wanted} on PATH", do="open it yourself")
