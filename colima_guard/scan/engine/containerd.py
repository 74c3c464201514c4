"""The containerd of an instance without a socket of docker, as the ``nerdctl`` in its VM has it."""

from __future__ import annotations

from collections.abc import Iterator

from colima_guard.backends import abilities
from colima_guard.backends.registry import backend
from colima_guard.errors import GuardError
from colima_guard.host.machine import Host
from colima_guard.judge.row import Row
from colima_guard.model.instance import EngineClient, Shell
from colima_guard.scan.engine.values import Way

#: the namespace of containerd in which Kubernetes has its containers (containerd, ``pkg/cri/constants``)
KUBERNETES = "k8s.io"

#: seconds within which a VM says by which way a containerd of it answers
_PATIENCE = 5.0


def by_nerdctl(host: Host, row: Row) -> Iterator[Way]:
    """The containerd of an instance without a socket of docker, where its VM has ``nerdctl``."""
    shell = abilities.shell(backend(row.instance.backend), host, row.instance)
    if shell is None:
        return
    from colima_guard.live import nerdctl
    from colima_guard.live.guest import Guest, Silent

    try:
        found = list(nerdctl.clients(Guest(host, shell, _PATIENCE)))
    except Silent as silent:
        yield Way(" ".join(shell.argv), row.instance.name, error=silent.what)
        return
    for client in found:
        yield Way(" ".join(client.argv), row.instance.name, client, shell)
        yield from _of_kubernetes(host, row, client.argv, shell)


def _of_kubernetes(host: Host, row: Row, argv: tuple[str, ...], shell: Shell) -> Iterator[Way]:
    """The pods of a Kubernetes on the same containerd, which `nerdctl ps` does not list.

    Asked only where that namespace is there: the client makes directories for one that it is asked of.
    """
    named = (*argv, "--namespace", KUBERNETES)
    try:
        done = host.run([*argv, "namespace", "ls", "--quiet"], timeout=_PATIENCE, env=dict(shell.env))
    except GuardError as error:
        yield Way(" ".join(named), row.instance.name, error=error.what)
        return
    if done.code != 0:
        why = "it did not answer in time" if done.code is None else "it did not tell of its namespaces"
        yield Way(" ".join(named), row.instance.name, error=why)
    elif KUBERNETES in done.out.split():
        client = EngineClient("nerdctl", named, shell.env)
        yield Way(" ".join(named), row.instance.name, client, shell, namespace=KUBERNETES)
