"""One model from the files of a project, or of what it includes (compose-go v2.16.1, ``loader/loader.go``)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from colima_guard.scan.compose.canonical import canonical
from colima_guard.scan.compose.consistency import conflicts
from colima_guard.scan.compose.extends import Extending
from colima_guard.scan.compose.include import import_resources, included_models
from colima_guard.scan.compose.interpolate import interpolate
from colima_guard.scan.compose.load import Document, load
from colima_guard.scan.compose.merge import merge
from colima_guard.scan.compose.reading import Reading, Stopped
from colima_guard.scan.compose.resolve import resolve
from colima_guard.scan.compose.schema import validate
from colima_guard.scan.compose.tags import take
from colima_guard.scan.compose.unique import enforce
from colima_guard.scan.compose.values import Value
from colima_guard.scan.project import Where


class Loader:
    """Reads files one over the other.

    ``base`` is what relative paths are made absolute from, relative itself for what is included; ``folder`` is the
    directory in which files that are named are looked for.
    """

    def __init__(
        self, reading: Reading, base: str, folder: str, environment: Mapping[str, str], included: tuple[str, ...] = ()
    ) -> None:
        self._reading = reading
        self.base = base
        self.folder = folder
        self.environment = environment
        self._included = included
        self._parsed: dict[str, list[Document]] = {}
        self._bases: dict[str, tuple[Value, tuple[tuple[str, ...], ...]]] = {}

    def model(self, files: Sequence[tuple[str, Where]]) -> Value:
        """The files as one model. What Compose refuses is noted, and the rest is read all the same."""
        whole = Value({}, files[0][1] if files else Where(""))
        for file, at in files:
            try:
                whole = self._file(file, at, whole)
            except Stopped as stopped:
                self._reading.note(stopped)
        conflicts(whole, self._reading)
        resolve(whole, self.base, self._reading)
        self._pass_environment(whole)
        return whole

    def parsed(self, file: str, at: Where) -> list[Document]:
        """A file's documents as they are written, not to be changed. Raises ``Stopped``."""
        path = self._reading.abs(file)
        if path not in self._parsed:
            self._parsed[path], doubt = load(self._reading.read(path, at), path)
            if doubt is not None:
                self._reading.note(doubt)
        return self._parsed[path]

    def documents(self, file: str, at: Where) -> list[Document]:
        """A file's documents, their variables filled in. Raises ``Stopped``."""
        documents = self.parsed(file, at)
        del self._parsed[self._reading.abs(file)]
        for document in documents:
            interpolate(document.root, self.lookup, self._reading)
        return documents

    def lookup(self, name: str) -> str | None:
        """The value of a variable; on Windows in any case (``LookupEnv``)."""
        found = self.environment.get(name)
        if found is None and self._reading.paths.windows:
            return next((value for key, value in self.environment.items() if key.lower() == name.lower()), None)
        return found

    def _file(self, file: str, at: Where, whole: Value) -> Value:
        for document in self.documents(file, at):
            self._include(document, file)
            take(document.taken, whole)
            Extending(self._reading, self, file).apply(document)
            try:
                whole = merge(whole, document.root)
            except Stopped as stopped:
                self._reading.note(stopped)
            enforce(whole, self._reading)
            if (fault := validate(whole)) is not None:
                self._reading.refusals.append(fault)
            canonical(whole, self._reading)
            enforce(whole, self._reading)
        return whole

    def _include(self, document: Document, file: str) -> None:
        includes = document.root.items.pop("include", None)
        if includes is None:
            return
        for model in included_models(includes, self, self._reading, (*self._included, self._reading.abs(file))):
            import_resources(model, document, self._reading)

    def base_services(self, file: str, at: Where) -> tuple[Value, tuple[tuple[str, ...], ...]]:
        """The services of a file that is extended, and what its tags take. Raises ``Stopped``.

        Only the services count: neither what it includes, nor its own ``extends``, which are followed one by one.
        """
        paths = self._reading.paths
        path = file if paths.is_abs(file) else paths.join(self.folder, file)
        if path not in self._bases:
            whole = Value({}, at)
            taken: tuple[tuple[str, ...], ...] = ()
            for document in self.documents(path, at):
                take(document.taken, whole)
                whole, taken = merge(whole, document.root), document.taken
                enforce(whole, self._reading)
                canonical(whole, self._reading)
                enforce(whole, self._reading)
            resolve(whole, self.directory_of(file), self._reading)
            services = whole.get("services")
            if services is None or not isinstance(services.data, dict):
                raise Stopped(f"{file}: no services section", at)
            self._bases[path] = services, taken
        return self._bases[path]

    def directory_of(self, file: str) -> str:
        """The directory of a file that is named, seen from where files are looked for (``localResourceLoader.Dir``)."""
        paths = self._reading.paths
        path = file if paths.is_abs(file) else paths.join(self.folder, file)
        if self._reading.kind(path) != "dir":
            folder = paths.dir(file)
            path = folder if paths.is_abs(folder) else paths.join(self.folder, folder)
        return paths.rel(self.folder, path)

    def _pass_environment(self, whole: Value) -> None:
        """Variables of a list that are named alone get their value here, from the model's own environment."""
        for section in ("services", "jobs"):
            for container in whole.items_of(section).values():
                for one in container.elements_of("environment"):
                    if isinstance(one.data, str) and (value := self.environment.get(one.data)) is not None:
                        one.data = f"{one.data}={value}"
