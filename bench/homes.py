"""Sample homes: Colima profiles as Colima itself saves them, each with the instance that Lima keeps for it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

_HERE = Path(__file__).parent
#: 69 keys and as many comments as Colima 0.10.3 writes, which saves every key that it knows; few real ones are as long
_PROFILE = (_HERE / "profile.yaml").read_text()
#: what Colima writes for Lima
_LIMA = (_HERE / "lima.yaml").read_text()
_NARROW = "mounts:\n  - location: ~/projects\n    writable: true"
_WIDE = "mounts: []"


def names(profiles: int) -> list[str]:
    """The names of so many profiles."""
    return ["default", *(f"work{number:04}" for number in range(1, profiles))]


def build(home: Path) -> None:
    """Writes a home with ``~/projects``, some secrets, and a docker context for Colima's default profile."""
    for name in ("projects", ".ssh", ".aws", ".kube", ".docker"):
        (home / name).mkdir(parents=True)
    _write(home / ".docker/config.json", json.dumps({"auths": {}, "currentContext": "colima"}))
    context = {"Name": "colima", "Endpoints": {"docker": {"Host": f"unix://{home}/.colima/default/docker.sock"}}}
    folder = hashlib.sha256(b"colima").hexdigest()
    _write(home / ".docker/contexts/meta" / folder / "meta.json", json.dumps(context))


def add(home: Path, profiles: Iterable[str], *, narrow: bool) -> None:
    """Writes a stopped instance a profile: one that shares the home, as Colima first saves it, or that was narrowed.

    The copy of the last start is from before that, so that it is a text of its own.
    """
    for name in profiles:
        identifier = "colima" if name == "default" else f"colima-{name}"
        instance = home / ".colima/_lima" / identifier
        wide = _PROFILE.replace("@NAME@", identifier).replace("@MOUNTS@", _WIDE)
        _write(home / ".colima" / name / "colima.yaml", wide.replace(_WIDE, _NARROW) if narrow else wide)
        _write(instance / "colima.yaml", wide)
        location = f"{home}/projects" if narrow else "~"
        lima = _LIMA.replace("@HOME@", str(home)).replace("@NAME@", name).replace("@LOCATION@", location)
        _write(instance / "lima.yaml", lima)
        _write(instance / "lima-version", "2.2.0")


def installed(directory: Path, release: str) -> Path:
    """A directory for ``PATH`` where ``colima`` is a link into a Cellar, as Homebrew lays it; it does nothing."""
    binary = directory / f"Cellar/colima/{release}/bin/colima"
    _write(binary, "#!/bin/sh\nexit 1\n")
    binary.chmod(0o755)
    (directory / "bin").mkdir()
    (directory / "bin/colima").symlink_to(binary)
    return directory / "bin"


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
