"""WSL as a backend: its distributions, what each of them sees of Windows, and how that becomes less."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from colima_guard.backends.interface import Backend, HasTrace, Locks, Renders, Restarts
from colima_guard.backends.wsl import layout
from colima_guard.host.machine import Host
from colima_guard.model.allowlist import Allowlist
from colima_guard.model.instance import Instance, Restart
from colima_guard.model.plan import Unit
from colima_guard.model.release import Release
from colima_guard.model.share import Exposure

if TYPE_CHECKING:
    from colima_guard.backends.wsl.instance import Distribution


class Wsl(Backend, Locks, Renders, Restarts, HasTrace):
    """The backend ``wsl``. What a machine without it does not need is imported where it is used."""

    name = "wsl"

    def find(self, host: Host, releases: Mapping[str, Release], *, asked_for: bool = False) -> Sequence[Distribution]:
        """The distributions; nothing where WSL is not installed, and then no program is run."""
        if not layout.trace(host):
            return []
        from colima_guard.backends.wsl.find import find

        return find(host)

    def exposures(self, host: Host, instance: Instance, *, every_class: bool) -> Sequence[Exposure]:
        """Its own next start, and that of each other distribution of the VM that sees something else."""
        from colima_guard.backends.wsl.exposure import ways

        return list(ways(_distribution(instance)))

    def trace(self, host: Host) -> bool:
        """What an installation leaves on Windows; a distribution, from inside."""
        return layout.trace(host)

    def own_directories(self, host: Host) -> Sequence[str]:
        """``.wslconfig``."""
        return layout.own_directories(host) if layout.trace(host) else ()

    def lock(self, host: Host, instances: Sequence[Instance], allow: Allowlist, *, confine: bool) -> Sequence[Unit]:
        """A unit for each distribution; for an empty allowlist one for ``.wslconfig`` besides."""
        from colima_guard.backends.wsl.edit import units

        return units(host, [_distribution(one) for one in instances], allow)

    def unshareable(self, path: str) -> str | None:
        """A path with a comma or a semicolon: WSL joins it with others by those."""
        from colima_guard.backends.shared.guest_path import unprintable
        from colima_guard.backends.wsl.fstab import unwritable

        return unprintable(path) or unwritable(path)

    def render(self, host: Host, text: bytes, allow: Allowlist, *, release: Release | None, confine: bool) -> bytes:
        """A ``wsl.conf`` by which a distribution mounts what its fstab lists and nothing more."""
        from colima_guard.backends.wsl.render import render_conf

        return render_conf(text)

    def restart(self, host: Host, instance: Instance) -> Restart | None:
        """``wsl --shutdown``, for all distributions are one VM; named alone where it would stop us too."""
        if not instance.running:
            return None
        found = _distribution(instance)
        why = "it stops every distribution, and the next start reads the files"
        return Restart(instance.name, (("wsl.exe", "--shutdown"),), (), 1, why, ours=found.inside)


def _distribution(instance: Instance) -> Distribution:
    from colima_guard.backends.wsl.instance import Distribution

    assert isinstance(instance, Distribution)
    return instance
