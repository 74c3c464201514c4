"""Binds of directories that are not allowed, of secrets, by links, and mounts that spread."""

from __future__ import annotations

import os.path
import re
from collections.abc import Iterator, Sequence

from colima_guard.host.machine import Host
from colima_guard.host.secret_files import SecretPlace
from colima_guard.model.allowlist import Allowlist
from colima_guard.model.paths import is_within
from colima_guard.model.secrets import PRIVATE_SORTS, catalogue
from colima_guard.model.share import Access
from colima_guard.model.shell import word
from colima_guard.scan.finding import Confidence, ScanFinding
from colima_guard.scan.project import Bind, Service

#: directories that a VM has of its own: a bind of them is none of the host, unless somebody shares them
_OF_THE_VM = re.compile(
    r"/(?:proc|sys|dev|run|var/run|var/lib|var/log|var/cache|var/spool|etc|usr|bin|sbin|lib|lib32|lib64|boot|"
    r"lost\+found)(?:/|\Z)|/\Z|/(?:mnt|run/desktop/mnt)/host(?:/|\Z)"
)
#: what the sorts of the catalogue are, for a person
_HOLDS = {
    "keys": "holds keys and passwords of other machines",
    "build": "holds logins of package registries",
    "cloud": "holds logins of clouds and clusters",
    "browser": "holds what a browser keeps: cookies, passwords",
    "passwords": "holds passwords",
    "history": "holds what was typed into shells and programs",
    "ai": "holds logins and conversations of AI programs",
    "mail": "holds mail",
    "chat": "holds chats",
    "editors": "holds what an editor keeps: logins, files that were opened",
    "wallets": "holds wallets",
}
_OTHER_HOME = re.compile(r"(?:/home/[^/]+|/Users/[^/]+|/root)/(.+)\Z")


def is_of_the_vm(path: str) -> bool:
    """Whether a path is one that a VM has of its own, whatever the host has at the same path."""
    return _OF_THE_VM.match(path) is not None or path.startswith(("\\\\.\\", "//./"))


def outside(host: Host, bind: Bind, allow: Allowlist) -> bool:
    """Whether a bind is of a host directory that the allowlist does not hold, or only to be read."""
    if bind.origin == "device" or is_of_the_vm(bind.source) or not os.path.isabs(bind.source):
        return False
    return not allow.covers(host.realpath(bind.source), bind.access)


def not_allowed(host: Host, service: Service, allow: Allowlist) -> Iterator[ScanFinding]:
    """CG423."""
    for bind in service.binds:
        if not outside(host, bind, allow):
            continue
        real = host.realpath(bind.source)
        readable = allow.covers(real, Access.RO)
        said = "is allowed to be read only, and is mounted writable" if readable else "is not in the allowlist"
        where_to = f", which leads to {real}," if real != bind.source else ""
        yield ScanFinding(
            "CG423",
            Confidence.SURE,
            f"{bind.source}{where_to} {said}",
            _WHEN_MISSING[None if readable else bind.when_missing],
            f"mount something else, or allow it: colima-guard allow {word(real)}",
            bind.where,
            service.name,
            real,
        )


_WHEN_MISSING = {
    "empty": "once the VM is locked the container gets an empty directory in its place, and nothing says so",
    "fails": "once the VM is locked the container does not start",
    None: "once the VM is locked the container cannot use it as it does now",
}


def spreading(service: Service) -> Iterator[ScanFinding]:
    """CG425."""
    for bind in service.binds:
        if bind.propagation in ("shared", "rshared"):
            yield ScanFinding(
                "CG425",
                Confidence.SURE,
                f"what is mounted below {bind.target} in it appears in the VM, and in other containers "
                f"({bind.propagation})",
                "a container that may mount changes what others find at a path",
                "use the default, or `rslave`, which takes mounts and gives none",
                bind.where,
                service.name,
                bind.source,
            )


class Protected:
    """What is worth protecting, asked for each bind."""

    def __init__(self, host: Host, places: Sequence[SecretPlace]) -> None:
        self._host = host
        self._private = [place for place in places if place.secret.sort in PRIVATE_SORTS]
        self._relative = [one for one in catalogue(host.platform) if one.sort in PRIVATE_SORTS]
        self._home = host.realpath(host.home)

    def findings(self, service: Service) -> Iterator[ScanFinding]:
        """CG424."""
        for bind in service.binds:
            # a directory of the VM's own has of the home what the VM sees of it, which is told elsewhere
            found = None if bind.origin == "device" or is_of_the_vm(bind.source) else self._met(bind.source)
            if found is not None:
                confidence, said = found
                yield ScanFinding(
                    "CG424",
                    confidence,
                    f"{bind.source} {said}",
                    "whatever runs in the container reads it, and no allowlist helps once it is mounted",
                    "mount a copy of the one file that is needed, or give the value as a secret of the engine",
                    bind.where,
                    service.name,
                    bind.source,
                )

    def _met(self, source: str) -> tuple[Confidence, str] | None:
        paths = {source, self._host.realpath(source)}
        for place in self._private:
            if any(is_within(path, own) for path in paths for own in (place.path, place.real)):
                within = "" if paths & {place.path, place.real} else f"lies in {place.path}, which "
                return Confidence.SURE, f"{within}{_HOLDS[place.secret.sort]}"
        if any(is_within(self._home, path) or is_within(self._host.home, path) for path in paths):
            return Confidence.SURE, f"holds the whole home, {self._count(paths)}"
        inside = [
            place
            for place in self._private
            if any(is_within(own, p) for p in paths for own in (place.path, place.real))
        ]
        if present := [place for place in inside if place.present]:
            named = ", ".join(place.path for place in present[:3]) + (" and more" if len(present) > 3 else "")
            return Confidence.SURE, f"holds {named}"
        other = _OTHER_HOME.match(source)
        if other is not None and (own := next((one for one in self._relative if is_within(other[1], one.path)), None)):
            return Confidence.LIKELY, f"{_HOLDS[own.sort]}, in somebody's home"
        return None

    def _count(self, paths: set[str]) -> str:
        count = sum(place.present for place in self._private)
        return f"with {count} secrets that lie there now" if count else "and every secret that will lie there"


def _meets(place: SecretPlace, paths: set[str]) -> bool:
    return any(is_within(own, path) for path in paths for own in (place.path, place.real))
