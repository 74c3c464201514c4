"""Where Finch's files lie (pkg/path/finch_remote.go at v1.18.0): below the directory of the program, for all users."""

from __future__ import annotations

import os
import posixpath

from colima_guard.backends.lima.layout import Home
from colima_guard.host.machine import Host
from colima_guard.model.named_tuple import NamedTuple

NAME = "finch"
#: the name of its only instance in Lima
MACHINE = "finch"
_INSTALLED = "/Applications/Finch"


class Root(NamedTuple):
    """The directory of the program."""

    path: str

    @property
    def lima_home(self) -> Home:
        return Home(posixpath.join(self.path, "lima/data"), picked=True)

    @property
    def base(self) -> str:
        """The file that its VM is made from."""
        return posixpath.join(self.path, "os/finch.yaml")

    @property
    def limactl(self) -> str:
        return posixpath.join(self.path, "lima/bin/limactl")

    @property
    def socket(self) -> str:
        """That of its daemon, which speaks Docker's language (portForwards in finch.yaml.d/mac.yaml)."""
        return posixpath.join(self.lima_home.dir(MACHINE), "sock/finch.sock")


def root(host: Host) -> Root:
    """Two above the program that ``finch`` leads to, where one is on ``PATH``; else where its installer puts it."""
    planted = host.planted_program(NAME)
    found = host.which(NAME) or (planted.path if planted is not None else None)
    if found is not None:
        path = posixpath.normpath(posixpath.join(host.realpath(found), "../.."))
        # a VM that was made starts without the file that it was made from
        if any(host.look(posixpath.join(path, one)) is not None for one in ("os/finch.yaml", "lima/data")):
            return Root(path)
    return Root(_INSTALLED)


def settings(host: Host) -> str:
    """The user's settings."""
    if host.platform == "windows":
        return os.path.join(
            host.env("LOCALAPPDATA") or os.path.join(host.home, "AppData", "Local"), ".finch", "finch.yaml"
        )
    return posixpath.join(host.home, ".finch/finch.yaml")
