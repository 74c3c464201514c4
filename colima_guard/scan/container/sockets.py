"""Which paths of an engine's machine are sockets of engines, or lead to one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from colima_guard.model.named_tuple import NamedTuple
from colima_guard.model.paths import clean, is_within
from colima_guard.scan.container.paths import PROCESS
from colima_guard.scan.project import Bind

#: names that engines give to their sockets, wherever they lie
_NAMES = frozenset(
    (
        *("docker.sock", "docker-host.sock", "docker.raw.sock", "docker.proxy.sock", "docker-cli.sock"),
        *("podman.sock", "podman-api.sock", "containerd.sock", "crio.sock", "buildkitd.sock", "finch.sock"),
        *("cri-dockerd.sock", "dockershim.sock", "nerdctl.sock", "moby.sock"),
    )
)
_PIPE = re.compile(r"^(?:\\\\\.\\pipe\\|//\./pipe/)(?:docker|podman)", re.IGNORECASE)
#: where engines of a Linux machine listen
DEFAULT = (
    "/run/docker.sock",
    "/run/podman/podman.sock",
    "/run/containerd/containerd.sock",
    "/run/docker/containerd/containerd.sock",
    "/run/k3s/containerd/containerd.sock",
    "/run/crio/crio.sock",
    "/run/buildkit/buildkitd.sock",
    "/run/guest-services/docker.sock",
    "/run/host-services/docker.proxy.sock",
)
_USER = re.compile(r"/run/user(?:/[^/]+)?(?:/(?:podman|containerd-rootless|buildkit))?\Z")
#: homes, in which Colima, Lima, Docker Desktop, Podman and rootless engines keep sockets
_HOME = re.compile(r"/(?:home|Users)(?:/[^/]+)?\Z|/root\Z")
#: directories of homes that hold sockets of engines
_IN_HOME = re.compile(r"/\.(?:colima|lima|docker|rd|orbstack|finch)(?:/|\Z)|/containers/podman(?:/|\Z)")
#: what ends so is a file that programs read, and no socket
_FILES = (".json", ".toml", ".yaml", ".yml", ".conf", ".pem", ".key", ".crt")
#: sockets that lead to no engine
_OTHERS = re.compile(
    r"ssh-auth|ssh-agent|S\.gpg|gpg-agent|mysql|\.PGSQL|postgres|php|redis|X11|wayland|pulse|pipewire|aesm|journal|"
    r"dev-log|syslog|uwsgi|gunicorn|nginx|\Aagent\.sock|avahi|cups|nscd|rpcbind"
)
#: sockets of services that install programs, or start VMs, as root
_STRONG = frozenset(
    ("snapd.socket", "snapd-snap.socket", "libvirt-sock", "virtqemud-sock", "lxd.socket", "unix.socket")
)
_RUN_FILES = re.compile(
    r"/run/(?:secrets|lock|udev|utmp|log|nvidia|user/[^/]+/(?:pulse|wayland|bus)|resolvconf|sshd)\b"
)


class Reach(NamedTuple):
    """Whether a bind leads to the socket of an engine (``None``: cannot be told), and how."""

    reaches: bool | None
    how: str
    #: it rests on the name of a path alone
    by_name: bool = False


class Sockets:
    """The sockets of a machine.

    ``known`` are paths that are sockets of engines, ``homes`` the homes on this machine (``None``: not known, then
    every path that looks like one is in doubt). ``look`` gives the real path of what lies at a path of this machine,
    ``None`` where it cannot be seen from here; ``is_socket`` whether a socket lies at a real path.
    """

    def __init__(
        self,
        known: Iterable[str] = (),
        homes: Iterable[str] | None = None,
        look: Callable[[str], str | None] | None = None,
        is_socket: Callable[[str], bool] | None = None,
    ) -> None:
        self._known = dict.fromkeys(_real(path) for path in (*DEFAULT, *known))
        self._homes = None if homes is None else [_real(home) for home in homes]
        self._look = look
        self._is_socket = is_socket

    def learn(self, bind: Bind) -> None:
        """Takes the source of a bind for the socket of an engine, where it is mounted under the name of one."""
        if bind.target.rpartition("/")[2] in _NAMES and bind.source.startswith("/"):
            self._known[_real(bind.source)] = None

    def reach(self, bind: Bind, *, recursive: bool = True) -> Reach:
        """Whether a bind is a socket or a directory that holds one. Read-only hinders nobody from connecting."""
        source = bind.source
        if _PIPE.match(source):
            return Reach(True, f"{source} is the pipe of an engine")
        paths = [_real(source)]
        seen = self._look(source) if self._look is not None and source.startswith("/") else source
        if seen is not None and _real(seen) not in paths:
            paths.append(_real(seen))
        for path in paths:
            if found := self._named(path, bind.target, recursive=recursive):
                return found
        if seen is None:
            return Reach(None, f"{source} cannot be seen from here: it may lead to the socket of an engine")
        return self._doubtful(paths[-1])

    def _named(self, path: str, target: str, *, recursive: bool) -> Reach | None:
        if path in self._known:
            return Reach(True, f"{path} is the socket of an engine")
        name = path.rpartition("/")[2]
        if name in _NAMES or target.rpartition("/")[2] in _NAMES:
            return Reach(True, f"{path} at {target} has the name of an engine's socket", by_name=True)
        inside = next((socket for socket in self._known if is_within(socket, path)), None)
        if inside is not None and (recursive or path != "/"):
            return Reach(True, f"{path} holds the socket {inside}")
        if _USER.match(path):
            return Reach(True, f"{path} holds the sockets of engines that run without root", by_name=True)
        for home in self._homes or ():
            if is_within(home, path) or (is_within(path, home) and _IN_HOME.search(path)):
                return Reach(True, f"{path} holds sockets that engines keep in a home", by_name=True)
        return None

    def _doubtful(self, path: str) -> Reach:
        name = path.rpartition("/")[2]
        if name.endswith(_FILES):
            return Reach(False, "")
        if self._homes is None and (_HOME.match(path) or _IN_HOME.search(path)):
            return Reach(None, f"{path} may hold sockets that engines keep in a home")
        if name in _STRONG:
            return Reach(None, f"{path} commands a service of the machine that may do all that its root can")
        if _OTHERS.search(name):
            return Reach(False, "")
        if name.endswith((".sock", ".socket")) or (self._is_socket is not None and self._is_socket(path)):
            return Reach(None, f"{path} is a socket, and of what cannot be told")
        if is_within(path, "/run") and path.count("/") == 2 and not _RUN_FILES.match(path):
            return Reach(None, f"{path} may be, or hold, the socket of a service")
        return Reach(False, "")


def _real(path: str) -> str:
    """A path as Linux machines resolve it: ``/var/run`` is ``/run``, and the root of a process is the machine's."""
    path = clean(path) if path.startswith("/") else path
    if (process := PROCESS.match(path)) is not None:
        path = process[1] or "/"
    return path.removeprefix("/var") if is_within(path, "/var/run") else path
