"""What must not be allowed, and why: the home as such, the system, what decides about VMs, and secrets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from colima_guard.backends.interface import Backend
from colima_guard.errors import GuardError
from colima_guard.host.links import links_on
from colima_guard.host.machine import Host
from colima_guard.host.own_files import cache_dir
from colima_guard.host.secret_files import secret_places
from colima_guard.model.allowlist import Allowed, writable
from colima_guard.model.named_tuple import NamedTuple
from colima_guard.model.paths import Paths, is_within, overlap
from colima_guard.model.secrets import Secret
from colima_guard.model.shell import word
from colima_guard.policy.grounds import Grounds, meeting

#: these themselves must not be allowed
_SYSTEM = (
    *("/", "/home", "/Users", "/root", "/opt", "/tmp", "/var", "/private", "/private/tmp", "/private/var", "/usr"),
    *("/usr/local", "/Library", "/Applications", "/Volumes", "/mnt", "/media", "/srv", "/nix", "/snap", "/var/tmp"),
)
#: nor these with anything below them
_SYSTEM_TREES = (
    *("/bin", "/sbin", "/lib", "/lib64", "/boot", "/dev", "/etc", "/proc", "/sys", "/run", "/var/run", "/System"),
    *("/usr/bin", "/usr/sbin", "/usr/lib", "/private/etc", "/private/var/run", "/private/var/db", "/var/lib", "/cores"),
)


class OffLimits:
    """All that must not be allowed on this machine, to ask of many directories."""

    def __init__(self, host: Host, backends: Iterable[Backend]) -> None:
        self._home = host.realpath(host.home)
        self._trees = Paths(_windows_trees(host) if host.platform == "windows" else _SYSTEM_TREES)
        self._grounds = Grounds(host, backends)
        places = host.once(secret_places)
        self._secrets = {place.real: place for place in reversed(places)}
        self._all = Paths(self._secrets)
        self._there = Paths(place.real for place in places if place.present or place.planned)
        self._cache = cache_dir(host)
        self._real_cache = host.realpath(self._cache)

    def reason(self, real: str) -> str | None:
        """Why a directory must not be allowed, ``None`` when it may be. ``real`` has its links resolved."""
        if is_within(self._home, real):
            return "it is your home" if real == self._home else "it holds your home"
        if real in _SYSTEM or self._trees.above(real):
            return "it is a system directory"
        ground = self._grounds.reached(real)
        if ground is not None:
            return f"it holds, or lies in, {ground.said}"
        found = meeting(real, self._all, self._there)
        if found is not None:
            place = self._secrets[found]
            return f"it holds, or lies in, {place.path} ({_worth(place.secret)})"
        if overlap(real, self._real_cache):
            return f"it holds, or lies in, {self._cache}, where `check` keeps its last answer"
        return None


def _worth(secret: Secret) -> str:
    return "programs or start-up files that you run" if secret.sort in ("startup", "programs") else "secrets"


def _windows_trees(host: Host) -> list[str]:
    named = ("SystemRoot", "ProgramFiles", "ProgramFiles(x86)", "ProgramData")
    return [host.realpath(path) for name in named if (path := host.env(name))]


def must_not_be(typed: str, real: str, reason: str, do: str = "") -> GuardError:
    """The refusal of a directory that must not be allowed, with what it leads to.

    ``do`` where no ``--dangerous`` helps.
    """
    if not do:
        do = f"name another directory, or say --dangerous {word(typed)} to take it all the same"
    leads = "" if real == typed else f", which leads to {real},"
    return GuardError(
        f"{typed}{leads} must not be allowed: {reason}",
        why="whatever runs in the VM could then reach what the lock is for",
        do=do,
    )


def not_to_be_named(typed: str, real: str, reason: str) -> GuardError:
    """The refusal by a command that has no ``--dangerous``, and takes what the policy holds."""
    do = "name another directory, or write this one with `dangerous: true` into the policy and leave out --allow"
    return must_not_be(typed, real, reason, do)


def refuse_undeclared(host: Host, entries: Iterable[Allowed], backends: Sequence[Backend]) -> None:
    """Refuses entries of the saved policy to which nobody said ``--dangerous``. Raises ``GuardError``."""
    for entry in entries:
        if entry.undeclared:
            reason = forbidden(host, entry.path, backends) or ""
            do = "take it out of the policy, or write `dangerous: true` beside it there"
            raise must_not_be(entry.typed, entry.path, reason, do)


def forbidden(host: Host, real: str, backends: Iterable[Backend]) -> str | None:
    """Why a directory must not be allowed, ``None`` when it may be. ``real`` has its links resolved."""
    with host.steady():
        return OffLimits(host, backends).reason(real)


class Led(NamedTuple):
    """A directory that is named by a link which lies in another one where VMs may write."""

    entry: Allowed
    writable: str

    @property
    def said(self) -> str:
        return f"{self.entry.typed} goes through a link in {self.writable}"


def led_from_writable(host: Host, entries: Sequence[Allowed]) -> Led | None:
    """The first of these directories of which what runs in a VM decides where it lies; ``None`` where there is none."""
    roots = writable(entries)
    for entry in entries:
        for link in links_on(host, entry.typed, entry.path):
            if (root := roots.holding(link)) is not None:
                return Led(entry, root)
    return None
