"""The containerd of a guest, asked by the ``nerdctl`` in it: it has no socket on the host.

As docker is asked (``engine``), with what nerdctl (1.7 to 2.3) does otherwise: it takes an archive of an image and not
of files; whether a file can be bound it looks up at ``create``, as the engine would at the start; ``cp`` to standard
output is there since 2.0 alone, and writes into a file named ``-`` before, so that it is not used.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import posixpath
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass

from colima_guard.errors import GuardError
from colima_guard.host.machine import Host
from colima_guard.live import engine as engines
from colima_guard.live.engine import EMPTY_ARCHIVE, IMAGE, PATIENCE, Engine, Seen, first
from colima_guard.live.guest import Guest, Silent
from colima_guard.model.instance import EngineClient

#: Colima's containerd is root's, and so is Rancher Desktop's (d048437, resources/darwin/bin/nerdctl: `rdctl shell sudo
#: nerdctl`; which socket it has, the guest's own nerdctl knows, assets/scripts/nerdctl). Lima's is the user's (183a60d,
#: cmd/nerdctl.lima), or root's with `containerd.system`. Both can be there
_WAYS = (("sudo", "-n", "nerdctl"), ("nerdctl",))
#: prints the number of each way by which a containerd answers, and ``none`` where there is no nerdctl
_ANSWERING = (
    "command -v nerdctl >/dev/null || { echo none; exit; }; "
    "if sudo -n nerdctl ps --quiet >/dev/null 2>&1; then echo 0; fi; "
    "if nerdctl ps --quiet >/dev/null 2>&1; then echo 1; fi; echo end"
)
_LOAD = 'archive=$1; shift; printf %s "$archive" | base64 -d | "$@" load'
_MACHINES = {"x86_64": "amd64", "aarch64": "arm64", "arm64": "arm64"}


def clients(guest: Guest) -> Iterator[EngineClient]:
    """Each containerd that answers in a guest; none in one without ``nerdctl``. Raises ``Silent``."""
    shell = guest.shell
    client = EngineClient("sh", tuple(shell.running("sh", "-c", _ANSWERING)), shell.env)
    words = engines.ask(guest.host, client, patience=guest.patience).out.split()
    if words[-1:] == ["none"]:
        return
    if words[-1:] != ["end"]:
        raise Silent("the VM does not tell whether it has a containerd")
    found = [way for number, way in enumerate(_WAYS) if str(number) in words]
    if not found:
        raise Silent("nerdctl is there, and no containerd answers it")
    yield from (EngineClient("nerdctl", (*shell.argv, *way), shell.env) for way in found)


@dataclass(frozen=True)
class InGuest(Engine):
    """A containerd, with the guest that it runs in."""

    guest: Guest

    def seen(self, directory: str, name: str, content: str) -> Seen | None:
        """Whether a container could be given a file of ours, by its name alone."""
        return "bound" if self.holds(posixpath.join(directory, name)) else None

    def copies(self, container: str, path: str) -> bool:
        """Not to be told: ``cp`` is not used."""
        raise Silent("the VM does not let its processes be looked into")


def given(guest: Guest, host: Host, client: EngineClient, run_id: str) -> Engine:
    """A containerd, given an image of nothing for a run. Raises ``Silent``."""
    machine = _MACHINES.get(guest.machine())
    if machine is None:
        raise Silent("the VM's processor is none that an image can be made for")
    image = f"{IMAGE}:{run_id}"
    archive = base64.b64encode(_archive(image, machine)).decode()
    by = client.argv[len(guest.shell.argv) :]
    argv = [*guest.shell.argv, "sh", "-c", _LOAD, "sh", archive, *by]
    try:
        made = host.run(argv, timeout=PATIENCE, env=dict(client.env))
    except GuardError as error:
        raise Silent(error.what) from error
    if made.code != 0:
        raise Silent(f"the engine took no image: {first(made)}")
    return InGuest(host, client, image, run_id, guest)


def _archive(image: str, machine: str) -> bytes:
    """An image with one layer in which nothing is, as ``docker save`` has it."""
    layer = f"sha256:{hashlib.sha256(EMPTY_ARCHIVE).hexdigest()}"
    config = {"architecture": machine, "os": "linux", "config": {}, "rootfs": {"type": "layers", "diff_ids": [layer]}}
    files = {
        "layer.tar": EMPTY_ARCHIVE,
        "config.json": json.dumps(config).encode(),
        "manifest.json": json.dumps(
            [{"Config": "config.json", "RepoTags": [image], "Layers": ["layer.tar"]}],
        ).encode(),
    }
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return data.getvalue()
