"""What Lima's files say besides shares: what does not load, and other ways to the host (specs: Lima's own fields)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from colima_guard.backends.lima.layout import Home
from colima_guard.backends.lima.rules.birthplace import Birth
from colima_guard.backends.lima.rules.entry import Source
from colima_guard.backends.lima.rules.source import ConfigFile
from colima_guard.backends.lima.rules.template import variables
from colima_guard.backends.lima.settings_table import SETTINGS
from colima_guard.backends.shared.guest_path import unshareable
from colima_guard.backends.shared.settings_table import settings_findings
from colima_guard.host.machine import Host
from colima_guard.model.finding import Finding
from colima_guard.model.share import Place


def file_findings(host: Host, files: Sequence[ConfigFile]) -> list[Finding]:
    """Everything to know about these files that their shares do not say."""
    found: list[Finding] = []
    for file in files:
        if file.problem is not None:
            number = "CG205" if file.unreadable else "CG211"
            message = file.problem if file.unreadable else f"Lima does not load it: {file.problem}"
            found.append(Finding(number, message, "mend the file", Place(file.path, file.line)))
        if file.source is not None:
            found += [*_paths(file.source), *_other(file.source)]
    return found


def home_findings(host: Host, home: Home, birth: Birth) -> list[Finding]:
    """What to know about new instances of a home."""
    found = []
    for template in birth.own_mounts:
        message = "a template with mounts of its own: instances made from it share them, whatever the policy says"
        remedy = "change its `mounts`, or create instances with --mount-only"
        found.append(Finding("CG308", message, remedy, Place(template.path)))
    if birth.by_variable:
        message = "LIMA_TEMPLATES_PATH decides where templates come from, and replaces what lies in the Lima home"
        found.append(Finding("CG309", message, "unset it, or keep its first directory under your own eyes"))
    return found


def _paths(source: Source) -> Iterator[Finding]:
    for number, mount in enumerate(source.loaded.value.mounts or []):
        for path in filter(None, (mount.location, mount.mount_point)):
            if path is mount.location and (names := variables(path)):
                from colima_guard.backends.shared.environment import environment_finding

                yield environment_finding(path, names, "Lima", source.place("mounts", number))
            elif "{{" in path:
                message = f"{path!r} is filled in by Lima's template language"
                yield Finding("CG208", message, "write the path out", source.place("mounts", number))
            elif why := unshareable("/" + path.lstrip("~/")):
                remedy = "use a directory without it"
                yield Finding("CG207", f"{path!r} may be misread: {why}", remedy, source.place("mounts", number))


def _other(source: Source) -> Iterator[Finding]:
    return settings_findings(SETTINGS, source.loaded.value, lambda key: source.place(*key.split(".")))
