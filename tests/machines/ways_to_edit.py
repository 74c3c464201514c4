"""Ways in which a file becomes another one that has as many bytes and the same time of modification."""

from __future__ import annotations

import os
import shutil
from pathlib import Path


def opened(text: str) -> str:
    """The text with another directory, that is not allowed, and with as many bytes."""
    return text.replace("/projects", "/projectz")


def edit(file: Path, text: str) -> None:
    """Another text in the same file, at the same time of modification."""
    before = file.stat()
    file.write_text(text)
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


def replace(file: Path, text: str) -> None:
    """Another file by the same name, with the same time of modification."""
    before = file.stat()
    new = file.with_name(f"{file.name}.new")
    new.write_text(text)
    os.utime(new, ns=(before.st_atime_ns, before.st_mtime_ns))
    new.replace(file)


def create_anew(file: Path, text: str) -> None:
    """Removed and created again, on many file systems as the same inode, with the same time of modification."""
    before = file.stat()
    file.unlink()
    file.write_text(text)
    file.chmod(before.st_mode & 0o7777)
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


def link_away(file: Path, text: str) -> None:
    """A link to a file elsewhere, as dotfile managers do it; once more, and it leads to another file."""
    away = file.with_name(f"{file.name}.{'b' if file.is_symlink() else 'a'}")
    away.write_text(text)
    file.unlink()
    file.symlink_to(away.name)


def swap_the_directory(file: Path, text: str) -> None:
    """Another directory takes the place of the one that the file lies in; nothing in it is newer than before."""
    here, new = file.parent, file.parent.with_name(f"{file.parent.name}.new")
    shutil.copytree(here, new, symlinks=True, copy_function=shutil.copy2)
    shutil.copystat(here, new)
    (new / file.name).unlink()
    (new / file.name).write_text(text)
    shutil.copystat(file, new / file.name)
    shutil.rmtree(here)
    new.rename(here)


def remove(file: Path, text: str) -> None:
    """Gone."""
    file.unlink()


WAYS = (edit, replace, create_anew, link_away, swap_the_directory)
