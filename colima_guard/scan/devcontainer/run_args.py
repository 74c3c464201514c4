"""``runArgs``: arguments of ``docker run``, taken apart as its client does (docker/cli, ``opts.go``; pflag)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from colima_guard.model.named_tuple import NamedTuple
from colima_guard.scan.devcontainer.run import Run
from colima_guard.scan.project import Where

_SHORT = {
    "a": "attach",
    "c": "cpu-shares",
    "d": "detach",
    "e": "env",
    "h": "hostname",
    "i": "interactive",
    "l": "label",
    "m": "memory",
    "p": "publish",
    "P": "publish-all",
    "q": "quiet",
    "t": "tty",
    "u": "user",
    "v": "volume",
    "w": "workdir",
}
_SWITCH_NAMES = (
    "interactive tty publish-all detach quiet privileged read-only rm init no-healthcheck oom-kill-disable sig-proxy "
    "disable-content-trust help use-api-socket "
    # podman's
    "env-host http-proxy no-hosts no-hostname passwd read-only-tmpfs replace rmi rootfs tls-verify"
)
_VALUE_NAMES = (
    "add-host annotation attach blkio-weight blkio-weight-device cap-add cap-drop cgroup-parent cgroupns cidfile "
    "cpu-count cpu-percent cpu-period cpu-quota cpu-rt-period cpu-rt-runtime cpu-shares cpus cpuset-cpus cpuset-mems "
    "detach-keys device device-cgroup-rule device-read-bps device-read-iops device-write-bps device-write-iops dns "
    "dns-opt dns-option dns-search domainname entrypoint env env-file expose gpus group-add health-cmd "
    "health-interval health-retries health-start-interval health-start-period health-timeout hostname "
    "io-maxbandwidth io-maxiops ip ip6 ipc isolation kernel-memory label label-file link link-local-ip log-driver "
    "log-opt mac-address memory memory-reservation memory-swap memory-swappiness mount name net net-alias network "
    "network-alias oom-score-adj pid pids-limit platform publish pull restart runtime security-opt shm-size "
    "stop-signal stop-timeout storage-opt sysctl tmpfs ulimit user userns uts volume volume-driver volumes-from "
    "workdir "
    # podman's
    "arch authfile cgroup-conf cgroups chrootdirs conmon-pidfile decryption-key gidmap group-entry hostuser "
    "image-volume init-path ipc-ns os passwd-entry personality pidfile pod pod-id-file preserve-fds requires retry "
    "retry-delay rootfs-path sdnotify secret shm-size-systemd subgidname subuidname systemd timeout tz uidmap umask "
    "unsetenv variant"
)
_SWITCHES, _VALUES = frozenset(_SWITCH_NAMES.split()), frozenset(_VALUE_NAMES.split())
_TRUE = frozenset(("1", "t", "T", "TRUE", "true", "True"))
#: what only makes a container stronger, by the names that Compose has for it
_STRENGTHS = {
    "cap-add": "cap_add",
    "security-opt": "security_opt",
    "pid": "pid",
    "ipc": "ipc",
    "uts": "uts",
    "userns": "userns_mode",
    "cgroupns": "cgroup",
    "device": "devices",
    "device-cgroup-rule": "device_cgroup_rules",
    "group-add": "group_add",
    "gpus": "gpus",
    "runtime": "runtime",
}


class Argument(NamedTuple):
    """A flag by its long name, its value (a switch: ``true`` or as written), and the place of its element."""

    name: str
    value: str
    where: Where


def arguments(words: Sequence[tuple[str, Where]]) -> Iterator[Argument]:
    """The flags of an argument vector, until ``--`` or the first word that is none: that would be the image."""
    waiting = list(words)[::-1]
    while waiting:
        word, where = waiting.pop()
        if not word.startswith("-") or word in ("-", "--"):
            return
        if word.startswith("--"):
            name, has_value, value = word[2:].partition("=")
            if not has_value:
                value = "true" if name in _SWITCHES or not _takes_next(name, waiting) else _next(waiting)
            yield Argument(name, value, where)
            continue
        yield from _letters(word[1:], where, waiting)


def _letters(word: str, where: Where, waiting: list[tuple[str, Where]]) -> Iterator[Argument]:
    """``-itv X``: switches in one word, the last of which may take a value."""
    for index, letter in enumerate(word):
        name = _SHORT.get(letter, letter)
        if word.startswith("=", index + 1) and len(word) > index + 2:
            yield Argument(name, word[index + 2 :], where)
            return
        if name in _VALUES:
            yield Argument(name, word[index + 1 :] or _next(waiting), where)
            return
        yield Argument(name, "true", where)


def _takes_next(name: str, waiting: list[tuple[str, Where]]) -> bool:
    """Whether a flag takes the next word; one that is not known does not take another flag away."""
    return bool(waiting) and (name in _VALUES or not waiting[-1][0].startswith("-"))


def _next(waiting: list[tuple[str, Where]]) -> str:
    return waiting.pop()[0] if waiting else ""


def apply(
    run: Run,
    words: Sequence[tuple[str, Where]],
    environ: Mapping[str, str],
    read: Callable[[str, Where], str | None],
) -> None:
    """Gives the arguments to ``run``. ``read`` gives the text of a file, ``None`` where it cannot be read."""
    for name, value, where in arguments(words):
        if name == "volume":
            run.volume(value, where)
        elif name == "mount":
            run.mount(value, "bind", where)
        elif name == "privileged":
            run.privileged(value in _TRUE, where)
        elif name == "use-api-socket":
            run.uses_api_socket = value in _TRUE
        elif name in ("network", "net"):
            run.strength("network_mode", _network(value), where)
        elif name == "volumes-from":
            run.strength("volumes_from", value, where)
            run.doubt(f"it is given all volumes of the container {value}, which is not known here", where)
        elif name == "env":
            _variable(run, value, environ)
        elif name == "env-file":
            for line in (read(value, where) or "").splitlines():
                if line.strip() and not line.lstrip().startswith("#"):
                    _variable(run, line.lstrip(), environ)
        elif name == "rootfs":
            run.doubt("it is started from a directory of the host instead of an image", where)
        elif name in _STRENGTHS:
            run.strength(_STRENGTHS[name], value, where)


def _network(value: str) -> str:
    """The name in ``NAME`` or ``name=NAME,alias=...``."""
    if "=" not in value:
        return value
    fields = (field.partition("=") for field in value.split(","))
    return next((text for key, _, text in fields if key.strip().lower() == "name"), value)


def _variable(run: Run, text: str, environ: Mapping[str, str]) -> None:
    name, has_value, value = text.partition("=")
    if has_value or name in environ:
        run.variable(name, value if has_value else environ[name])
