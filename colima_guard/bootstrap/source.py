"""``--from SOURCE``: where colima-guard is installed from, pinned to the release that printed the script."""

from __future__ import annotations

import os
import re

from colima_guard import __version__
from colima_guard.errors import UsageError
from colima_guard.host.machine import Host

_GIT = re.compile(r"(?:git\+)?(?P<url>(?:https|ssh|file)://.+)\Z", re.DOTALL)
_SCP = re.compile(r"(?P<user>[\w.-]+)@(?P<machine>[\w.-]+):(?P<path>[^/].*)\Z", re.DOTALL)
_GITHUB = re.compile(r"(?:https://|ssh://git@)github\.com/(?P<name>[\w.-]+/[\w.-]+?)(?:\.git)?/?")
_NAME = re.compile(r"(?P<name>[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)(?:==(?P<version>[\w.+!-]+))?\Z")


def requirement(host: Host, source: str) -> str:
    """What pip, uv and pipx take, naming one release. Raises ``UsageError`` for what cannot be pinned to this one."""
    if not source.isprintable() or " " in source or "${" in source:
        raise _wrong(source, "it holds a blank, a control character or ${")
    if source.endswith(".whl"):
        return _wheel(host, source)
    if found := _SCP.match(source):
        source = f"ssh://{found['user']}@{found['machine']}/{found['path']}"
    if found := _GIT.match(source):
        if not source.startswith("git+") and not found["url"].endswith(".git") and not source.startswith("ssh://"):
            raise _wrong(source, "it is neither a wheel nor a git repository (git+https://... or ....git)")
        return _git(found["url"])
    if found := _NAME.match(source):
        if found["version"] not in (None, __version__):
            raise _wrong(source, f"it names release {found['version']}, and this is {__version__}")
        return f"{found['name']}=={__version__}"
    raise _wrong(source, "it is no git URL, no wheel and no name of a package")


def repository(requirement: str | None) -> tuple[str, str]:
    """The URL and the revision of a requirement that is pinned in a git repository; two empty texts for another one."""
    if requirement is None or not requirement.startswith("git+"):
        return "", ""
    url, _, revision = requirement.removeprefix("git+").rpartition("@")
    return url, revision


def action(requirement: str | None) -> str:
    """``OWNER/NAME@REVISION`` of a requirement that is pinned in a repository on GitHub; empty for another one."""
    url, revision = repository(requirement)
    found = _GITHUB.fullmatch(url)
    return f"{found['name']}@{revision}" if found else ""


def _git(url: str) -> str:
    path = url.split("://", 1)[1].partition("/")[2]
    if "#" in url:
        raise _wrong(url, "a fragment is not supported")
    # the tag of this release, unless a commit or tag is named
    return f"git+{url}" if "@" in path else f"git+{url}@v{__version__}"


def _wheel(host: Host, source: str) -> str:
    name = re.split(r"[/\\]", source)[-1]
    if name.split("-")[1:2] != [__version__]:
        raise _wrong(source, f"the wheel is not of release {__version__}")
    if "://" in source:
        if not source.startswith(("https://", "file://")):
            raise _wrong(source, "a wheel comes by https:// or as a file")
        return source
    path = host.home + source[1:] if source.startswith("~/") else source
    return os.path.normpath(os.path.join(host.cwd, path))


def _wrong(source: str, why: str) -> UsageError:
    return UsageError(
        f"--from {source!r} cannot be installed: {why}",
        why="a script that is run later must install what was looked at now",
        do="name a git URL, a wheel, or a package of an index",
    )
