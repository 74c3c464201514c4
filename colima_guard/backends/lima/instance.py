"""What is read of a Lima instance, and what it is called."""

from __future__ import annotations

import posixpath

from colima_guard.backends.lima.layout import Home
from colima_guard.backends.lima.releases import rules_of
from colima_guard.backends.lima.rules.birthplace import Birth
from colima_guard.backends.lima.rules.entry import Around
from colima_guard.backends.lima.rules.source import ConfigFile
from colima_guard.host.machine import Host
from colima_guard.model.instance import Instance
from colima_guard.model.paths import with_tilde
from colima_guard.model.shell import word

NAME = "lima"


class LimaInstance(Instance):
    """An instance, or the birthplace of the next one, with the files that are merged into it."""

    lima_home: Home
    short: str
    dir: str
    default: ConfigFile
    main: ConfigFile
    override: ConfigFile
    #: what ``lima-version`` says: the release that created it; the newest for one that was never made
    created_by: str | None = None
    #: its directory, ``None`` for one that holds no more than a ``lima.yaml`` so far
    made_dir: str | None = None
    #: for a birthplace: what the default template and ``base.yaml`` come to
    birth: Birth | None = None
    #: why it cannot be evaluated
    unknown: str | None = None

    @property
    def narrowing(self) -> str | None:
        """Why the birthplace cannot be narrowed by a shadow, and what to do."""
        if self.birth is None:
            return None
        if self.birth.by_variable and (listing := self.birth.sharing):
            files = " and of ".join(word(found.path) for found in listing)
            return f"LIMA_TEMPLATES_PATH is set: take out of the `mounts` of {files} what is not allowed"
        if self.birth.by_variable:
            return "LIMA_TEMPLATES_PATH is set, so a shadow here is not read: put _default/mounts.yaml where it leads"
        if self.release is not None and not rules_of(self.release).templates:
            return f"use Lima 1.1 or later: {self.release} has no template directory, so its default stays as it is"
        return None

    def around(self, host: Host) -> Around:
        """What its paths may refer to."""
        return Around(
            home=host.home,
            lima_home=host.realpath(self.lima_home.path),
            dir=posixpath.join(host.realpath(self.lima_home.path), self.short),
            name=self.short,
            user=host.user,
            uid=str(host.uid or 0),
            temp_dir=(host.env("TMPDIR") or "/tmp").rstrip("/") or "/",
            cwd=lambda: host.cwd,
            created_by=self.created_by,
        )


def instance_name(host: Host, home: Home, name: str) -> str:
    """``lima/work`` in the home that Lima picks, ``lima/work@~/.lima`` elsewhere."""
    return f"{NAME}/{name}" if home.picked else f"{NAME}/{name}@{with_tilde(home.path, host.home)}"
