"""What ``cidata.iso`` says of the shares: Lima makes it anew at every start (pkg/cidata)."""

from __future__ import annotations

from dataclasses import dataclass

from colima_guard.backends.lima.running.iso9660 import read_files
from colima_guard.host.machine import Host
from colima_guard.host.values import Unreadable
from colima_guard.model.share import Access

_ENV, _USER_DATA = "lima.env", "user-data"
#: Apple's translator of x86 programs, attached by the driver itself: no directory of the user's
_ROSETTA = "vz-rosetta"


@dataclass(frozen=True, slots=True)
class CidataMount:
    """A mount as the guest is told of it. Tag and access are ``None`` for reverse-sshfs, which has no such lines."""

    mount_point: str
    tag: str | None = None
    access: Access | None = None


@dataclass(frozen=True, slots=True)
class Cidata:
    """``driver`` is Lima's ``vmType``, ``transport`` its ``mountType``."""

    driver: str
    transport: str
    mounts: tuple[CidataMount, ...]


def read_cidata(host: Host, path: str, since_ns: int) -> Cidata:
    """What the image of the start at ``since_ns`` says. Raises ``Unreadable`` with the reason where it is not that."""
    found = host.stat(path)
    files = read_files(host, path, (_ENV, _USER_DATA)) if found else None
    if found is None or files is None:
        raise Unreadable(f"{path} is missing")
    if found.mtime_ns < since_ns:
        raise Unreadable(f"{path} is older than this start")
    if len(files) < 2:
        raise Unreadable(f"{path} does not hold {_ENV} and {_USER_DATA}")
    variables = _variables(_text(files[_ENV]), path)
    try:
        points = [variables[f"MOUNTS_{number}_MOUNTPOINT"] for number in range(int(variables["MOUNTS"]))]
        driver, transport = variables["VMTYPE"], variables["MOUNTTYPE"]
    except (KeyError, ValueError):
        raise Unreadable(f"the {_ENV} of {path} does not say what is mounted") from None
    if transport not in ("9p", "virtiofs"):
        return Cidata(driver, transport, tuple(CidataMount(point) for point in points))
    mounts = tuple(_mounts(_text(files[_USER_DATA]), path))
    if [mount.mount_point for mount in mounts] != points:
        raise Unreadable(f"the two files of {path} name different mount points")
    return Cidata(driver, transport, mounts)


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def _variables(text: str, path: str) -> dict[str, str]:
    """The ``LIMA_CIDATA_`` variables without that beginning."""
    found: dict[str, str] = {}
    for line in filter(None, text.split("\n")):
        name, equals, value = line.partition("=")
        name = name.removeprefix("LIMA_CIDATA_")
        # a mount point with a line break in it could say anything of the others
        if not equals or found.setdefault(name, value) != value:
            raise Unreadable(f"the {_ENV} of {path} has a line that is not understood")
    return found


def _mounts(text: str, path: str) -> list[CidataMount]:
    """The lines ``- [TAG, MOUNT POINT, TYPE, "OPTIONS", "0", "0"]``, where only the mount point is free text."""
    found = []
    for line in _block(text):
        body = line.removeprefix("- [").removesuffix(', "0", "0"]')
        tag, _, rest = body.partition(", ")
        parts = rest.rsplit(", ", 2)
        if not line.startswith("- [") or not line.endswith(', "0", "0"]') or len(parts) != 3:
            raise Unreadable(f"the {_USER_DATA} of {path} has a mount that is not understood")
        if tag == _ROSETTA:
            continue
        mode = parts[2].strip('"').partition(",")[0]
        if mode not in ("ro", "rw"):
            raise Unreadable(f"the {_USER_DATA} of {path} has a mount that is neither ro nor rw")
        found.append(CidataMount(parts[0], tag, Access(mode)))
    return found


def _block(text: str) -> list[str]:
    lines = text.split("\n")
    if "mounts:" not in lines:
        return []
    rest = lines[lines.index("mounts:") + 1 :]
    end = next((at for at, line in enumerate(rest) if not line.startswith("- ")), len(rest))
    return rest[:end]
