"""Sample homes: Colima profiles as Colima itself saves them, each with the instance that Lima keeps for it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

_HERE = Path(__file__).parent
#: 69 keys and as many comments as Colima 0.10.3 writes, which saves every key that it knows; no real one is as long
_PROFILE = (_HERE / "profile.yaml").read_text()
#: what Colima writes for Lima
_LIMA = (_HERE / "lima.yaml").read_text()
_LOCKED = "mounts:\n  - location: ~/projects\n    writable: true"
_OPEN = "mounts: []"
_POLICY = "version: 1\nallow:\n  - path: ~/projects\n    access: rw\n"


@dataclass(frozen=True)
class Home:
    """A home directory with so many profiles."""

    path: Path
    profiles: int


def build(path: Path, profiles: int, *, locked: bool) -> Home:
    """Writes a home with a policy, some secrets, ``~/projects``, a template and ``profiles`` stopped instances.

    All files share ``~/projects`` and nothing else when ``locked``, else the home, as Colima first saves them.
    """
    for name in ("projects", ".ssh", ".aws", ".kube", ".docker"):
        (path / name).mkdir(parents=True)
    _write(path / ".config/colima-guard/policy.yaml", _POLICY)
    mounts = _LOCKED if locked else _OPEN
    _write(path / ".colima/_templates/default.yaml", _profile('""', mounts))
    for name in ["default", *(f"work{number:04}" for number in range(1, profiles))]:
        identifier = "colima" if name == "default" else f"colima-{name}"
        instance = path / ".colima/_lima" / identifier
        _write(path / ".colima" / name / "colima.yaml", _profile(identifier, mounts))
        # the copy of the last start, which was before the lock
        _write(instance / "colima.yaml", _profile(identifier, _OPEN))
        _write(instance / "lima.yaml", _LIMA.replace("@HOME@", str(path)).replace("@NAME@", name))
        _write(instance / "lima-version", "2.2.0")
    return Home(path, profiles)


def _profile(hostname: str, mounts: str) -> str:
    return _PROFILE.replace("@NAME@", hostname).replace("@MOUNTS@", mounts)


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
