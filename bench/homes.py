"""Sample homes: the instances of each backend as its own program saves them, and what is on ``PATH`` beside them."""

from __future__ import annotations

import hashlib
import json
import plistlib
import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from textwrap import indent
from typing import Protocol

_NARROW = "- location: ~/projects\n  writable: true"
_DOCKER_DESKTOP = "4.90.0"


class _Add(Protocol):
    def __call__(self, home: Path, names: Sequence[str], *, narrow: bool) -> None:
        """Writes stopped instances of such names, which share the home as they do when they are new, or are narrow."""


@dataclass(frozen=True)
class Sample:
    """One backend: how instances of it are written into a home, and where Homebrew has its programs."""

    add: _Add
    programs: Mapping[str, str]
    #: whether a home can have more than one
    many: bool = True


def names(instances: int) -> list[str]:
    """The names of so many instances."""
    return ["default", *(f"work{number:04}" for number in range(1, instances))]


def build(home: Path) -> None:
    """Writes a home with ``~/projects``, and some secrets."""
    for name in ("projects", ".ssh", ".aws", ".kube", ".docker"):
        (home / name).mkdir(parents=True)


def programs(directory: Path, kegs: Mapping[str, str]) -> Path:
    """A directory for ``PATH``: commands as Homebrew links them, whose place says the release, and ``ps``."""
    (directory / "bin").mkdir(parents=True)
    for command, keg in kegs.items():
        binary = directory / f"Cellar/{keg}/bin" / command
        _write(binary, "#!/bin/sh\nexit 1\n")
        binary.chmod(0o755)
        (directory / "bin" / command).symlink_to(binary)
    if ps := shutil.which("ps"):
        (directory / "bin/ps").symlink_to(ps)
    return directory / "bin"


def _add_colima(home: Path, names: Sequence[str], *, narrow: bool) -> None:
    """Profiles, and what Colima makes of each for Lima.

    The copy of the last start is from before a profile was narrowed, so that it is a text of its own.
    """
    _write_context(home)
    for name in names:
        identifier = "colima" if name == "default" else f"colima-{name}"
        instance = home / ".colima/_lima" / identifier
        # 69 keys and as many comments as Colima 0.10.3 writes, which saves all that it knows; few real ones are as long
        wide = _sample("colima.yaml", NAME=identifier, MOUNTS="mounts: []")
        listed = "mounts:\n" + indent(_NARROW, "  ")
        _write(home / ".colima" / name / "colima.yaml", wide.replace("mounts: []", listed) if narrow else wide)
        _write(instance / "colima.yaml", wide)
        location = f"{home}/projects" if narrow else '"~"'
        _write(instance / "lima.yaml", _sample("colima-lima.yaml", HOME=str(home), NAME=name, LOCATION=location))
        _write(instance / "lima-version", "2.2.0")


def _write_context(home: Path) -> None:
    """The docker context of Colima's default profile."""
    _write(home / ".docker/config.json", json.dumps({"auths": {}, "currentContext": "colima"}))
    context = {"Name": "colima", "Endpoints": {"docker": {"Host": f"unix://{home}/.colima/default/docker.sock"}}}
    folder = hashlib.sha256(b"colima").hexdigest()
    _write(home / ".docker/contexts/meta" / folder / "meta.json", json.dumps(context))


def _add_lima(home: Path, names: Sequence[str], *, narrow: bool) -> None:
    """Instances of a template for containers, as ``limactl create`` 2.2 saves them with all that it is based on."""
    text = _sample("lima.yaml", MOUNTS=_NARROW if narrow else '- location: "~"')
    for name in names:
        _write(home / ".lima" / name / "lima.yaml", text)
        _write(home / ".lima" / name / "lima-version", "2.2.0")


def _add_docker_desktop(home: Path, names: Sequence[str], *, narrow: bool) -> None:
    """The settings with every key, as an upgraded Docker Desktop has them, and the file that says its release."""
    if sys.platform == "darwin":
        folder, app, shared = "Library/Group Containers/group.com.docker", home / "Applications/Docker.app", "/Users"
        _write(app / "Contents/Info.plist", plistlib.dumps({"CFBundleShortVersionString": _DOCKER_DESKTOP}).decode())
    else:
        folder, app, shared = ".docker/desktop", home / "Applications/docker-desktop", "/home"
        _write(app / "componentsVersion.json", json.dumps({"Informational": _DOCKER_DESKTOP}))
    settings = _sample("settings-store.json", HOME=str(home), APP=str(app), SHARED=shared)
    _write(home / folder / "settings-store.json", settings)


def _sample(name: str, **values: str) -> str:
    text = Path(__file__).with_name("samples").joinpath(name).read_text()
    for key, value in values.items():
        text = text.replace(f"@{key}@", value)
    return text


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


SAMPLES = {
    "colima": Sample(_add_colima, {"colima": "colima/0.10.3", "limactl": "lima/2.2.0"}),
    "lima": Sample(_add_lima, {"limactl": "lima/2.2.0"}),
    "docker-desktop": Sample(_add_docker_desktop, {}, many=False),
}
