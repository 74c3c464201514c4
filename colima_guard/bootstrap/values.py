"""What the templates are filled with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from colima_guard import __version__
from colima_guard.bootstrap import docker_desktop, source
from colima_guard.model.allowlist import Allowed
from colima_guard.model.paths import with_tilde

#: how a file of ours is known again (``cli/bootstrap_output.py``)
MARK = "printed by colima-guard bootstrap"


@dataclass(frozen=True, slots=True)
class Values:
    """A policy, where colima-guard comes from, and what this machine tells, each under the name for the templates."""

    #: the whole policy file, as it is written on the other machine
    policy: str
    allow: Sequence[Allowed]
    #: those of ``allow``, and those of the policy's exceptions, which only some instances are allowed
    named: Sequence[Allowed]
    confine: bool
    #: the home on this machine; what lies below it is written relative to it
    home: str
    #: what an installer is told, pinned; ``None`` where nothing can be installed
    requirement: str | None
    #: the program and ``PATH`` on this machine, for what has no shell to find them
    program: str
    path: str
    #: seconds between two checks of a timer
    interval: int = 3600
    version: str = __version__
    mark: str = MARK

    @property
    def repository(self) -> str:
        """The git repository that colima-guard comes from, as git takes it; empty where it comes from none."""
        return source.repository(self.requirement)[0]

    @property
    def revision(self) -> str:
        """The tag or commit of that repository."""
        return source.repository(self.requirement)[1]

    @property
    def action(self) -> str:
        """Our action as a workflow names it; empty where colima-guard does not come from GitHub."""
        return source.action(self.requirement)

    @property
    def below_home(self) -> list[str]:
        """The allowed directories below the home, relative to it: those that a new machine can be given."""
        shown = [with_tilde(entry.typed, self.home) for entry in self.named]
        return [text[2:] for text in shown if text.startswith("~/")]

    @property
    def admin_settings(self) -> str:
        """The allowlist as Docker Desktop takes it from an administrator."""
        return docker_desktop.admin_settings(self.allow, self.home)

    @property
    def arguments(self) -> list[str]:
        """The allowed directories as a command line takes them."""
        return [f"{with_tilde(entry.typed, self.home)}:{entry.access.value}" for entry in self.allow]

    def by_name(self) -> Mapping[str, object]:
        """Every value by the name that a template uses."""
        names = (name for name in dir(self) if not name.startswith("_") and name != "by_name")
        return {name: getattr(self, name) for name in names}
