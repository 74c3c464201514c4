"""Features: what each adds to the container, by its own file or the table of published ones."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from colima_guard.scan.devcontainer.configuration import Configuration
from colima_guard.scan.devcontainer.files import Unread
from colima_guard.scan.devcontainer.jsonc import TooDeep, read
from colima_guard.scan.devcontainer.nodes import node
from colima_guard.scan.devcontainer.properties import Source
from colima_guard.scan.project import Unknown, Where

#: the names that the CLI still takes without a registry (``getBackwardCompatibleFeatureId``)
_MIGRATED = frozenset(
    (
        *("aws-cli", "azure-cli", "desktop-lite", "docker-in-docker", "docker-from-docker", "dotnet", "git"),
        *("git-lfs", "github-cli", "java", "kubectl-helm-minikube", "node", "powershell", "python", "ruby", "rust"),
        *("sshd", "terraform"),
    )
)
_RENAMED = {"golang": "go", "common": "common-utils", "gradle": "java", "maven": "java", "jupyterlab": "python"}
_OURS = "ghcr.io/devcontainers/features"
_VERSION = re.compile(r"(\d+)(?:\.(\d+))?(?:\.(\d+))?\Z")
FILE = "devcontainer-feature.json"
MAX_FEATURES = 100
_Named = tuple[str, Where]


class Features:
    """What the Features of a configuration ask for, those first that others depend on."""

    def __init__(self, config: Configuration) -> None:
        self._config = config
        self._seen: set[str] = set()
        self.unknown: list[Unknown] = []

    def of(self, features: list[_Named]) -> Iterator[Source]:
        """The properties that these Features add. What cannot be told goes to ``unknown``."""
        for name, where in features:
            name = _full(name)
            if name in self._seen:
                continue
            self._seen.add(name)
            if len(self._seen) > MAX_FEATURES:
                self._doubt(f"more than {MAX_FEATURES} Features", where)
                return
            if name.startswith(("./", "../", "/")):
                yield from self._local(name, where)
            else:
                yield from self._published(name, where)

    def _doubt(self, why: str, where: Where) -> None:
        self.unknown.append(Unknown(why, where))

    def _local(self, name: str, where: Where) -> Iterator[Source]:
        if os.path.isabs(name):
            self._doubt(f"the Feature {name} is named by an absolute path, which the CLI refuses", where)
            return
        directory = self._config.beside(name)
        if ".." in os.path.relpath(directory, os.path.join(self._config.folder, ".devcontainer")):
            self._doubt(f"the Feature {name} does not lie below .devcontainer, which the CLI refuses", where)
            return
        path = os.path.join(directory, FILE)
        try:
            document = read(path, self._config.files.text(path))
        except (Unread, TooDeep) as error:
            self._doubt(f"what the Feature {name} adds cannot be told: {error}", where)
            return
        if document.root is None or not isinstance(document.root.value, dict):
            self._doubt(f"what the Feature {name} adds cannot be told: {path} holds no object", where)
            return
        needed = document.root.get("dependsOn")
        if needed is not None and isinstance(needed.value, dict):
            yield from self.of([(key, document.where(value)) for key, value in needed.value.items()])
        yield Source(document.root, "feature", document.where)

    def _published(self, name: str, where: Where) -> Iterator[Source]:
        from colima_guard.scan.devcontainer.known_features import ASKING, KNOWN

        resource, version = _reference(name)
        registry, _, own = resource.rpartition("/")
        majors = dict(entry.split("=") for entry in KNOWN.get(registry, "").split())
        wanted = _VERSION.match(version)
        if own not in majors or (wanted and int(wanted[1]) > int(majors[own])):
            self._doubt(f"what the Feature {name} adds is not known here", where)
            return
        rows = list(ASKING.get(resource, ()))
        if wanted:
            newest = tuple(int(part) if part is not None else 1 << 30 for part in wanted.groups())
            rows = [row for row in rows if row.first <= newest][-1:] or rows[:1]
        elif version in ("latest", ""):
            rows = rows[-1:]
        for row in rows:  # of a digest any version
            yield Source(node(row.declares), "feature", lambda _: where)


def _full(name: str) -> str:
    if name in _MIGRATED or name in _RENAMED:
        return f"{_OURS}/{_RENAMED.get(name, name)}:1"
    return name


def _reference(name: str) -> tuple[str, str]:
    """Registry, path and name of a Feature, and its version, as ``getRef`` takes them apart."""
    name = name.lower()
    resource, at, version = name.rpartition("@")
    if not at:
        resource, colon, version = name.rpartition(":")
        if not colon or "/" in version:
            resource, version = name, "latest"
    parts = resource.split("/")
    if parts[1:2] == ["devcontainers-contrib"]:
        parts[1] = "devcontainers-extra"
    return "/".join(parts), version
