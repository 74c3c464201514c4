"""A home directory with a store in it, and short words for what tests do there."""

from __future__ import annotations

import os
from pathlib import Path

from colima_guard.host.machine import Host
from colima_guard.model.plan import FileChange, Plan
from colima_guard.store.change import Change
from colima_guard.store.store import Store

State = tuple[bytes, int] | None


class World:
    def __init__(self, home: Path) -> None:
        self.home = home
        self.state_dir = home / ".local/state/colima-guard"
        self.host = Host({"HOME": str(home)})
        self.store = Store(self.host, str(self.state_dir))

    def put(self, name: str, data: bytes, mode: int = 0o644) -> Path:
        path = self.home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        path.chmod(mode)
        return path

    def change(self, name: str, before: bytes | None, after: bytes | None, mode: int = 0o644) -> FileChange:
        path = str(self.home / name)
        return FileChange(path, self.host.realpath(path), before, after, mode, "because")

    def inverse(self, change: Change) -> Plan:
        """The plan that gives back the old bytes and modes where a change wrote, and takes away what it created."""
        files = tuple(
            FileChange(
                file.path,
                file.real_path,
                self.store.contents(file.after_sha256, change),
                self.store.contents(file.before_sha256, change),
                file.before_mode or 0,
                "rollback",
            )
            for file in change.files
            if file.found(self.host) == "after"
        )
        made = tuple(directory.path for directory in change.directories)
        return Plan(files, command=("rollback",), reverts=change.id, remove_directories=made)

    def tree(self) -> dict[str, State | str]:
        """Everything in the home except our state: bytes and mode of files, targets of links, modes of directories."""
        found: dict[str, State | str] = {}
        for base, directories, files in os.walk(self.home):
            if base == str(self.home):
                directories[:] = [name for name in directories if name != ".local"]
            for name in directories + files:
                path = Path(base, name)
                key = str(path.relative_to(self.home))
                mode = path.lstat().st_mode & 0o7777
                if path.is_symlink():
                    found[key] = os.readlink(path)
                elif path.is_dir():
                    found[key] = f"directory {mode:o}"
                else:
                    found[key] = (path.read_bytes() if path.is_file() else b"", mode)
        return found

    def journal(self, change: Change) -> Path:
        return self.state_dir / "changes" / change.id / "journal"
