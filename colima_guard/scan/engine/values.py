"""An engine: how it is asked, where it runs, and what it said."""

from __future__ import annotations

from colima_guard.model.instance import EngineClient, Shell
from colima_guard.model.named_tuple import NamedTuple
from colima_guard.scan.container.values import Container
from colima_guard.scan.engine.shadow import Shadow


class Way(NamedTuple):
    """How an engine can be asked; without a client ``error`` says why it is not."""

    #: for a person: ``unix:///var/run/docker.sock``, ``podman``, ``limactl shell dev nerdctl``
    endpoint: str
    #: the instance that it runs in; empty for this machine itself
    instance: str
    client: EngineClient | None = None
    #: runs a command in its VM, to see what lies there
    shell: Shell | None = None
    error: str | None = None
    #: of containerd, where it is not its default one: the names of its containers begin with it
    namespace: str = ""


class Engine(NamedTuple):
    """An engine with its containers, running and stopped."""

    #: ``docker``, ``podman`` or ``nerdctl``; empty where none was asked
    client: str
    endpoint: str
    #: the instance that it runs in; empty for this machine itself
    instance: str
    containers: tuple[Container, ...] = ()
    #: why it did not answer: there may be containers then that nobody told of
    error: str | None = None
    #: directories of its VM that stand where one of the host was meant, where that was looked for
    shadows: tuple[Shadow, ...] = ()

    @property
    def title(self) -> str:
        """How it is called where it is told of: ``docker on colima/default``, ``docker at unix:///run/docker.sock``."""
        name = self.client or "the engine"
        return f"{name} on {self.instance}" if self.instance else f"{name} at {self.endpoint}"
