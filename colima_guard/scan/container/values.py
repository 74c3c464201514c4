"""A container that exists, and what it can reach."""

from __future__ import annotations

from collections.abc import Mapping

from colima_guard.model.named_tuple import NamedTuple
from colima_guard.scan.project import Bind, Strength


class Container(NamedTuple):
    """One container. Sources of binds are paths of the machine that its engine runs on: of the VM, if there is one."""

    name: str
    id: str
    #: ``docker``, ``podman`` or ``nerdctl``
    engine: str
    image: str
    running: bool
    binds: tuple[Bind, ...]
    #: whether it holds the socket of an engine on its machine; ``None`` where that cannot be told
    socket: bool | None
    #: whether it can do all that its machine can; ``None`` where that cannot be told
    vm_root: bool | None
    #: what ``socket`` and ``vm_root`` rest on, or why they cannot be told, the strongest first
    why: tuple[str, ...]
    strengths: tuple[Strength, ...] = ()
    #: variables that lead to an engine
    environment: tuple[tuple[str, str], ...] = ()
    labels: Mapping[str, str] = {}
    #: the number of its first process in the machine that its engine runs on; 0 where it does not run
    process: int = 0
    #: what cannot be told of its binds
    unknown: tuple[str, ...] = ()
    #: what of ``why`` is about the socket
    socket_why: tuple[str, ...] = ()
    #: what beside the socket makes it as strong as its machine
    root_why: tuple[str, ...] = ()
    #: what beside the socket may make it so
    root_doubts: tuple[str, ...] = ()
