"""The shares in the command lines that Lima logs, which are words with blanks between them and nothing escaped.

A path that cannot be told from what stands around it is ``Unexplained``: never a guess.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from colima_guard.model.share import Access

_NINE_P, _VIRTIOFS, _KRUN = " -virtfs ", " -device vhost-user-fs-pci,", " --device virtio-fs,"


class Unexplained(Exception):
    """Something that attaches a directory, and that is not as Lima writes it."""


@dataclass(frozen=True, slots=True)
class LogShare:
    """A directory that was attached. ``tag`` with 9p and virtiofs, ``mount_point`` with reverse-sshfs only;
    ``access`` is ``None`` where the command line does not say it."""

    location: str
    tag: str | None = None
    mount_point: str | None = None
    access: Access | None = None


def qemu_shares(argv: str, daemons: Iterable[str]) -> tuple[str | None, list[LogShare]]:
    """Transport and shares of a QEMU (qemu.go Cmdline), and of the virtiofsd that were started for it."""
    plain = [_nine_p(part) for part in argv.split(_NINE_P)[1:]]
    served = [_served(part, list(daemons)) for part in argv.split(_VIRTIOFS)[1:]]
    # by $QEMU_SYSTEM_X86_64 others can be added, in forms that Lima does not use
    others = " -fsdev " in argv or "virtio-9p" in argv
    others |= argv.count("mount_tag=") != len(plain) or argv.count("vhost-user-fs") != len(served)
    if others or (plain and served):
        raise Unexplained("QEMU was started with a share that Lima does not write")
    return "9p" if plain else "virtiofs" if served else None, plain + served


def _nine_p(text: str) -> LogShare:
    """``local,mount_tag=TAG,path=PATH,security_model=MODEL[,readonly=on]`` and what follows."""
    tag, _, rest = text.partition(",path=")
    path, model, rest = rest.partition(",security_model=")
    options = rest.partition(" ")[0].split(",")
    if not tag.startswith("local,mount_tag=") or not model or options[1:] not in ([], ["readonly=on"]):
        raise Unexplained("QEMU was started with a -virtfs that Lima does not write")
    return LogShare(_told(path), tag.removeprefix("local,mount_tag="), access=Access.RO if options[1:] else Access.RW)


def _served(text: str, daemons: list[str]) -> LogShare:
    """``queue-size=N,chardev=char-virtiofs-N,tag=TAG`` and what follows."""
    options = dict(option.partition("=")[::2] for option in text.partition(" ")[0].split(","))
    number = options.get("chardev", "").removeprefix("char-virtiofs-")
    start = f"vhostCmd[{number}].Args: ["
    daemon = next((message for message in daemons if message.startswith(start)), "")
    location = daemon.removesuffix("]").partition(" --shared-dir ")[2]
    if "tag" not in options or not location:
        raise Unexplained("QEMU was started with a virtiofs share whose directory is not logged")
    return LogShare(_told(location), options["tag"])


def krunkit_shares(argv: str) -> tuple[str | None, list[LogShare]]:
    """Transport and shares of a krunkit (krunkit_darwin_arm64.go Cmdline)."""
    shares = []
    for text in argv.split(_KRUN)[1:]:
        location, tag, rest = text.removeprefix("sharedDir=").partition(",mountTag=")
        if not text.startswith("sharedDir=") or not tag:
            raise Unexplained("krunkit was started with a share that Lima does not write")
        shares.append(LogShare(_told(location), rest.partition(" ")[0]))
    if argv.count("sharedDir=") != len(shares):
        raise Unexplained("krunkit was started with a share that Lima does not write")
    return "virtiofs" if shares else None, shares


def _told(path: str) -> str:
    """The path, if it is whole and the program takes it as it stands: a comma ends it for QEMU and krunkit."""
    if not path.startswith("/") or "," in path:
        raise Unexplained(f"a share is attached by a path that cannot be told: {path!r}")
    return path
