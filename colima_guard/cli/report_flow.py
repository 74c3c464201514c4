"""What a report is made of, looked at once: for ``report``, ``lock --report`` and ``status --map``."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from colima_guard.errors import GuardError, UsageError
from colima_guard.host.machine import Host
from colima_guard.judge.row import Selection, Survey
from colima_guard.model.policy import Policy

if TYPE_CHECKING:
    from colima_guard.lock.proposal import Proposal
    from colima_guard.scan.engine.values import Engine

#: where a page goes that nobody names a file for
DEFAULT = "colima-guard-report.html"


def document(
    host: Host,
    looked: Survey,
    proposal: Proposal | None = None,
    directories: Sequence[str] = (),
    engines: Sequence[Engine] | None = None,
) -> dict[str, Any]:
    """The document of a report: instances that were looked at, and projects in these directories and known ones.

    ``engines``: those that were asked before.
    """
    from colima_guard.cli.look import journal
    from colima_guard.host.own_files import state_dir
    from colima_guard.report.exposure.document import Gathered, report_document
    from colima_guard.scan.inventory import inventory
    from colima_guard.store.store import Store

    known = dict.fromkeys((*(one.path for one in looked.policy.projects), *directories))
    with host.steady():
        found = inventory(host, looked, None if proposal is None else proposal.after, list(known), engines)
        said = journal(host)
        changes = [] if said.error is not None else Store(host, state_dir(host)).history()
        return report_document(host, Gathered(looked, found, changes, proposal, said.unsettled, said.error))


def project_directories(host: Host, named: Sequence[str]) -> list[str]:
    """The directories of ``--projects``. Raises ``UsageError`` for what is none."""
    from colima_guard.policy.directory import absolute

    paths = [absolute(host, text) for text in named]
    for text, path in zip(named, paths, strict=True):
        if host.look(path) != "dir":
            raise UsageError(f"--projects {text}: there is no such directory", do="name one that holds your projects")
    return paths


def planned(host: Host, dirs: Sequence[str], policy: Policy, chosen: Selection) -> Proposal:
    """What a lock by these directories would do, or by the policy without any. Raises ``GuardError``."""
    from colima_guard.lock.propose import propose
    from colima_guard.policy.directory import collapsed
    from colima_guard.policy.recheck import named_directories, recheck_directories

    if not (dirs or policy.saved):
        raise UsageError(
            "--plan without a directory is by the saved policy, and there is none",
            do="colima-guard report --plan ~/projects",
        )
    with host.steady():
        included = [entry for entry in policy.allow.entries if entry.included]
        named = [*named_directories(host, policy, dirs, ()), *included] if dirs else recheck_directories(host, policy)
        kept, _ = collapsed(host, named)
        return propose(host, kept, confine=policy.confine, selection=chosen, command=("lock",))


def write(host: Host, page: str, output: str | None, *, force: bool) -> str:
    """Writes a page, and gives its path. Raises ``GuardError``."""
    from colima_guard.model.paths import without_tilde
    from colima_guard.report.exposure.page import MARK
    from colima_guard.store.page import put

    path = os.path.normpath(os.path.join(host.cwd, without_tilde(DEFAULT if output is None else output, host.home)))
    if host.look(path) == "dir":
        raise GuardError(f"{path} is a directory", do=f"name a file in it: {os.path.join(path, DEFAULT)}")
    put(host, path, page.encode("utf-8"), MARK.encode(), force=force)
    return path
