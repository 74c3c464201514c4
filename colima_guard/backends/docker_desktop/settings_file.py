"""Reading Docker Desktop's settings files: each once, and what is wrong with it."""

from __future__ import annotations

from functools import partial

from colima_guard.backends.docker_desktop.settings_model import LIST, Settings, WrongValue, settings_of
from colima_guard.backends.shared.found_file import FoundFile, found_file
from colima_guard.formats.json.read import Document, Member, read
from colima_guard.formats.refused import EditRefused
from colima_guard.host.machine import Host
from colima_guard.model.named_tuple import NamedTuple
from colima_guard.model.share import Place

_BOM = "it begins with a byte order mark, at which Docker Desktop stops (docker/for-win#14700)"


class Reading(NamedTuple):
    """What a settings file was read as, and what that gave."""

    model: type[Settings]
    document: Document | None = None
    settings: Settings | None = None


class SettingsFile(FoundFile[Reading]):
    """A settings file of Docker Desktop's as it was found. Every one has a ``value``, whatever it holds."""

    __slots__ = ()

    @property
    def model(self) -> type[Settings]:
        """The kind of settings that it holds."""
        return self.value.model if self.value is not None else Settings

    @property
    def document(self) -> Document | None:
        """Its JSON."""
        return self.value.document if self.value is not None else None

    @property
    def settings(self) -> Settings | None:
        """What it says."""
        return self.value.settings if self.value is not None else None

    @property
    def starts(self) -> str | None:
        """Why Docker Desktop would not start with it, a byte order mark included; ``None`` when it would."""
        if self.unreadable:
            return None
        return self.problem or (_BOM if self.document is not None and self.document.bom else None)

    def spelled(self, key: str = LIST) -> tuple[Member, ...]:
        """The members that are this key to Docker Desktop, which tells no case apart."""
        return self.document.spellings(key) if self.document is not None else ()

    def place(self, member: Member | None = None) -> Place:
        """Where a member stands; the file alone where it says something by saying nothing."""
        if member is None or self.document is None:
            return Place(self.path, self.line)
        return Place(self.path, self.document.line(member.at), self.document.column(member.at))

    def places(self, member: Member) -> list[Place]:
        """Where each entry of a list stands."""
        elements = self.document.elements(member) if self.document is not None else []
        return [Place(self.path, line, column) for line, column in elements]

    def place_of(self, key: str) -> Place:
        """Where a key stands: the last of its spellings, or the file alone."""
        spelled = self.spelled(key)
        return self.place(spelled[-1] if spelled else None)


def read_settings(host: Host, path: str, model: type[Settings]) -> SettingsFile:
    """A settings file. Never raises for what it holds, nor where the system does not let us look."""
    return found_file(
        host, path, partial(SettingsFile, value=Reading(model)), lambda data: parse_settings(path, data, model)
    )


def parse_settings(path: str, data: bytes | None, model: type[Settings]) -> SettingsFile:
    """A settings file of which the bytes are at hand."""
    if data is None:
        return SettingsFile(path, value=Reading(model))
    try:
        document = read(data)
    except EditRefused as refused:
        return SettingsFile(path, data, Reading(model), refused.reason, refused.line)
    try:
        return SettingsFile(path, data, Reading(model, document, settings_of(document, model)))
    except WrongValue as wrong:
        line = document.line(wrong.member.at)
        return SettingsFile(path, data, Reading(model, document), str(wrong), line)
