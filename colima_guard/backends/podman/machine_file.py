"""The file of a machine as it lies in the folder of its provider, and what it says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, TypeVar, get_args, get_origin

from colima_guard.backends.podman.machine_model import MachineConfig
from colima_guard.backends.shared.found_file import FoundFile, found_file
from colima_guard.formats.golang.types import Struct, declared
from colima_guard.formats.json.read import Document, Member, fold, read
from colima_guard.formats.refused import EditRefused, NotRead
from colima_guard.host.machine import Host
from colima_guard.model.named_tuple import NamedTuple
from colima_guard.model.share import Place

S = TypeVar("S", bound=Struct)


class Reading(NamedTuple):
    """A machine's JSON, and what it gave."""

    document: Document
    config: MachineConfig


class MachineFile(FoundFile[Reading]):
    """The file of a machine."""

    __slots__ = ()

    @property
    def config(self) -> MachineConfig | None:
        """What it says; ``None`` where Podman does not load it."""
        return self.value.config if self.value is not None else None

    @property
    def why_not_loaded(self) -> str:
        """Why it says nothing. One that was listed and is not there is a link."""
        return self.problem or "its file is a link that leads nowhere"

    def member(self) -> Member | None:
        """The list of its mounts as it stands."""
        spelled = self.value.document.spellings("Mounts") if self.value is not None else ()
        return spelled[-1] if spelled else None

    def places(self) -> Iterator[Place]:
        """Where each mount stands."""
        member = self.member()
        if self.value is not None and member is not None:
            for line, column in self.value.document.elements(member):
                yield Place(self.path, line, column)


def machine_file(host: Host, path: str) -> MachineFile:
    """The file of a machine. Never raises for what it holds, nor where we may not look."""
    return found_file(host, path, MachineFile, partial(parse, path))


def parse(path: str, data: bytes) -> MachineFile:
    """The file of a machine of which the bytes are at hand."""
    try:
        document = read(data)
        if document.bom:  # encoding/json takes it for an invalid character
            return MachineFile(path, data, None, "it begins with a byte order mark", 1)
        if len(document.spellings("Mounts")) > 1:
            raise _Twice("Mounts")
        values = {member.key: member.value for member in document.members}
        return MachineFile(path, data, Reading(document, decoded(values, MachineConfig)))
    except EditRefused as refused:
        return MachineFile(path, data, None, refused.reason, refused.line, unsure=isinstance(refused, NotRead))
    except _WrongKind as wrong:
        return MachineFile(path, data, None, f"`{wrong}` is of another kind than Podman reads")
    except _Twice as twice:
        return MachineFile(path, data, None, f"`{twice}` is there twice", unsure=True)


class _Twice(Exception):
    """Go reads the second one into what it has of the first, entry by entry: what that makes is not told here."""


class _WrongKind(Exception):
    pass


def decoded(values: Mapping[str, Any], model: type[S]) -> S:
    """A struct as Go's ``encoding/json`` fills it: keys in any case, ``null`` says nothing."""
    fields = {fold(field.key): field for field in declared(model)}
    found: dict[str, Any] = {}
    for name, value in values.items():
        field = fields.get(fold(name))
        if field is not None and field.name in found:
            raise _Twice(name)
        if field is not None and value is not None:
            found[field.name] = _value(name, value, field.kind)
    return model(**found)


def _value(name: str, value: Any, kind: Any) -> Any:
    if kind is Any:
        return value
    kind = (
        next((part for part in get_args(kind) if part is not type(None)), kind)
        if get_origin(kind) is not list
        else kind
    )
    if get_origin(kind) is list:
        if not isinstance(value, list):
            raise _WrongKind(name)
        (inner,) = get_args(kind)
        return [_value(name, one, inner) for one in value]
    if isinstance(kind, type) and issubclass(kind, Struct):
        if not isinstance(value, dict):
            raise _WrongKind(name)
        return decoded(value, kind)
    if type(value) is not kind:
        raise _WrongKind(name)
    return value
