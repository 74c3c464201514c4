"""Asking an engine for its containers and volumes. What it answers is not trusted: it may be anything of any size."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from colima_guard.errors import GuardError
from colima_guard.host.machine import Host
from colima_guard.host.programs import Completed
from colima_guard.model.instance import EngineClient
from colima_guard.model.named_tuple import NamedTuple
from colima_guard.scan.container.inspected import mapping, mappings, objects, string

#: bytes of one answer; an inspected container has some 10,000
MAX_ANSWER = 32 << 20
#: containers that are inspected; above that there is no telling of them all
MAX_CONTAINERS = 5000
#: so many are named in one command
_BATCH = 200
_ID = re.compile(r"[0-9a-f]{12,64}")
_VOLUME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,254}")


class Answer(NamedTuple):
    """What ``inspect`` printed of all containers and of the volumes that they use, as JSON."""

    containers: str
    volumes: str


class Question(NamedTuple):
    """An engine that is asked, until a time in seconds since 1970."""

    host: Host
    client: EngineClient
    until: float

    def containers(self) -> Answer:
        """Raises ``GuardError`` where it does not answer, or not with what a client prints."""
        ids = self._ids()
        texts = list(self._inspected("container", ids))
        if len(list(_parsed(texts))) < len(ids):
            # one that went meanwhile is no matter, if the others are all told of
            ids = self._ids()
            texts = list(self._inspected("container", ids))
            if len(list(_parsed(texts))) < len(ids):
                raise GuardError("it does not tell of all of its containers")
        names = dict.fromkeys(name for one in _parsed(texts) for name in _volumes(one) if _VOLUME.fullmatch(name))
        return Answer("\n".join(texts), "\n".join(self._inspected("volume", list(names))))

    def _ids(self) -> list[str]:
        done = self._run(("ps", "--all", "--quiet", "--no-trunc"))
        if done.code != 0:
            raise GuardError(_said(done))
        ids = done.out.split()
        if not all(_ID.fullmatch(one) for one in ids):
            raise GuardError("it does not answer as its client does: a list of ids was expected")
        if len(ids) > MAX_CONTAINERS:
            raise GuardError(f"it has more than {MAX_CONTAINERS:,} containers")
        return list(dict.fromkeys(ids))

    def _inspected(self, kind: str, names: Sequence[str]) -> Iterator[str]:
        """What ``inspect`` prints, one object a line. Where some are gone, the others are printed all the same."""
        for start in range(0, len(names), _BATCH):
            batch = names[start : start + _BATCH]
            done = self._run((kind, "inspect", "--format", "{{json .}}", *batch))
            if done.code != 0 and not done.out.strip() and kind == "container" and not _gone(done):
                raise GuardError(_said(done))
            objects(done.out)
            yield done.out

    def _run(self, arguments: Iterable[str]) -> Completed:
        left = self.until - self.host.now()
        if left <= 0:
            raise GuardError("it did not answer in time")
        argv = [*self.client.argv, *arguments]
        done = self.host.run(argv, timeout=left, env=dict(self.client.env), most=MAX_ANSWER)
        if done.code is None:
            raise GuardError("it did not answer in time")
        if not done.whole:
            raise GuardError(f"it answers with more than {MAX_ANSWER >> 20} MB")
        return done


def _parsed(texts: Iterable[str]) -> Iterator[dict[str, object]]:
    for text in texts:
        yield from (dict(one) for one in objects(text))


def _volumes(container: dict[str, object]) -> Iterator[str]:
    for mount in mappings(container.get("Mounts")):
        if string(mount.get("Type")) == "volume" or mount.get("Name"):
            yield string(mount.get("Name"))
    for mount in mappings(mapping(container.get("HostConfig")).get("Mounts")):
        if string(mount.get("Type")) == "volume":
            yield string(mount.get("Source"))


def _gone(done: Completed) -> bool:
    return "no such" in done.err.lower()


def _said(done: Completed) -> str:
    """The last line of what a client complains of."""
    lines = done.err.strip().splitlines()
    return lines[-1][:300] if lines else f"its client ended with exit code {done.code}"
