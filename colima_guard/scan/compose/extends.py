"""Services that extend others (compose-go v2.16.1, ``loader/extends.go``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from colima_guard.scan.compose.load import Document
from colima_guard.scan.compose.merge import extend
from colima_guard.scan.compose.reading import MAX_DEPTH, Reading, Stopped
from colima_guard.scan.compose.resolve import is_remote
from colima_guard.scan.compose.tags import take
from colima_guard.scan.compose.values import Value, unset_variables

if TYPE_CHECKING:
    from colima_guard.scan.compose.model import Loader

Taken = tuple[tuple[str, ...], ...]
#: the services on the way, with the file that each was said to extend from
Way = tuple[tuple[str, str], ...]


class Extending:
    """Puts services over those that they extend, in one document of a file."""

    def __init__(self, reading: Reading, loader: Loader, file: str) -> None:
        self._reading = reading
        self._loader = loader
        self._file = file

    def apply(self, document: Document) -> None:
        """Changes a document in place. A service whose base cannot be had is noted, and stays as it is."""
        for section in ("services", "jobs"):
            found = document.root.get(section)
            if found is None:
                continue
            if not isinstance(found.data, dict):
                self._reading.refuse(f"{section} must be a mapping", found.where)
                continue
            for name in list(found.data):
                try:
                    found.data[name] = self._service(name, found.data, document.taken, ())
                except Stopped as stopped:
                    self._reading.note(stopped)

    def _service(self, name: str, services: dict[str, Value], taken: Taken, way: Way) -> Value:
        service = services[name]
        extends = service.get("extends")
        if service.data is None or extends is None:
            return service
        ref = extends.text or extends.text_of("service")
        if not ref:
            raise Stopped(f"extends.{name}.service is required", extends.where)
        file = extends.text_of("file") or None
        others, theirs = self._base(ref, file, extends, services, taken)
        step = (file or self._file, name)
        if step in way:
            why = " extends ".join(each for _, each in (*way, step))
            raise Stopped(f"circular reference: {why}", extends.where)
        if len(way) > MAX_DEPTH:
            raise Stopped(f"more than {MAX_DEPTH} services extend one another", extends.where, sure=False)
        base = self._service(ref, others, theirs, (*way, step))
        if base.data is None:
            return service
        if not isinstance(base.data, dict):
            raise Stopped(f"services.{ref} must be a mapping", base.where)
        source = base.copy()
        take(taken, source.like({"services": source.like({name: source})}))
        merged = extend(source, service)
        merged.items.pop("extends", None)
        services[name] = merged
        return merged

    def _base(
        self, ref: str, file: str | None, extends: Value, services: dict[str, Value], taken: Taken
    ) -> tuple[dict[str, Value], Taken]:
        """The services among which the base is, and what the tags of their file take."""
        self._reading.unknown.extend(unset_variables(extends))
        if file is None:
            others, theirs = services, taken
        elif is_remote(file):
            raise Stopped(f"{file} is fetched from elsewhere, and is not read", extends.where, sure=False)
        else:
            base, theirs = self._loader.base_services(file, extends.where)
            others = base.items
        if ref not in others:
            raise Stopped(f"cannot extend service: {ref} not found in {file or self._file}", extends.where)
        return others, theirs
