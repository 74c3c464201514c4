"""A ``wsl.conf`` or ``.wslconfig`` as text, locked without being anywhere.

The directories are no matter to either text. A distribution's are lines of its fstab; and whoever has ``.wslconfig``
rendered wants what it alone can say, which is that no file of Windows is served, an allowed one neither.
"""

from __future__ import annotations

from collections.abc import Mapping

from colima_guard.backends.interface import Renders
from colima_guard.backends.shared.render import not_rendered
from colima_guard.backends.wsl.exposure import command_that_mounts
from colima_guard.backends.wsl.values import CONF, CONFIG
from colima_guard.formats.refused import EditRefused
from colima_guard.formats.wsl.edit import edit, paste_block
from colima_guard.formats.wsl.read import read
from colima_guard.formats.wsl.statement import Dialect
from colima_guard.host.machine import Host
from colima_guard.model.allowlist import Allowlist
from colima_guard.model.release import Release


class WslConfig(Renders):
    """The text ``wslconfig`` of `colima-guard render`."""

    def render(self, host: Host, text: bytes, allow: Allowlist, *, release: Release | None, confine: bool) -> bytes:
        """The text with ``hostFileSystemAccess=false``."""
        return rendered(text, Dialect.CONFIG, CONFIG)


def render_conf(text: bytes) -> bytes:
    """A ``wsl.conf`` by which nothing is mounted but what the fstab lists.

    Raises ``GuardError`` also for one whose command at the start may mount more.
    """
    after = rendered(text, Dialect.CONF, CONF)
    if (command := command_that_mounts(read(after, Dialect.CONF))) is not None:
        raise not_rendered(None, f"boot.command may mount more: {command.value}", "", who="WSL")
    return after


def rendered(text: bytes, dialect: Dialect, values: Mapping[str, str]) -> bytes:
    """The text with these values. Raises ``GuardError`` where that cannot be proved."""
    try:
        return edit(text, dialect, values)
    except EditRefused as refused:
        what = "first lines" if dialect is Dialect.CONF else "[wsl2] section"
        raise not_rendered(refused.line, refused.reason, paste_block(values), who="WSL", what=what) from refused
