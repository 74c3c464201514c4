"""Changes that the tests of YAML edits ask for."""

from __future__ import annotations

from colima_guard.formats.yaml.edit import Change, Entries, Entry, Keep

PROJECTS = Entry((("location", "~/projects"), ("writable", True)))
DATA = Entry((("location", "/srv/data"), ("writable", False)))


def mounts(*entries: Keep | Entry) -> Change:
    return Entries("mounts", entries)
