"""Volumes of the driver ``local`` that are host directories under another name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from colima_guard.model.share import Access

#: types of a local volume that are nothing of the machine's: its own memory, or another machine's
OF_ELSEWHERE = ("tmpfs", "ramfs", "nfs", "nfs4", "cifs", "smb3", "smbfs")
#: types that are no file system: what the device is, the other options say
_NO_TYPE = ("", "none", "bind", "rbind", "overlay")


def machine_file_system(options: Mapping[str, str]) -> str | None:
    """The file system of its machine that a local volume is, in words; ``None`` for one that is none.

    Engines mount whatever type is named: ``proc`` is the machine's own ``/proc``, writable; ``virtiofs`` or ``9p``
    with the tag of a share is that share once more; ``ext4`` is a disk.
    """
    kind = options.get("type", "").strip()
    if kind in (*_NO_TYPE, *OF_ELSEWHERE):
        return None
    return " ".join(part for part in (kind, options.get("device", ""), options.get("o", "")) if part)


def host_directories(options: Mapping[str, str]) -> Iterator[tuple[str, Access]]:
    """The host directories that the options of a local volume lead to: a bind's device, an overlay's layers.

    The options are those of mount(8): a bind is told by ``bind`` or ``rbind`` in ``o``, or as ``type``.
    """
    words = [word.strip() for word in options.get("o", "").split(",")]
    device, kind = options.get("device", ""), options.get("type", "")
    access = Access.RO if "ro" in words else Access.RW
    if device and ({"bind", "rbind"} & set(words) or kind in ("bind", "rbind")):
        yield device, access
    if kind != "overlay":
        return
    for word in words:
        key, _, value = word.partition("=")
        if key.strip("+") in ("lowerdir", "upperdir", "workdir", "datadir"):
            for directory in value.split(":"):
                if directory:
                    yield directory, Access.RO if key.startswith("lower") else access
