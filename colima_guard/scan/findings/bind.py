"""Binds of secrets, and mounts that spread."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from colima_guard.host.machine import Host
from colima_guard.host.secret_files import SecretPlace, secret_places
from colima_guard.model.paths import Paths
from colima_guard.model.secrets import PRIVATE_SORTS, catalogue
from colima_guard.scan.finding import Confidence, ScanFinding
from colima_guard.scan.project import Service

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
        private = [place for place in places if place.secret.sort in PRIVATE_SORTS]
        self._places = {path: place for place in reversed(private) for path in (place.real, place.path)}
        self._known = Paths(self._places)
        self._present = Paths(path for path, place in self._places.items() if place.present)
        self._elsewhere = {one.path: one for one in catalogue(host.platform) if one.sort in PRIVATE_SORTS}
        self._relative = Paths(self._elsewhere)
        self._homes = Paths((host.home, host.realpath(host.home)))

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
        paths = tuple(dict.fromkeys((source, self._host.realpath(source))))
        for path in paths:
            if (known := self._known.above(path)) is not None:
                place = self._places[known]
                within = "" if known == path else f"lies in {place.path}, which "
                return Confidence.SURE, f"{within}{_HOLDS[place.secret.sort]}"
        if any(self._homes.within(path) for path in paths):
            return Confidence.SURE, f"holds the whole home, {self._count()}"
        if present := [self._places[known].path for path in paths for known in self._present.within(path)]:
            named = list(dict.fromkeys(present))
            return Confidence.SURE, f"holds {', '.join(named[:3])}" + (" and more" if len(named) > 3 else "")
        other = _OTHER_HOME.match(source)
        if other is not None and (own := self._relative.above(other[1])) is not None:
            return Confidence.LIKELY, f"{_HOLDS[self._elsewhere[own].sort]}, in somebody's home"
        return None

    def _count(self) -> str:
        count = len({place.path for place in self._places.values() if place.present})
        return f"with {count} secrets that lie there now" if count else "and every secret that will lie there"


def protected(host: Host) -> Protected:
    """What is worth protecting on this machine."""
    return Protected(host, host.once(secret_places))
