"""A guest to ask: a mount namespace that has of the home what is shared; `limactl shell` leads into it."""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Sequence
from functools import cache

from colima_guard.backends.lima.running.tags import tag
from tests.conftest import Machine
from tests.machines.lima_boot import START, Boot, cidata, qemu, virtfs


@cache
def can_be_had() -> str | None:
    """Why no namespace can be had here, ``None`` where one can."""
    try:
        done = subprocess.run(["unshare", "--mount", "true"], capture_output=True, timeout=20, check=False)
    except OSError as error:
        return f"unshare cannot be run: {error}"
    return None if done.returncode == 0 else "a mount namespace needs root"


def boot(
    machine: Machine, *shares: str, read_only: Sequence[str] = (), kind: str = "9p", remounts: bool = False
) -> None:
    """Lets `limactl shell` lead into a guest with these directories of the home, each at its own path.

    Its list of mounts names them as Lima attaches them; those of ``read_only`` are mounted so, and with ``remounts``
    only until its root mounts them anew, as by virtiofs under QEMU.
    """
    home, around = str(machine.home), machine.home.parent
    names = {share: os.path.normpath(os.path.join(home, share)) for share in shares}
    lines = ["PATH=/usr/sbin:/usr/bin:/sbin:/bin", "mount --make-rprivate /"]
    for number, path in enumerate(names.values()):
        kept = shlex.quote(f"{around}/stage/{number}")
        lines += [f"mkdir -p {kept}", f"mount --bind {shlex.quote(path)} {kept}"]
    lines.append(f"mount -t tmpfs tmpfs {shlex.quote(home)}")
    for number, (share, path) in enumerate(names.items()):
        point = shlex.quote(path)
        lines += [f"mkdir -p {point}", f"mount --bind {shlex.quote(f'{around}/stage/{number}')} {point}"]
        if share in read_only:
            lines.append(f"[ -e {shlex.quote(f'{around}/writable')} ] || mount -o remount,bind,ro {point}")
    # as 9p: mounted anew, and held by the host all the same
    script = "#!/bin/sh\ncase $2 in remount,rw | remount,ro) ;; *) exit 1 ;; esac\n"
    if remounts:
        flag = shlex.quote(f"{around}/writable")
        script = f"#!/bin/sh\ncase $2 in remount,rw) : > {flag} ;; remount,ro) rm {flag} ;; *) exit 1 ;; esac\n"
    machine.write("../shim/mount", script, 0o755)
    _print_mounts(machine, names, kind, read_only)
    lines.append(f'PATH={shlex.quote(str(around))}/shim:$PATH exec "$@"')
    inside = machine.write("../guest", "#!/bin/sh\nset -e\n" + "\n".join(lines) + "\n", 0o755)
    machine.command("limactl", f'shift 4\nexec /usr/bin/unshare --mount {shlex.quote(str(inside))} "$@"')


def _print_mounts(machine: Machine, names: dict[str, str], kind: str, read_only: Sequence[str]) -> None:
    """Puts a ``cat`` before the real one that prints the list of mounts as a VM would have it."""
    tagged = "".join(
        f"{number} 1 0:{number} / {path} {'ro' if share in read_only else 'rw'} - {kind} {tag(path, path, ':')} rw\\n"
        for number, (share, path) in enumerate(names.items(), start=100)
    )
    text = f"1 0 254:0 / / rw - ext4 /dev/vda rw\\n{tagged}"
    script = f'#!/bin/sh\n[ "$1" = /proc/self/mountinfo ] || exec /bin/cat "$@"\nprintf {shlex.quote(text)}\n'
    machine.write("../shim/cat", script, 0o755)


def started(machine: Machine, *shares: str, instance: str = ".colima/_lima/colima") -> None:
    """Lets an instance run since some time ago, with these directories of the home attached by the log of its start."""
    paths = [os.path.normpath(machine.home / share) for share in shares]
    machine.write(f"{instance}/lima.yaml", "{}\n")
    pid = machine.write(f"{instance}/ha.pid", f"{os.getpid()}\n")
    os.utime(pid, (START, START))
    machine.starts[os.getpid()] = START
    boot_log = Boot(machine.home / instance)
    boot_log.log(qemu(*(virtfs(tag(path, path, ":"), path) for path in paths)))
    boot_log.image(cidata("9p", *((tag(path, path, ":"), path, "rw") for path in paths)))
