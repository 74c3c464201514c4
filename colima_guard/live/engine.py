"""Questions to an engine as a container with its socket could ask them: nothing is run, nothing pulled, nothing left.

An image is made on the spot of an empty archive, a container of it is created and never started, and read through the
archive interface. ``--mount`` and never ``-v``: the engine would make a missing directory in the VM.
"""

from __future__ import annotations

import os
import re
import secrets
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Literal

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
IMAGE = "colima-guard-verify"
#: an archive without a file (POSIX tar: two blocks of zeros)
EMPTY_ARCHIVE = bytes(1024)
#: what engines say of a bind whose source is not there (Docker, Podman; Docker Desktop's own proxy)
_MISSING = re.compile(
    r"bind source path does not exist|\bl?stat(?:fs)? [^\n]*: no such file or directory|is not shared from the host"
)
#: and of a file that is not in a container
_ABSENT = re.compile(r"Could not find the file|could not find the file|could not be found (?:on|in) (?:the )?container")


#: what a container could do with a file of ours: it was read, or could be given, or something else lies there
Seen = Literal["read", "bound", "found"]


@dataclass(frozen=True)
class Engine:
    """An engine with the image that is probed with."""

    host: Host
    client: EngineClient
    image: str
    run_id: str

    def seen(self, directory: str, name: str, content: str) -> Seen | None:
        """What a container could do with a file of ours in a directory of the VM; ``None`` where that is not there.

        Raises ``Silent``.
        """
        with self._bound(directory) as container:
            if container is None:
                return None
            got = self._ask("cp", f"{container}:/canary/{name}", "-")
            if got.code == 0:
                return "read" if content in got.out else "found"
            if _ABSENT.search(got.err):
                return None
            raise Silent(f"the engine gave no file: {first(got)}")

    def holds(self, path: str) -> bool:
        """Whether anything lies at a path of the VM, by whether it could be bound; none of it is read.

        Raises ``Silent``.
        """
        with self._bound(path) as container:
            return container is not None

    @contextmanager
    def _bound(self, path: str) -> Iterator[str | None]:
        """A container that is given a path of the VM, never started; ``None`` where nothing lies there."""
        container = f"colima-guard-{self.run_id}-{secrets.token_hex(4)}"
        try:
            made = self._ask(
                # an image that somebody has removed meanwhile must not be looked for elsewhere
                *("create", "--pull", "never", "--name", container, "--label", f"{LABEL}={self.run_id}"),
                *("--network", "none"),
                *("--mount", f"type=bind,{_field(f'src={path}')},dst=/canary,readonly", self.image, "/nothing"),
            )
            if made.code != 0 and not _MISSING.search(made.err):
                raise Silent(f"the engine made no container: {first(made)}")
            yield container if made.code == 0 else None
        finally:
            # also where it was not said to be made: an answer that came too late is none
            with suppress(Silent):
                self._ask("rm", "--force", container)

    def copies(self, container: str, path: str) -> bool:
        """Whether a file of ours can be copied out of a container. Raises ``Silent``."""
        got = self._ask("cp", f"{container}:{path}", "-")
        if got.code != 0 and not _ABSENT.search(got.err):
            raise Silent(f"the engine gave no file: {first(got)}")
        return got.code == 0

    def _ask(self, *arguments: str) -> Completed:
        return ask(self.host, self.client, *arguments)


def ask(host: Host, client: EngineClient, *arguments: str, patience: float = PATIENCE) -> Completed:
    """What a client answers. Raises ``Silent`` where it cannot be started, or not within ``patience`` seconds."""
    try:
        done = host.run([*client.argv, *arguments], timeout=patience, env=dict(client.env))
    except GuardError as error:
        raise Silent(error.what) from error
    if done.code is None:
        raise Silent(f"the engine did not answer within {patience:g} seconds")
    if len(done.out) >= MAX_BYTES:
        raise Silent("the engine answered more than can be read")
    return done


def docker(host: Host, client: EngineClient, run_id: str) -> Engine:
    """An engine that is asked from here, given an image for a run. Raises ``Silent``."""
    engine = Engine(host, client, f"{IMAGE}:{run_id}", run_id)
    with tempfile.TemporaryDirectory(prefix="colima-guard-") as directory:
        archive = os.path.join(directory, "empty.tar")
        with open(archive, "xb") as file:
            file.write(EMPTY_ARCHIVE)
        made = ask(host, client, "import", archive, engine.image)
    if made.code != 0:
        raise Silent(f"the engine took no image: {first(made)}")
    return engine


@contextmanager
def probing(host: Host, client: EngineClient, run_id: str, given: Callable[..., Engine] = docker) -> Iterator[Engine]:
    """An engine ready to be probed by a run; its image is gone afterwards. Raises ``Silent``.

    ``given`` gives it an image.
    """
    try:
        yield given(host, client, run_id)
    finally:
        with suppress(Silent):
            ask(host, client, "rmi", "--force", f"{IMAGE}:{run_id}")


def sweep(host: Host, client: EngineClient, is_running: Callable[[str], bool]) -> None:
    """Removes the containers and images that killed runs have left in an engine. Raises ``Silent``.

    ``is_running`` tells by the name of a run whether its command still runs: what is of that one stays.
    """
    shown = f'{{{{.ID}}}} {{{{.Label "{LABEL}"}}}}'
    left = ask(host, client, "ps", "--all", "--filter", f"label={LABEL}", "--format", shown)
    for container, run_id in _pairs(left):
        if not is_running(run_id):
            ask(host, client, "rm", "--force", container)
    images = ask(host, client, "images", "--format", "{{.ID}} {{.Tag}}", IMAGE)
    for _, run_id in _pairs(images):
        if not is_running(run_id):
            ask(host, client, "rmi", "--force", f"{IMAGE}:{run_id}")


def _pairs(done: Completed) -> Iterator[tuple[str, str]]:
    """An ID and the name of a run on each line."""
    for line in done.out.splitlines() if done.code == 0 else ():
        words = line.split()
        if len(words) == 2 and words[1].isalnum():
            yield words[0], words[1]


def _field(text: str) -> str:
    """A field of the comma separated value that ``--mount`` is (docker/cli, opts/mount.go: encoding/csv)."""
    return '"' + text.replace('"', '""') + '"' if any(mark in text for mark in ',"\n\r') else text


def first(done: Completed) -> str:
    """The first line of why something failed."""
    return (next(iter(done.err.strip().splitlines()), "") or f"it ended with {done.code}")[:200]
