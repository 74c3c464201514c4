"""Hard links: a file in a shared directory that is the same file as a secret. Nothing finds them but a walk."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from colima_guard.host.machine import Host
from colima_guard.model.allowlist import Allowlist
from colima_guard.model.finding import Finding
from colima_guard.model.named_tuple import NamedTuple
from colima_guard.model.paths import Paths
from colima_guard.model.share import Share
from colima_guard.model.shell import word
from colima_guard.model.verdict import Concern, Judgement, Verdict, looked_into

#: entries that are looked at below the secrets, and below each shared directory
MOST = 2_000_000
#: entries after which it is said that it goes on
_STEP = 100_000

Say = Callable[[str], None]


class Found(NamedTuple):
    """The second names in a directory, each with the secret that it is; and why there may be more."""

    names: tuple[tuple[str, str], ...] = ()
    unfinished: str | None = None


class SecondNames:
    """The names of secrets in shared directories, each directory walked once."""

    def __init__(self, host: Host, secrets: Sequence[str], say: Say | None) -> None:
        """``secrets`` are real paths: what is worth protecting, and the files that decide about VMs."""
        self._host = host
        self._secrets = secrets
        self._below = Paths(self._secrets)
        self._say = say or (lambda text: None)
        self._by_directory: dict[str, Found] = {}
        #: those with more names than the ones among the secrets, by device and inode
        self._wanted: dict[tuple[int, int], str] | None = None
        self._unfinished: str | None = None

    def within(self, directory: str) -> Found:
        """Those at or below a real directory."""
        if directory not in self._by_directory:
            self._by_directory[directory] = self._walked(directory)
        return self._by_directory[directory]

    def _walked(self, directory: str) -> Found:
        wanted = self._sought()
        if not wanted:
            return Found(unfinished=self._unfinished)
        self._say(f"looking in {directory} for second names of {len(wanted)} secrets ...")
        devices = {device for device, _ in wanted}
        found: list[tuple[str, str]] = []
        for number, entry in enumerate(self._host.walk(directory, devices)):
            if number >= MOST:
                return Found(tuple(found), f"{directory} holds more than {MOST} files")
            if number and number % _STEP == 0:
                self._say(f"... {number} files")
            secret = wanted.get((entry.device, entry.inode)) if entry.links > 1 else None
            if secret is not None and self._below.above(entry.path) is None:
                found.append((entry.path, secret))
        return Found(tuple(found), self._unfinished)

    def _sought(self) -> dict[tuple[int, int], str]:
        """The secrets that have a name elsewhere; most homes have none, and nothing is walked."""
        if self._wanted is None:
            seen: dict[tuple[int, int], list[str]] = {}
            links: dict[tuple[int, int], int] = {}
            for number, entry in enumerate(entry for secret in self._secrets for entry in self._host.walk(secret)):
                if number >= MOST:
                    self._unfinished = f"the secrets are more than {MOST} files"
                    break
                if entry.links > 1:
                    names = seen.setdefault((entry.device, entry.inode), [])
                    names += [] if entry.path in names else [entry.path]
                    links[entry.device, entry.inode] = entry.links
            self._wanted = {who: names[0] for who, names in seen.items() if len(names) < links[who]}
        return self._wanted


def concerns(
    second: SecondNames, judgements: Sequence[Judgement], allow: Allowlist, *, accepted: bool
) -> Iterator[Concern]:
    """What shared directories show of secrets by a second name."""
    shares: dict[str, Share] = {}
    for real, share in looked_into(judgements, accepted=accepted):
        if real != allow.placeholder:
            shares.setdefault(real, share)
    for real, share in shares.items():
        found = second.within(real)
        for name, secret in found.names:
            message = f"{name} is the same file as {secret}, a hard link"
            yield Concern(Finding("CG115", message, f"rm {word(name)}", share.place, name), Verdict.OPEN)
        if found.unfinished is not None:
            message = f"whether a secret has a second name in {real} cannot be told: {found.unfinished}"
            yield Concern(Finding("CG115", message, "allow a smaller directory", share.place, real), Verdict.UNKNOWN)
