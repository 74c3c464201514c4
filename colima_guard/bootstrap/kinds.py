"""What can be printed: each kind with what it is for, and the files that it consists of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from colima_guard.bootstrap import docker_desktop
from colima_guard.model.allowlist import Allowed


@dataclass(frozen=True, slots=True)
class Part:
    """One file: the template that it is filled from, its path below ``--output``, and its permission bits."""

    template: str
    path: str
    mode: int = 0o644
    #: values for this file alone
    values: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind: what ``--list`` says, and its files; a kind with one file prints it bare."""

    purpose: str
    parts: tuple[Part, ...]
    #: it always installs
    needs_source: bool = False
    #: it cannot do without a saved policy or directories
    needs_policy: bool = True
    #: its language has comments, so that a file of ours is known again
    marked: bool = True
    #: what has to be known before it is used, from the allowlist and the home
    notes: Callable[[Sequence[Allowed], str], Iterable[str]] | None = None


#: every kind by name, in the order of ``--list``
KINDS: dict[str, Kind] = {
    "sh": Kind(
        "a script for dash, bash and zsh: installs, writes the policy, locks every VM",
        (Part("sh.j2", "colima-guard.sh", 0o755),),
    ),
    "fish": Kind(
        "the same for fish",
        (Part("fish.j2", "colima-guard.fish", 0o755),),
    ),
    "chezmoi": Kind(
        "a dotfiles repository of chezmoi: a script that runs when the policy changes, and filters for two profiles",
        (
            Part("sh.j2", "run_onchange_before_colima-guard.sh", 0o755),
            Part(
                "chezmoi/filter.j2",
                "dot_colima/default/modify_colima.yaml",
                0o755,
                {"instance": "colima/default"},
            ),
            Part(
                "chezmoi/filter.j2",
                "dot_colima/_templates/modify_default.yaml",
                0o755,
                {"instance": "colima/(new)"},
            ),
        ),
    ),
    "nix": Kind(
        "a module for home-manager: the policy, a lock at each activation, and a Colima that keeps its files",
        (Part("nix.j2", "colima-guard.nix"),),
    ),
    "ansible": Kind(
        "a role: install, policy and lock, with check mode, diff, and a handler for the restart",
        (
            Part("ansible/defaults.j2", "roles/colima_guard/defaults/main.yml"),
            Part("ansible/tasks.j2", "roles/colima_guard/tasks/main.yml"),
            Part("ansible/handlers.j2", "roles/colima_guard/handlers/main.yml"),
            Part("ansible/meta.j2", "roles/colima_guard/meta/main.yml"),
            Part("ansible/module.j2", "roles/colima_guard/library/colima_guard_lock.py"),
        ),
    ),
    "launchd": Kind(
        "a LaunchAgent that checks every hour and says what is new, for macOS",
        (Part("launchd.j2", "com.github.colima-guard.check.plist"),),
        needs_policy=False,
    ),
    "systemd": Kind(
        "a user service and its timer that do the same, for Linux",
        (
            Part("systemd/service.j2", "colima-guard-check.service"),
            Part("systemd/timer.j2", "colima-guard-check.timer"),
        ),
        needs_policy=False,
    ),
    "pre-commit": Kind(
        "hooks for pre-commit: a check, and a scan of the repository, before each commit",
        (Part("pre-commit.j2", ".pre-commit-config.yaml"),),
        needs_policy=False,
    ),
    "github-action": Kind(
        "a workflow that fails where a Colima profile of the repository shares more than the policy allows, or "
        "a project holds the socket or is privileged",
        (Part("github-action.j2", ".github/workflows/colima-guard.yml"),),
        needs_source=True,
    ),
    "docker-desktop-admin": Kind(
        "an admin-settings.json with the allowlist for a fleet, for Docker Desktop with Docker Business",
        (Part("docker-desktop-admin.j2", "admin-settings.json"),),
        marked=False,
        notes=docker_desktop.notes,
    ),
}
