"""The distributions that Windows knows, by its registry; and which of them run."""

from __future__ import annotations

import re

from colima_guard.errors import GuardError
from colima_guard.host.machine import Host
from colima_guard.model.named_tuple import NamedTuple

#: ``wsl -l`` prints names in a language and in UTF-16, and not all that counts
QUERY = ("reg.exe", "query", r"HKCU\Software\Microsoft\Windows\CurrentVersion\Lxss", "/s")
#: the key that holds that one, and is on every Windows
ABOVE = ("reg.exe", "query", r"HKCU\Software\Microsoft\Windows\CurrentVersion")
#: starts nothing: the service is asked
RUNNING = ("wsl.exe", "-l", "--running", "-q")
#: seconds: both answer at once, but a service that starts
_PATIENCE = 15.0
#: asks nothing but the program itself; a WSL that comes with Windows does not know it
VERSION = ("wsl.exe", "--version")
#: the first of which the source is known: it reads hostFileSystemAccess and safeMode
_KNOWN = (2, 5, 8)
_NUMBER = re.compile(r"(\d+)\.(\d+)\.(\d+)")
_KEY = re.compile(r"HKEY_[A-Z_]+\\.*\\Lxss\\(\{[0-9A-Fa-f-]+\})\Z", re.IGNORECASE)
_VALUE = re.compile(r"\s+(\S+)\s+(REG_[A-Z_]+)\s*(.*?)\Z")
#: flags of a distribution (src/windows/wslinstall, LXSS_DISTRO_FLAGS): drives are mounted; it is one of WSL 2
_DRIVES, _IN_VM = 0x4, 0x8
#: other programs make these, and make them anew as they please; and whose they are
_MANAGED = (
    (re.compile(r"docker-desktop(-data)?\Z", re.IGNORECASE), "Docker Desktop"),
    (re.compile(r"rancher-desktop(-data)?\Z", re.IGNORECASE), "Rancher Desktop"),
    (re.compile(r"podman-", re.IGNORECASE), "Podman"),
    (re.compile(r"lima-", re.IGNORECASE), "Lima"),
)


class Registered(NamedTuple):
    """A distribution as the registry has it."""

    name: str
    #: whether WSL may mount drives in it
    drives: bool
    #: the user's number in it
    uid: int

    @property
    def manager(self) -> str | None:
        """The program whose distribution it is, ``None`` for one of the user's."""
        return next((title for name, title in _MANAGED if name.match(self.name)), None)


def registered(host: Host) -> list[Registered]:
    """All distributions of WSL 2. Raises ``GuardError`` where the registry does not say."""
    done = host.run(list(QUERY), timeout=_PATIENCE)
    found = list(_distributions(done.out))
    if not found and not _says_none(host, done.code, done.out):
        said = next((line.strip() for line in (done.err or done.out).splitlines() if line.strip()), "nothing")
        raise GuardError(f"`{' '.join(QUERY)}` says: {said}")
    return [one for one in found if one is not None]


def _says_none(host: Host, code: int | None, out: str) -> bool:
    """Whether there is no distribution. It ends with 1 for a key that is not there, and where it must not look."""
    if code != 1:
        return code == 0 and (not out.strip() or "HKEY_" in out)
    done = host.run(list(ABOVE), timeout=_PATIENCE)
    keys = [line.strip().lower() for line in done.out.splitlines() if line.startswith("HKEY_")]
    return done.code == 0 and bool(keys) and not any(key.endswith("\\lxss") for key in keys)


def _distributions(text: str) -> list[Registered | None]:
    keys: list[dict[str, str]] = []
    for line in text.splitlines():
        if _KEY.match(line.strip()):
            keys.append({})
        elif line.startswith("HKEY_"):
            keys.append({"": line})  # another key: its values are no distribution's
        elif keys and (value := _VALUE.match(line)) is not None:
            keys[-1][value[1].lower()] = value[3].strip()
    return [_distribution(values) for values in keys if "distributionname" in values]


def _distribution(values: dict[str, str]) -> Registered | None:
    # `Version` is that of its file system, and stays when it is moved into the VM (LxssUserSession.cpp SetVersion)
    flags = _number(values.get("flags"), 0xF)
    if not flags & _IN_VM:
        return None  # WSL 1 is no VM: its processes are the user's own, on Windows itself
    return Registered(values["distributionname"], bool(flags & _DRIVES), _number(values.get("defaultuid"), 1000))


def _number(text: str | None, default: int) -> int:
    try:
        return default if text is None else int(text, 0)
    except ValueError:
        return default


def reads_config(host: Host) -> bool:
    """Whether the installed WSL is one whose source is known; not where it does not say its release."""
    try:
        done = host.run(list(VERSION), timeout=_PATIENCE, env={"WSL_UTF8": "1"})
    except GuardError:
        return False
    lines = done.out.replace("\0", "").splitlines()
    # its own comes first, and then those of its parts
    found = _NUMBER.search(lines[0]) if done.code == 0 and lines else None
    return found is not None and tuple(map(int, found.groups())) >= _KNOWN


def running(host: Host) -> frozenset[str]:
    """The names of those that run, in lower case; none where that cannot be told, for then none may be looked into."""
    try:
        done = host.run(list(RUNNING), timeout=_PATIENCE, env={"WSL_UTF8": "1"})
    except GuardError:
        return frozenset()
    # older ones print UTF-16 all the same: of each letter a byte, and a zero
    return frozenset(
        line.strip("\ufeff\ufffd \r").lower() for line in done.out.replace("\0", "").split("\n") if line.strip()
    )
