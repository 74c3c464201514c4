"""Where Colima's files lie: its configuration directory, Lima's home in it, profiles and template."""

from __future__ import annotations

import posixpath

from colima_guard.backends.colima.releases import CLASSES, Rules
from colima_guard.host.machine import Host
from colima_guard.host.values import Unreadable
from colima_guard.model.named_tuple import NamedTuple

TEMPLATE = "_templates/default.yaml"
PROFILE_FILE = "colima.yaml"


class Base(NamedTuple):
    """One configuration directory of Colima. ``picked``: the one that Colima uses in this environment."""

    path: str
    picked: bool
    #: Colima would pick another one if it were started elsewhere: a relative or empty variable does that
    wanders: bool = False

    @property
    def template(self) -> str:
        """The file that new profiles start from."""
        return posixpath.join(self.path, TEMPLATE)

    def profile(self, short: str) -> str:
        """The file of a profile."""
        return posixpath.join(self.path, short, PROFILE_FILE)


def pick(host: Host, rules: Rules) -> str:
    """The configuration directory that Colima picks in this environment (config/files.go), made absolute."""
    home = host.home
    own = posixpath.join(home, ".colima")
    explicit = host.env("COLIMA_HOME") if rules.colima_home else None
    if explicit and host.look(_absolute(host, explicit)):
        return _absolute(host, explicit)
    if rules.base == "home" or host.look(own):
        return own
    if rules.base == "xdg-linux" and host.platform == "macos":
        return own
    xdg = host.env("XDG_CONFIG_HOME")
    if xdg is not None and (xdg or rules.base == "xdg"):
        # 0.7.0 to 0.10.3 take a variable that is set and empty for the working directory
        return _absolute(host, posixpath.join(xdg, "colima"))
    default = posixpath.join(home, ".config", "colima")
    if host.platform == "macos" and not (rules.base == "xdg-default" and host.look(default)):
        return own
    return default


def _absolute(host: Host, path: str) -> str:
    return posixpath.normpath(path if posixpath.isabs(path) else posixpath.join(host.cwd, path))


def bases(host: Host, rules: Rules) -> list[Base]:
    """Every configuration directory that is live for some environment, the picked one first.

    A directory that exists counts: ``brew services`` runs Colima without the variables of a shell (issue 1236).
    The picked one counts even where it does not exist, for the next new profile is born there.
    """
    home = host.home
    picked = pick(host, rules)
    candidates = [host.env("COLIMA_HOME"), posixpath.join(home, ".colima")]
    if xdg := host.env("XDG_CONFIG_HOME"):
        candidates.append(posixpath.join(xdg, "colima"))
    candidates.append(posixpath.join(home, ".config", "colima"))
    found = {host.realpath(picked): Base(picked, picked=True, wanders=_depends_on_cwd(host, rules))}
    for candidate in candidates:
        if candidate and host.look(_absolute(host, candidate)) == "dir":
            path = _absolute(host, candidate)
            found.setdefault(host.realpath(path), Base(path, picked=False))
    return list(found.values())


def _depends_on_cwd(host: Host, rules: Rules) -> bool:
    explicit = host.env("COLIMA_HOME") if rules.colima_home else None
    if explicit and host.look(_absolute(host, explicit)):
        return not posixpath.isabs(explicit)
    if rules.base == "home" or host.look(posixpath.join(host.home, ".colima")):
        return False
    xdg = host.env("XDG_CONFIG_HOME")
    if xdg is None or (rules.base == "xdg-linux" and host.platform == "macos"):
        return False
    return not posixpath.isabs(xdg) and (bool(xdg) or rules.base == "xdg")


def lima_homes(host: Host, base: Base, rules: Rules) -> list[str]:
    """Lima's home directories for a configuration directory, the one that applies in this environment first."""
    explicit = host.env("LIMA_HOME")
    own = posixpath.join(base.path, "_lima") if rules.own_lima_home else posixpath.join(host.home, ".lima")
    homes = [_absolute(host, explicit)] if explicit else []
    if own not in homes:
        homes.append(own)
    return homes


def cache_dir(host: Host, rules: Rules) -> str:
    """Colima's cache directory (config/files.go): shared read-only with every VM up to 0.10.1."""
    if rules.xdg_cache and (xdg := host.env("XDG_CACHE_HOME")):
        return posixpath.join(xdg, "colima")
    if host.platform == "macos":
        return posixpath.join(host.home, "Library/Caches/colima")
    return posixpath.join(host.env("XDG_CACHE_HOME") or posixpath.join(host.home, ".cache"), "colima")


def lima_id(short: str) -> str:
    """The name of a profile's Lima instance (config/profile.go)."""
    return "colima" if short == "default" else f"colima-{short}"


def short_name(identifier: str) -> str | None:
    """The profile that a Lima instance belongs to, ``None`` when it is not one that Colima can name."""
    if identifier == "colima":
        return "default"
    return identifier.removeprefix("colima-") if identifier.startswith("colima-") else None


def legacy(host: Host, short: str) -> str:
    """The file that releases up to 0.8.4 copy for a profile without one (config/configmanager, oldConfigFile)."""
    return posixpath.join(host.home, f".{lima_id(short)}", PROFILE_FILE)


def legacies(host: Host) -> list[tuple[str, str]]:
    """Each profile for which there may be such a file, with its path; nothing where the home cannot be listed."""
    try:
        names = host.beginning(host.home, ".colima")
    except Unreadable:
        names = [f".{lima_id('default')}"]
    shorts = (short_name(name[1:]) for name in names)
    return [(short, legacy(host, short)) for short in shorts if short]


def profile_names(host: Host, base: Base) -> list[str]:
    """The profiles with a configuration file in this directory. Raises ``Unreadable`` where it cannot be listed."""
    return [
        name
        for name in host.names(base.path)
        if not name.startswith(("_", ".")) and _is_there(host, base.profile(name))
    ]


def linked_files(host: Host, base: Base) -> list[str]:
    """The files of this directory that a link leads to, as stow keeps them elsewhere."""
    try:
        names = profile_names(host, base)
    except Unreadable:
        names = []
    files = [base.template, *(base.profile(name) for name in names)]
    return [file for file in files if host.is_link(file) or host.is_link(posixpath.dirname(file))]


def owns(host: Host, lima_home: str, identifier: str) -> bool:
    """Whether a Lima instance is a profile's, by its name and by the Lima home in which it lies."""
    if short_name(identifier) is None:
        return False
    real = host.realpath(lima_home)
    newest = CLASSES[-1]
    return any(host.realpath(home) == real for base in bases(host, newest) for home in lima_homes(host, base, newest))


def created_profiles(host: Host, lima_home: str) -> list[str]:
    """The profiles that have a Lima instance, whether they have a configuration file or not. Raises ``Unreadable``."""
    names = []
    for identifier in host.names(lima_home):
        short = short_name(identifier)
        if short and _is_there(host, posixpath.join(lima_home, identifier, "lima.yaml")):
            names.append(short)
    return names


def _is_there(host: Host, path: str) -> bool:
    try:
        # a dangling link is somebody's profile too, one that Colima reads as missing
        return host.exists(path) or host.is_link(path)
    except Unreadable:
        return True


def sockets(base: Base, short: str) -> list[str]:
    """The Docker sockets on the host through which a profile is reached."""
    own = [posixpath.join(base.path, short, "docker.sock")]
    return [*own, posixpath.join(base.path, "docker.sock")] if short == "default" else own
