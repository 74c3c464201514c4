"""What the settings mean: the list by platform, and what Docker Desktop shares where they list nothing."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence

from colima_guard.backends.docker_desktop.settings_file import SettingsFile
from colima_guard.backends.docker_desktop.settings_model import LIST, Settings
from colima_guard.backends.docker_desktop.transports import GRPCFUSE, OSXFS, VIRTIOFS, WINDOWS_CONTAINERS
from colima_guard.formats.json.read import Member
from colima_guard.host.links import links_on
from colima_guard.host.machine import Host
from colima_guard.model.paths import is_within
from colima_guard.model.release import Release
from colima_guard.model.share import Access, Exposure, Origin, Place, Share, Stop
from colima_guard.model.transport import WSL2, Transport

WAY = "docker desktop start"
#: docs.docker.com, settings: the same five in every file that was seen
MACOS_DEFAULTS = ("/Users", "/Volumes", "/private", "/tmp", "/var/folders")
#: seen in every file and answer, where the documentation says /home/USER (docker/desktop-linux#52)
LINUX_DEFAULT = "/home"
_VARIABLE = re.compile(r"\$(HOME|TMP|TEMP)(?=[/\\]|\Z)")
_DRIVE = re.compile(r"[A-Za-z]:[\\/]")


def exposures_of(host: Host, found: SettingsFile, release: Release, because: str | None = None) -> Iterator[Exposure]:
    """Every way in which a start can read this file, by one spelling of the list each. Never none."""
    if host.platform == "windows" and (whole := _whole_host(host, found)) is not None:
        yield Exposure(WAY, release, (whole,), found.starts, refused_at=Place(found.path, found.line))
        return
    seen: list[tuple[Share, ...]] = []
    # which of several spellings a release takes is not documented; the last one by Go's decoder
    for member in found.spelled() or (None,):
        shares, refusal, unknown = _by_list(host, found, member, because)
        if shares not in seen:
            seen.append(shares)
            stop = _load_stop(found) or refusal or Stop("")
            yield Exposure(WAY, release, shares, stop.why or None, unknown, refused_at=stop.place)


def _load_stop(found: SettingsFile) -> Stop | None:
    return None if found.starts is None else Stop(found.starts, Place(found.path, found.line))


def uses_wsl(found: SettingsFile) -> bool:
    """Whether WSL 2 is the engine on Windows: also where nothing says so (docs: the default is true)."""
    return any(value is not False for value in _values(found, "WslEngineEnabled"))


def uses_windows_containers(found: SettingsFile) -> bool:
    """Whether Windows containers run, which do so on the host itself."""
    return any(value is True for value in _values(found, "UseWindowsContainers"))


def transport(host: Host, settings: Settings | None) -> Transport:
    """How directories get into the VM. VirtioFS wins where both are on; Linux has nothing else (docs, settings)."""
    if host.platform == "windows":
        return GRPCFUSE
    if host.platform == "linux" or settings is None or settings.use_virtiofs is not False:
        return VIRTIOFS
    return OSXFS if settings.use_grpcfuse is False else GRPCFUSE


def shares_of_list(
    host: Host, paths: Sequence[str], carried: Transport, places: Sequence[Place], origin: Origin
) -> list[Share]:
    """Entries of a list as shares; ``places`` says where each stands."""
    return [_entry(host, path, carried, place, origin) for path, place in zip(paths, places, strict=True)]


def _values(found: SettingsFile, key: str) -> list[object]:
    return [member.value for member in found.spelled(key)] or [None]


def _whole_host(host: Host, found: SettingsFile) -> Share | None:
    """What Windows shares without any list: its containers run on the host, and WSL 2 attaches every drive."""
    drive = os.path.splitdrive(host.home)[0] or "C:"
    root = f"{drive}\\"
    if uses_windows_containers(found):
        place = found.place_of("UseWindowsContainers")
        because = "Windows containers run on the host itself, and no list holds for them"
        return Share(root, root, root, Access.RW, WINDOWS_CONTAINERS, place, Origin.DEFAULT, because=because)
    if uses_wsl(found):
        because = "with WSL 2 every drive is attached, and the list has no effect"
        place = found.place_of("WslEngineEnabled")
        return Share(root, root, "/mnt/host", Access.RW, WSL2, place, Origin.DEFAULT, because=because)
    return None


def _by_list(
    host: Host, found: SettingsFile, member: Member | None, because: str | None
) -> tuple[tuple[Share, ...], Stop | None, str | None]:
    """Shares, why it would not start, and why it cannot be told."""
    carried = transport(host, found.settings)
    place = found.place(member)
    value = member.value if member is not None else None
    if member is not None and isinstance(value, list) and value and all(isinstance(entry, str) for entry in value):
        places = found.places(member)
        shares = shares_of_list(host, value, carried, places, Origin.LISTED)
        return tuple(shares), _stops(host, value, places), _environment_doubt(value)
    because = because or _because(found, member)
    if host.platform == "windows":
        # nobody documents what Hyper-V shares without a list, and a click on "Share it" adds to it
        return (), None, f"{because}, and what that shares with Hyper-V is not documented"
    return tuple(defaults(host, carried, place, because)), None, None


def _because(found: SettingsFile, member: Member | None) -> str:
    if found.document is None:
        return "the file does not load, and Docker Desktop's default list is what is left"
    if member is None:
        return f"the file has no {LIST}, which means Docker Desktop's default list"
    if member.value is None:
        return f"{member.key} is null, which means Docker Desktop's default list"
    if member.value == []:
        return f"{member.key} is empty, which means Docker Desktop's default list"
    return f"{member.key} is no list of directories, and Docker Desktop's default list is what is left"


def defaults(host: Host, carried: Transport, place: Place, because: str) -> Iterator[Share]:
    """What is shared where nothing is listed. Nothing on Windows, where that is not documented."""
    if host.platform == "windows":
        return
    paths = list(MACOS_DEFAULTS if host.platform == "macos" else (LINUX_DEFAULT,))
    home = host.realpath(host.home)
    if not any(is_within(home, host.realpath(path)) for path in paths):
        paths.append(host.home)  # the documentation names the user's home
    for path in paths:
        real = host.realpath(path)
        yield Share(path, real, path, Access.RW, carried, place, Origin.DEFAULT, because=because)


def _entry(host: Host, text: str, carried: Transport, place: Place | None, origin: Origin) -> Share:
    # a blank at an end keeps Docker Desktop from starting (docker/desktop-linux#122); without it, it names this
    path = _expand(host, text.strip())
    if path is None or not (os.path.isabs(path) or _DRIVE.match(path)):
        return Share(None, None, None, Access.RW, carried, place, origin)
    real = host.realpath(path) if os.path.isabs(path) else path
    links = links_on(host, path, real) if os.path.isabs(path) else ()
    return Share(path, real, path, Access.RW, carried, place, origin, links=links)


def by_variable(entries: Sequence[str]) -> list[tuple[str, tuple[str, ...]]]:
    """The entries that are filled in from a variable other than the home's, with its name."""
    found = ((text, _VARIABLE.match(text.strip())) for text in entries)
    return [(text, (match[1],)) for text, match in found if match is not None and match[1] != "HOME"]


