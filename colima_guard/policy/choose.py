"""Which policy holds: the saved one, that of another text, or the saved one within a project."""

from __future__ import annotations

from colima_guard.errors import UsageError
from colima_guard.host.machine import Host
from colima_guard.host.own_files import policy_path
from colima_guard.model.named_tuple import NamedTuple
from colima_guard.model.policy import Policy
from colima_guard.policy.load import load, parsed
from colima_guard.policy.text import PolicyError


class Chosen(NamedTuple):
    """A policy other than the saved one: with its ``text`` it is saved, without it holds for this once."""

    policy: Policy
    text: bytes | None = None


def saved(host: Host) -> Policy:
    """The saved policy. Raises ``UsageError`` where there is none yet."""
    policy = load(host)
    if not policy.saved:
        raise UsageError(
            "there is no policy yet",
            why=f"{policy.path} does not exist, so nothing says what the VMs may see",
            do="colima-guard lock ~/projects",
        )
    return policy


def applicable(host: Host, project: str | None) -> Policy:
    """The saved policy, or the empty one, narrowed by a project's file where one is named."""
    policy = load(host)
    if project is None:
        return policy
    from colima_guard.policy.project import narrowed

    return narrowed(host, policy, project)


def from_file(host: Host, name: str) -> Chosen:
    """The policy in a file, or on standard input for ``-``, as one to be saved. Raises ``PolicyError``."""
    if name == "-":
        from colima_guard.host.standard_input import whole_input

        data: bytes | None = whole_input()
    else:
        path = name if name.startswith("/") else f"{host.cwd}/{name}"
        if host.kind(path) == "dir":
            raise UsageError(f"{name} is a directory", do="name a policy file, or - for standard input")
        data = host.read(path)
    if data is None:
        raise UsageError(f"{name}: there is no such file", do="name a policy file, or - for standard input")
    try:
        policy = parsed(host, policy_path(host), data)
    except PolicyError as error:
        # its lines are those of the text that was given
        shown = "the policy on standard input" if name == "-" else name
        raise PolicyError(error.what.replace(policy_path(host), shown, 1), why=error.why, do=error.do) from error
    return Chosen(policy, data)
