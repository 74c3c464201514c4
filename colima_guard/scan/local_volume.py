"""Volumes of the driver ``local`` that are host directories under another name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from colima_guard.model.share import Access


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
