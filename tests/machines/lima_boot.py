"""The directory of a running instance, as a start leaves it: ``ha.pid``, the log, ``cidata.iso``."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from colima_guard.backends.lima.running.attachments import Attachments, Candidates, attachments
from colima_guard.backends.lima.running.iso9660 import SECTOR
from colima_guard.backends.lima.running.tags import tag
from colima_guard.host.machine import Host

#: the start, in seconds since 1970
START = 1_700_000_000


def line(message: str, after: int = 0, level: str = "debug") -> str:
    """A line of the host agent, so many seconds after the start."""
    time = datetime.fromtimestamp(START + after, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return json.dumps({"level": level, "msg": message, "time": time}, separators=(",", ":")) + "\n"


FIRST = line('Using internal driver "qemu"')
SETTLED = line("Waiting for the guest agent to be running", 60)


def record(name: bytes, first: int, size: int, *, rock_ridge: bytes = b"", flags: int = 0) -> bytes:
    """A directory record (ECMA-119, 9.1)."""
    both = [number.to_bytes(4, "little") + number.to_bytes(4, "big") for number in (first, size)]
    body = b"\0" + both[0] + both[1] + bytes(7) + bytes([flags, 0, 0]) + b"\1\0\0\1" + bytes([len(name)]) + name
    body += bytes(len(name) % 2 == 0)
    if rock_ridge:
        body += b"NM" + bytes([5 + len(rock_ridge), 1, 0]) + rock_ridge
    body += bytes(len(body) % 2 == 0)
    return bytes([len(body) + 1]) + body


def iso(files: Mapping[str, bytes], *, rock_ridge: bool = True, size: int | None = None) -> bytes:
    """An image with these files in its root directory. ``size``: what it says of each, if not the truth."""
    root, data, at = record(b"\0", 18, SECTOR, flags=2) + record(b"\1", 18, SECTOR, flags=2), b"", 19
    for number, (name, content) in enumerate(sorted(files.items())):
        short = b"FILE%d.;1" % number if rock_ridge else name.upper().replace("-", "_").encode() + b";1"
        full = name.encode() if rock_ridge else b""
        root += record(short, at, len(content) if size is None else size, rock_ridge=full)
        padded = content + bytes(-len(content) % SECTOR)
        data, at = data + padded, at + len(padded) // SECTOR
    head = bytearray(SECTOR)
    head[:7] = b"\1CD001\1"
    head[128:132] = SECTOR.to_bytes(2, "little") + SECTOR.to_bytes(2, "big")
    head[156:190] = record(b"\0", 18, SECTOR, flags=2)
    return bytes(16 * SECTOR) + bytes(head) + bytes(SECTOR) + root.ljust(SECTOR, b"\0") + data


def cidata(transport: str, *mounts: tuple[str, str, str], driver: str = "qemu") -> bytes:
    """The image for mounts (tag, mount point, ro or rw)."""
    env = f"LIMA_CIDATA_NAME=n1\nLIMA_CIDATA_MOUNTS={len(mounts)}\n"
    env += "".join(f"LIMA_CIDATA_MOUNTS_{n}_MOUNTPOINT={point}\n" for n, (_, point, _) in enumerate(mounts))
    env += f"LIMA_CIDATA_MOUNTTYPE={transport}\nLIMA_CIDATA_VMTYPE={driver}\n"
    data = "#cloud-config\n\ngrowpart:\n  mode: auto\n"
    if transport != "reverse-sshfs":
        data += 'mounts:\n- [vz-rosetta, /mnt/lima-rosetta, virtiofs, defaults, "0", "0"]\n'
        data += "".join(f'- [{tag}, {point}, {transport}, "{mode},nofail", "0", "0"]\n' for tag, point, mode in mounts)
    data += "timezone: Etc/UTC\nusers:\n- name: me\n"
    return iso({"lima.env": env.encode(), "meta-data": b"", "user-data": data.encode()})


ME, WORK = tag("/Users/me", "/Users/me", ":"), tag("/Users/me/work", "/work", ":")
CANDIDATES = [("/Users/me", "/Users/me"), ("/Users/me/work", "/work")]


def virtfs(name: str, path: str, more: str = "") -> str:
    return f" -virtfs local,mount_tag={name},path={path},security_model=none{more}"


def qemu(*more: str) -> str:
    return FIRST + line(f"qCmd.Args: [/usr/bin/qemu -m 2048 -device qemu-xhci{''.join(more)} -name lima-n1]")


BOTH = qemu(virtfs(ME, "/Users/me", ",readonly=on"), virtfs(WORK, "/Users/me/work"))
BOTH_IMAGE = cidata("9p", (ME, "/Users/me", "ro"), (WORK, "/work", "rw"))
BOTH_SHARES = [("/Users/me", "/Users/me", "ro", "9p"), ("/Users/me/work", "/work", "rw", "9p")]


def sshfs(
    location: str, mount_point: str, server: str | None = "", ssh: str = "-o allow_other", quote: str = "`"
) -> str:
    """How a reverse-sshfs mount is logged; ``server`` are the flags of OpenSSH's server, ``None`` the built-in one."""
    text = line(f"Mounting {quote}{location}{quote} on {quote}{mount_point}{quote}", 60, "info")
    command = f'/usr/bin/ssh [ssh -p 1 127.0.0.1 -- sshfs ":{location}" "{mount_point}" -o slave {ssh}]'
    text += line(f"executing ssh for remote sshfs: {command}", 60)
    if server is not None:
        arguments = f"/usr/lib/sftp-server -e -d {location.replace('%', '%%')}{server}"
        text += line(f"executing OpenSSH SFTP Server: /usr/lib/sftp-server [{arguments}]", 60)
    return text


SSHFS = qemu() + sshfs("/Users/me", "/Users/me", " -R") + sshfs("/Users/me/work", "/work")
SSHFS_IMAGE = cidata("reverse-sshfs", ("", "/Users/me", ""), ("", "/work", ""))
SSHFS_SHARES = [(*share[:3], "reverse-sshfs") for share in BOTH_SHARES]


@dataclass
class Boot:
    """An instance that was started at ``START``."""

    dir: Path

    def log(self, text: str | bytes, at: int = START + 90) -> Boot:
        return self._put("ha.stderr.log", text if isinstance(text, bytes) else text.encode(), at)

    def image(self, data: bytes, at: int = START + 1) -> Boot:
        return self._put("cidata.iso", data, at)

    def _put(self, name: str, data: bytes, at: int) -> Boot:
        (self.dir / name).write_bytes(data)
        os.utime(self.dir / name, (at, at))
        return self

    def attached(self, candidates: Candidates = ()) -> Attachments:
        return attachments(Host({"HOME": str(self.dir)}, "linux"), str(self.dir), START * 10**9, candidates)

    def shares(self, candidates: Candidates = ()) -> list[tuple[str, str | None, str, str]]:
        """What is attached, as (location, mount point, access, transport). Fails where that is not known."""
        found = self.attached(candidates)
        assert found.shares is not None, found.why
        return [(share.location, share.mount_point, str(share.access), share.transport.name) for share in found.shares]

    def why(self, candidates: Candidates = ()) -> str:
        """Why it is not known. Fails where it is."""
        found = self.attached(candidates)
        assert found.shares is None and found.why is not None, found.shares
        return found.why
