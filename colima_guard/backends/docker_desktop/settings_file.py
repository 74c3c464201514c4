"""Reading Docker Desktop's settings files: each once, and what is wrong with it."""

from __future__ import annotations

from typing import NamedTuple

from colima_guard.backends.docker_desktop.settings_model import LIST, Settings, WrongValue, settings_of
from colima_guard.formats.json.read import Document, Member, read
from colima_guard.formats.refused import EditRefused
from colima_guard.host.machine import Host
from colima_guard.host.values import Unreadable
from colima_guard.model.share import Place

_BOM = "it begins with a byte order mark, at which Docker Desktop stops (docker/for-win#14700)"


class Found(NamedTuple):
    """A settings file as it was found: its bytes, what they say, or why Docker Desktop does not load them."""

    path: str
    model: type[Settings]
    data: bytes | None = None
    document: Document | None = None
    settings: Settings | None = None
    #: why Docker Desktop does not load it, and the line
    problem: str | None = None
    line: int | None = None
    #: something is there and cannot be read
    unreadable: str | None = None

    @property
    def there(self) -> bool:
        """Whether something lies there, readable or not."""
        return self.data is not None or self.unreadable is not None

    @property
    def starts(self) -> str | None:
        """Why Docker Desktop would not start with it, a byte order mark included; ``None`` when it would."""
        return self.problem or (_BOM if self.document is not None and self.document.bom else None)

    def spelled(self, key: str = LIST) -> tuple[Member, ...]:
        return self.document.spelled(key) if self.document is not None else ()

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
        spelled = self.spelled(key)
        return self.place(spelled[-1] if spelled else None)


def find(host: Host, path: str, model: type[Settings]) -> Found:
    """A settings file. Never raises for what it holds, nor where the system does not let us look."""
    try:
        data = host.read(path)
    except Unreadable as error:
        return Found(path, model, unreadable=error.what)
    return parsed(path, data, model)


def parsed(path: str, data: bytes | None, model: type[Settings]) -> Found:
    """The same for bytes that are at hand."""
    if data is None:
        return Found(path, model)
    try:
        document = read(data)
    except EditRefused as refused:
        return Found(path, model, data, problem=refused.reason, line=refused.line)
    try:
        return Found(path, model, data, document, settings_of(document, model))
    except WrongValue as wrong:
        return Found(path, model, data, document, None, str(wrong), document.line(wrong.member.at))
