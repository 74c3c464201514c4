"""Which directories of a repository git ignores, by its files alone: git is not asked, for it runs what they name."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from colima_guard.host.machine import Host
from colima_guard.host.values import Child, Unreadable
from colima_guard.model.named_tuple import NamedTuple

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

_NAME = ".gitignore"
#: how many bytes and lines of one file are taken: the rest ignores nothing
_MAX_BYTES, _MAX_LINES = 1 << 16, 2_000
#: how many wildcards a name of a rule may have, and a rule: to match more takes longer than anybody waits
_IN_NAME, _IN_RULE = 2, 4
_STARS = re.compile(r"\*+")


class Ignored(NamedTuple):
    """The rules that hold in a directory: those of the repository, and of each directory down to it."""

    rules: tuple[tuple[str, GitIgnoreSpec], ...] = ()

    @classmethod
    def of(cls, host: Host, root: str) -> Ignored:
        """The rules that hold where a walk begins: those of the repository that it lies in."""
        above: list[str] = []
        at = root
        while host.look(os.path.join(at, ".git")) is None:
            at, below = os.path.dirname(at), at
            above.append(at)
            if at == below:
                return cls()  # in no repository: a .gitignore there counts from where it lies
        found = cls()._with(host, at, os.path.join(at, ".git", "info", "exclude"))
        for directory in reversed(above):
            found = found._with(host, directory, os.path.join(directory, _NAME))
        return found

    def within(self, host: Host, directory: str, children: Sequence[Child]) -> Ignored:
        """The rules with those of one directory more."""
        if not any(child == (_NAME, "file") for child in children):
            return self
        return self._with(host, directory, os.path.join(directory, _NAME))

    def ignores(self, path: str) -> bool:
        """Whether git ignores this directory: the last rule that matches counts, the innermost file first."""
        for directory, spec in reversed(self.rules):
            said = spec.check_file(f"{os.path.relpath(path, directory)}/").include
            if said is not None:
                return said
        return False

    def _with(self, host: Host, directory: str, file: str) -> Ignored:
        try:
            data = host.read(file, limit=_MAX_BYTES)
        except Unreadable:
            return self
        lines = [line for line in (data or b"").decode("utf-8", "replace").splitlines()[:_MAX_LINES] if _is_rule(line)]
        if not lines:
            return self
        from pathspec import GitIgnoreSpec

        try:
            spec = GitIgnoreSpec.from_lines(lines)
        except ValueError:  # a line that git passes over
            spec = GitIgnoreSpec.from_lines(line for line in lines if _is_taken(line))
        return Ignored((*self.rules, (directory, spec)))


def _is_rule(line: str) -> bool:
    if not line.strip() or line.startswith("#"):
        return False
    stars = [len(_STARS.findall(name)) for name in line.split("/")]
    return max(stars) <= _IN_NAME and sum(stars) <= _IN_RULE


def _is_taken(line: str) -> bool:
    from pathspec import GitIgnoreSpec

    try:
        GitIgnoreSpec.from_lines([line])
    except ValueError:
        return False
    return True