def _environment_doubt(entries: Sequence[str]) -> str | None:
    for text, names in by_variable(entries):
        from colima_guard.backends.shared.environment import environment_doubt

        return environment_doubt(text, names, "Docker Desktop")
    return None


def _expand(host: Host, text: str) -> str | None:
    """The text with a leading ``$HOME``, ``$TMP`` or ``$TEMP`` filled in; ``None`` where another variable is named."""
    found = _VARIABLE.match(text)
    if found is None:
        return None if "$" in text else text
    value = host.home if found[1] == "HOME" else host.env(found[1]) or host.env("TMPDIR")
    return value.rstrip("/") + text[found.end() :] if value else None


def _stops(host: Host, entries: Sequence[str], places: Sequence[Place]) -> Stop | None:
    """Which entry Docker Desktop would not start with, and why."""
    for text, place in zip(entries, places, strict=True):
        if (why := _wrong(host, text)) is not None:
            return Stop(why, place)
    return None


def _wrong(host: Host, text: str) -> str | None:
    """Why Docker Desktop would not start with an entry (docker/desktop-linux#122, #132, docker/for-mac#6914)."""
    if text != text.strip() or not text:
        return f"{text!r} is empty, or begins or ends with a blank"
    path = _expand(host, text)
    if path is None or not os.path.isabs(path):
        return None if _DRIVE.match(text) else f"{text} is not an absolute path"
    if path == "/":
        return "/ cannot be shared"
    found = host.look(path)
    if found != "dir":
        return f"{text} does not exist" if found is None else f"{text} is not a directory"
    return None
