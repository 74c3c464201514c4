"""What a project asks of the machine, as values: its services, their binds, and what makes one as strong as the VM."""

from __future__ import annotations

from typing import Literal

from colima_guard.model.named_tuple import NamedTuple
from colima_guard.model.share import Access

#: what clients of engines take the address of one from
ENGINE_VARIABLES = ("DOCKER_HOST", "DOCKER_CONTEXT", "CONTAINER_HOST", "CONTAINERD_ADDRESS", "BUILDKIT_HOST")

Kind = Literal["compose", "devcontainer"]
WhenMissing = Literal["empty", "fails"]
Origin = Literal["bind", "volume", "secret", "config", "device", "workspace", "feature", "label", "inherited"]


class Where(NamedTuple):
    """A place in a file: lines and columns count from 1."""

    file: str
    line: int | None = None
    column: int | None = None


class Bind(NamedTuple):
    """A host path that a container is given. ``source`` is absolute and clean, as the client would send it."""

    source: str
    target: str
    access: Access
    #: what the client makes of a source that is not there; ``None`` where that cannot be told
    when_missing: WhenMissing | None
    origin: Origin
    where: Where
    #: mount propagation, as written; empty for the default
    propagation: str = ""


class Unknown(NamedTuple):
    """Something that cannot be told, in words, and where it stands."""

    why: str
    where: Where
    #: it may be set where the project is started; what comes of it where it is not is read all the same
    unset: bool = False


class Strength(NamedTuple):
    """A setting that gives a container more than its own: what it is, as written, and where it stands."""

    #: the key of the setting in Compose's words: ``privileged``, ``cap_add``, ``pid``, ``devices`` ...
    key: str
    value: str
    where: Where


class Service(NamedTuple):
    """One container that a project starts."""

    name: str
    binds: tuple[Bind, ...] = ()
    #: whether it is given the engine's socket by other means than a bind; ``None`` where that cannot be told
    uses_api_socket: bool | None = False
    privileged: bool = False
    strengths: tuple[Strength, ...] = ()
    #: variables that lead to an engine (``DOCKER_HOST`` and its kin), name and value
    environment: tuple[tuple[str, str], ...] = ()
    image: str = ""
    unknown: tuple[Unknown, ...] = ()


class Project(NamedTuple):
    """One Compose project or devcontainer, as its program would start it."""

    kind: Kind
    directory: str
    files: tuple[str, ...]
    services: tuple[Service, ...] = ()
    #: commands that it runs on the host itself, outside of any VM
    host_commands: tuple[Strength, ...] = ()
    #: why its program refuses it, or it cannot be read; ``services`` is then what can be told of it all the same
    error: str | None = None
    #: what cannot be told of the project as a whole, and each reason of ``error`` with its place
    unknown: tuple[Unknown, ...] = ()

    @property
    def place(self) -> Where:
        """The file that it is known by: the first that is no file of variables; its directory where it has none."""
        named = (file for file in self.files if file.endswith((".yaml", ".yml", ".json", ".jsonc")))
        return Where(next(named, self.files[0] if self.files else self.directory))
