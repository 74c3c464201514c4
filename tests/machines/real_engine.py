"""A real engine in a pretended VM: Debian's ``dockerd`` in a mount namespace of its own.

The namespace is the VM: of the home it has what is shared and nothing else, ``/run`` is its own, and the engine
listens there. What a container reaches can so be tried.
"""

from __future__ import annotations

import io
import os
import shutil
import signal
import subprocess
import sys
import tarfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

#: seconds within which an engine listens
_PATIENCE = 60.0
#: runs runc without the right to raise limits where the machine that tests run on has not got it itself
_RUNC = """\
#!{python}
import json, os, sys
argv = sys.argv[1:]
flag = "--bundle" if "create" in argv else "--process" if "exec" in argv else ""
if flag in argv:
    path = argv[argv.index(flag) + 1] + ("/config.json" if flag == "--bundle" else "")
    line = next(line for line in open("/proc/self/status") if line.startswith("CapBnd"))
    if not int(line.split()[1], 16) >> 24 & 1:
        config = json.load(open(path))
        for names in (config.get("process", config).get("capabilities") or {{}}).values():
            names[:] = [name for name in names if name != "CAP_SYS_RESOURCE"]
        json.dump(config, open(path, "w"))
os.execvp("runc", ["runc", *argv])
"""
#: makes the VM: the home is empty but for the shares, each bound to where the VM has it
_VM = """\
set -e
lab=$1; home=$2; shift 2
mkdir -p "$lab/host"
mount --bind "$home" "$lab/host"
mount -t tmpfs vm "$home"
# as systemd has all of a VM
mount --make-shared "$home"
mount -t tmpfs vm /run
while [ "$1" != -- ]; do
    mkdir -p "$2"
    mount --bind "$lab/host/$1" "$2"
    shift 2
done
shift
umount "$lab/host"
exec "$@"
"""
_PING = """\
import ctypes, os, socket, sys
libc = ctypes.CDLL(None, use_errno=True)
namespace = os.open(f"/proc/{sys.argv[1]}/ns/mnt", os.O_RDONLY)
assert libc.setns(namespace, 0) == 0, os.strerror(ctypes.get_errno())
with socket.socket(socket.AF_UNIX) as client:
    client.settimeout(10)
    client.connect(sys.argv[2])
    client.sendall(b"GET /containers/json HTTP/1.0\\r\\n\\r\\n")
    print(client.recv(100).decode("latin-1").splitlines()[0])
"""


class Engine:
    """The engine, by the socket at which it listens for the host."""

    def __init__(self, lab: Path, vm: int) -> None:
        self.socket = lab / "docker.sock"
        #: a process in the namespace that is the VM
        self.vm = vm

    def __call__(self, *argv: str, stdin: bytes | None = None) -> str:
        """What the client prints. Fails the test where it fails."""
        done = self.tries(*argv, stdin=stdin)
        assert done.returncode == 0, (argv, done.stderr.decode())
        return done.stdout.decode().strip()

    def tries(self, *argv: str, stdin: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
        command = ["docker", "--host", f"unix://{self.socket}", *argv]
        return subprocess.run(command, input=stdin, capture_output=True, timeout=120, check=False)

    def start(self, name: str, *options: str) -> None:
        """A container that sleeps."""
        self("run", "--detach", "--name", name, "--network=none", *options, "busybox:1", "sleep", "1000")

    def in_vm(self, script: str, *arguments: str) -> None:
        """Runs a script in the VM."""
        argv = ["nsenter", "--target", str(self.vm), "--mount", "sh", "-c", script, "sh", *arguments]
        subprocess.run(argv, check=True, timeout=60)

    def inside(self, name: str, *command: str) -> str | None:
        """What a command in a container prints; ``None`` where it fails."""
        done = self.tries("exec", name, *command)
        return done.stdout.decode().strip() if done.returncode == 0 else None

    def answers_inside(self, name: str, path: str) -> bool:
        """Whether an engine answers at a path, for a process with the files of a container."""
        pid = self("inspect", "--format", "{{.State.Pid}}", name)
        argv = [sys.executable, "-c", _PING, pid, path]
        done = subprocess.run(argv, capture_output=True, text=True, timeout=60, check=False)
        return "200 OK" in done.stdout


def image() -> bytes:
    """The root of an image, as a tar archive: a static busybox under each of its names."""
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as archive:
        directory = tarfile.TarInfo("bin")
        directory.type, directory.mode = tarfile.DIRTYPE, 0o755
        archive.addfile(directory)
        archive.add(os.path.realpath(shutil.which("busybox") or ""), "bin/busybox")
        for name in ("sh", "cat", "ls", "sleep", "test", "touch", "true"):
            link = tarfile.TarInfo(f"bin/{name}")
            link.type, link.linkname = tarfile.SYMTYPE, "busybox"
            archive.addfile(link)
    return data.getvalue()


def lacking(*programs: str) -> str | None:
    """Why no engine can be started here; ``None`` where one can be."""
    if sys.platform != "linux" or os.geteuid() != 0:
        return "an engine is started by root, on Linux"
    missing = [name for name in (*programs, "busybox", "unshare", "nsenter") if shutil.which(name) is None]
    if missing:
        return f"{', '.join(missing)} is not installed"
    if b"ld-linux" in Path(os.path.realpath(shutil.which("busybox") or "")).read_bytes()[:4096]:
        return "the busybox that is installed is not static"
    file = subprocess.run(["unshare", "--mount", "true"], capture_output=True, check=False)
    return None if file.returncode == 0 else "no mount namespace can be made here"


@contextmanager
def running(lab: Path, home: Path, shares: dict[str, str]) -> Iterator[Engine]:
    """An engine whose VM has these directories of the home, each at the path that is given."""
    why = lacking("docker", "dockerd", "runc", "containerd")
    if why is not None:
        pytest.skip(why)
    wrapper = lab / "runc"
    wrapper.write_text(_RUNC.format(python=sys.executable))
    wrapper.chmod(0o755)
    (lab / "daemon.json").write_text("{}")
    mounts = [word for pair in shares.items() for word in pair]
    options = {
        "--config-file": lab / "daemon.json",
        "--data-root": lab / "data",
        "--exec-root": lab / "exec",
        "--pidfile": lab / "docker.pid",
        "--storage-driver": "vfs",
        "--bridge": "none",
        "--add-runtime": f"narrow={wrapper}",
        "--default-runtime": "narrow",
    }
    argv = ["dockerd", "--iptables=false", "-H", f"unix://{lab}/docker.sock", "-H", "unix:///run/docker.sock"]
    argv += [str(word) for pair in options.items() for word in pair]
    command = ["unshare", "--mount", "--propagation", "private", "sh", "-c", _VM, "vm", str(lab), str(home)]
    with (lab / "log").open("wb") as log:
        process = subprocess.Popen([*command, *mounts, "--", *argv], stdout=log, stderr=log, stdin=subprocess.DEVNULL)
    engine = Engine(lab, process.pid)
    try:
        _wait(engine, process, lab)
        engine("import", "-", "busybox:1", stdin=image())
        yield engine
    finally:
        if process.poll() is None:
            ids = engine.tries("ps", "--quiet").stdout.decode().split()
            if ids:
                engine.tries("kill", *ids)
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(engine: Engine, process: subprocess.Popen[bytes], lab: Path) -> None:
    end = time.monotonic() + _PATIENCE
    while engine.tries("version").returncode != 0:
        if process.poll() is not None or time.monotonic() > end:
            pytest.skip(f"no engine starts here: {(lab / 'log').read_text(errors='replace')[-300:]}")
        time.sleep(0.2)
