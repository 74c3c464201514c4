"""Questions to an engine as a container with its socket could ask them: nothing is run, nothing pulled, nothing left.

An image is made on the spot of an empty archive, a container of it is created and never started, and read through the
archive interface. ``--mount`` and never ``-v``: the engine would make a missing directory in the VM.
"""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from colima_guard.errors import GuardError
from colima_guard.host.machine import Host
from colima_guard.host.programs import Completed
from colima_guard.host.values import MAX_BYTES
from colima_guard.live.guest import Silent
from colima_guard.model.instance import EngineClient

#: seconds for one question
PATIENCE = 30.0
#: what a container is labelled with, and its name begins with, so that a later command finds what a killed one left
LABEL = "colima-guard.verify"
#: an archive without a file (POSIX tar: two blocks of zeros)
_EMPTY_ARCHIVE = bytes(1024)
#: what engines say of a bind whose source is not there (Docker; Podman)
_MISSING = ("bind source path does not exist", "no such file or directory")
_ABSENT = ("Could not find the file", "no such file or directory", "not found")


class Engine(NamedTuple):
    """An engine with the image that is probed with."""

    host: Host
    client: EngineClient
    image: str
    run_id: str

    def read(self, directory: str, name: str) -> str | None:
        """What a container could read of a file of ours in a directory of the VM; ``None`` where that is not there.

        Raises ``Silent``.
        """
        source = _field(f"src={directory}")
        container = f"colima-guard-{self.run_id}-{secrets.token_hex(4)}"
        try:
            made = self._ask(
                *("create", "--name", container, "--label", f"{LABEL}={self.run_id}", "--network", "none"),
                *("--mount", f"type=bind,{source},dst=/canary,readonly", self.image, "/nothing"),
            )
            if made.code != 0:
                if _says(made, _MISSING):
                    return None
                raise Silent(f"the engine made no container: {_first(made)}")
            got = self._ask("cp", f"{container}:/canary/{name}", "-")
            if got.code == 0:
                return got.out
            if _says(got, _ABSENT):
                return None
            raise Silent(f"the engine gave no file: {_first(got)}")
        finally:
            # also where it was not said to be made: an answer that came too late is none
            self._ask("rm", "--force", container)

    def _ask(self, *arguments: str) -> Completed:
        return ask(self.host, self.client, *arguments)


def ask(host: Host, client: EngineClient, *arguments: str) -> Completed:
    """What a client answers. Raises ``Silent`` where it cannot be started, or does not answer in time."""
    try:
        done = host.run([*client.argv, *arguments], timeout=PATIENCE, env=dict(client.env))
    except GuardError as error:
        raise Silent(error.what) from error
    if done.code is None:
        raise Silent(f"the engine did not answer within {PATIENCE:g} seconds")
    if len(done.out) >= MAX_BYTES:
        raise Silent("the engine answered more than can be read")
    return done


@contextmanager
def probing(host: Host, client: EngineClient) -> Iterator[Engine]:
    """An engine ready to be probed; its image is gone afterwards. Raises ``Silent``."""
    run_id = secrets.token_hex(8)
    image = f"colima-guard-verify:{run_id}"
    with tempfile.TemporaryDirectory(prefix="colima-guard-") as directory:
        archive = os.path.join(directory, "empty.tar")
        with open(archive, "xb") as file:
            file.write(_EMPTY_ARCHIVE)
        made = ask(host, client, "import", archive, image)
    if made.code != 0:
        raise Silent(f"the engine took no image: {_first(made)}")
    try:
        yield Engine(host, client, image, run_id)
    finally:
        ask(host, client, "rmi", "--force", image)


def sweep(host: Host, client: EngineClient) -> None:
    """Removes the containers and images that a killed command has left in an engine. Raises ``Silent``."""
    left = ask(host, client, "ps", "--all", "--quiet", "--filter", f"label={LABEL}")
    for container in left.out.split() if left.code == 0 else ():
        ask(host, client, "rm", "--force", container)
    images = ask(host, client, "images", "--quiet", "colima-guard-verify")
    for image in images.out.split() if images.code == 0 else ():
        ask(host, client, "rmi", "--force", image)


def _field(text: str) -> str:
    """A field of the comma separated value that ``--mount`` is (docker/cli, opts/mount.go: encoding/csv)."""
    return '"' + text.replace('"', '""') + '"' if any(mark in text for mark in ',"\n\r') else text


def _says(done: Completed, words: tuple[str, ...]) -> bool:
    return any(word in done.err for word in words)


def _first(done: Completed) -> str:
    return (next(iter(done.err.strip().splitlines()), "") or f"it ended with {done.code}")[:200]
