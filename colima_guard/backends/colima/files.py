"""The files that decide about Colima's profiles, each read once."""

from __future__ import annotations

import posixpath

from colima_guard.backends.colima.profile import Profile
from colima_guard.backends.colima.rules.shared_files import SharedFiles
from colima_guard.backends.colima.rules.start import Source, doubt_text
from colima_guard.backends.lima.layout import BASE, DEFAULT, OVERRIDE
from colima_guard.backends.lima.rules.source import read
from colima_guard.backends.lima.running.process import Running, running_vm
from colima_guard.backends.shared.found_file import found_file
from colima_guard.errors import GuardError
from colima_guard.formats.golang.yaml_v3.document import decode
from colima_guard.host.machine import Host
from colima_guard.model.bug import to_report


class Files:
    """Reads profiles, templates and state copies, and once a Lima home the files that reach every profile in it."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._shared: dict[str, SharedFiles] = {}

    def source(self, path: str, alike: Source | None = None) -> Source:
        """A configuration file as it is found.

        Colima saves profile and state copy ``alike``, and the same text is decoded once.
        """
        return found_file(self._host, path, Source, lambda data: _decode(path, data, alike))

    def existing(self, *paths: str) -> tuple[Source, ...]:
        """The files at which something lies, readable or not."""
        sources = (self.source(path) for path in paths)
        return tuple(source for source in sources if source.data is not None or source.problem is not None)

    def shared(self, lima_home: str) -> SharedFiles:
        """The files of a Lima home that reach every instance in it."""
        if lima_home not in self._shared:
            paths = (posixpath.join(lima_home, name) for name in (DEFAULT, OVERRIDE, BASE))
            self._shared[lima_home] = SharedFiles(lima_home, *(read(self._host, path) for path in paths))
        return self._shared[lima_home]


def _decode(path: str, data: bytes, alike: Source | None) -> Source:
    if alike is not None and data == alike.data:
        return alike._replace(path=path)
    try:
        decoded = decode(data, Profile)
    except Exception as bug:  # noqa: BLE001 - what our reader fails at is not known; the other files are
        return Source(path, problem=to_report(bug))
    doubt = decoded.doubt
    return Source(path, data, decoded, None if doubt is None else f"{path}:{doubt.line}: {doubt_text(doubt)}")


def profile_vm(host: Host, lima_dir: str | None, profile: Source) -> tuple[Running | None, str | None]:
    """The running VM of a profile, ``None`` where there is none; and why that cannot be told."""
    if lima_dir is None:
        return None, None
    home = posixpath.dirname(lima_dir)
    born_from = [profile.path, posixpath.join(lima_dir, "lima.yaml")]
    born_from += [posixpath.join(home, name) for name in (DEFAULT, OVERRIDE)]
    try:
        return running_vm(host, lima_dir, born_from), None
    except GuardError as error:
        return None, error.what
