"""A real podman: what is said that its containers are given is tried in them."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from colima_guard.host.machine import Host
from colima_guard.judge.row import Selection
from colima_guard.judge.survey import survey
from colima_guard.policy import load as policies
from colima_guard.scan.engine.containers import running_and_stopped
from tests.machines.real_engine import image, lacking

#: what a machine without the right to raise limits takes
_LIMITS = ("--ulimit", "nofile=1024:1024", "--ulimit", "nproc=4000:4000")


class Podman:
    """Podman with a store of its own."""

    def __init__(self, top: Path) -> None:
        self.top = top
        store = top / "storage.conf"
        store.write_text(f'[storage]\ndriver = "vfs"\ngraphroot = "{top}/root"\nrunroot = "{top}/run"\n')
        self.environ = {"HOME": str(top), "PATH": os.environ["PATH"], "CONTAINERS_STORAGE_CONF": str(store)}

    def __call__(self, *argv: str, stdin: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
        command = ["podman", *argv]
        return subprocess.run(command, input=stdin, env=self.environ, capture_output=True, timeout=120, check=False)

    def start(self, name: str, *options: str) -> None:
        argv = ("run", "--detach", "--name", name, "--network=none", *_LIMITS, *options)
        done = self(*argv, "busybox:1", "sleep", "1000")
        if done.returncode != 0:
            pytest.skip(f"podman runs no container here: {done.stderr.decode()[-300:]}")


@pytest.fixture(scope="module")
def podman() -> Iterator[Podman]:
    why = lacking("podman")
    if why is not None:
        pytest.skip(why)
    with tempfile.TemporaryDirectory(prefix="cg-", ignore_cleanup_errors=True) as top:
        client = Podman(Path(top).resolve())
        for name in ("shop", "notes"):
            (client.top / name).mkdir()
            (client.top / name / "file").write_text(f"of {name}")
        try:
            done = client("import", "-", "busybox:1", stdin=image())
            if done.returncode != 0:
                pytest.skip(f"podman keeps no image here: {done.stderr.decode()[-300:]}")
            client.start("shop", "-v", f"{client.top}/shop:/w:ro")
            client.start("heir", "--volumes-from", "shop")
            yield client
        finally:
            client("rm", "--all", "--force", "--time", "0")


def test_what_its_containers_are_given(podman: Podman) -> None:
    host = Host({**podman.environ, "DOCKER_HOST": "ssh://nowhere"}, "linux", (), "x86_64", str(podman.top))
    looked = survey(host, policies.load(host), Selection(("colima",)))
    (engine,) = (one for one in running_and_stopped(host, looked) if one.endpoint == "podman")
    assert (engine.error, engine.instance) == (None, "")
    told = {one.name: [(bind.source, bind.access.value) for bind in one.binds] for one in engine.containers}
    assert told == {name: [(f"{podman.top}/shop", "ro")] for name in ("shop", "heir")}
    for name in told:
        assert podman("exec", name, "cat", "/w/file").stdout == b"of shop"
        assert podman("exec", name, "touch", "/w/file").returncode != 0
