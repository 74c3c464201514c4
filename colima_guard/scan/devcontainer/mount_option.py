"""``--mount`` of the docker client (docker/cli, ``opts/mount.go``), and what its engine makes of it."""

from __future__ import annotations

import re

from colima_guard.model.named_tuple import NamedTuple

#: a field of Go's ``encoding/csv``: in quotes, or without one
_FIELD = re.compile(r'"((?:[^"]|"")*)"|([^,\n]*)')
_PLAIN = re.compile(r"[^,\n]*")
_TRUE = frozenset(("1", "t", "T", "TRUE", "true", "True"))
_FALSE = frozenset(("0", "f", "F", "FALSE", "false", "False"))
#: options that docker or podman know and that change neither source nor access
_OTHER_NAMES = (
    "consistency bind-nonrecursive bind-recursive volume-nocopy volume-subpath volume-label "
    "image-subpath tmpfs-size tmpfs-mode relabel u chown idmap z external"
)
_OTHER = frozenset(_OTHER_NAMES.split())
_BARE = frozenset(("readonly", "ro", "volume-nocopy", "bind-nonrecursive", "bind-create-src", "external", "z", "u"))


class Mount(NamedTuple):
    """One mount. ``problem`` is why docker refuses it; the rest is what it says all the same."""

    kind: str = "volume"
    source: str = ""
    target: str = ""
    read_only: bool = False
    propagation: str = ""
    #: a source that is not there is made
    creates: bool = False
    #: the driver of a volume; empty for ``local``
    driver: str = ""
    #: options of an inline volume of the driver ``local``
    options: tuple[tuple[str, str], ...] = ()
    problem: str | None = None


def parse_mount(text: str) -> Mount:
    """The mount of a ``--mount``. Keys and type count in any case; the type is ``volume`` where none is given."""
    mount, problem = Mount(), None
    fields, broken = _fields(text.strip())
    problem = "its quotes are not closed, or stand within a value" if broken else None
    options: list[tuple[str, str]] = []
    for field in fields:
        mount, trouble = _with(mount, field, options)
        problem = problem or trouble
    mount = mount._replace(options=tuple(options))
    if problem is None and not mount.target:
        problem = "it has no target"
    if problem is None and mount.kind == "bind" and not mount.source:
        problem = "its source is empty"
    return mount._replace(problem=problem)


def _fields(text: str) -> tuple[list[str], bool]:
    """The fields of the first line, and whether Go would refuse it."""
    fields: list[str] = []
    at, broken = 0, False
    while True:
        found = _FIELD.match(text, at)
        assert found
        end = found.end()
        if found[1] is not None and text[end : end + 1] in ("", ",", "\n"):
            fields.append(found[1].replace('""', '"'))
        else:
            plain = _PLAIN.match(text, at)
            assert plain
            fields.append(plain[0])
            end, broken = plain.end(), broken or '"' in plain[0]
        if text[end : end + 1] != ",":
            return fields, broken
        at = end + 1


def _with(mount: Mount, field: str, options: list[tuple[str, str]]) -> tuple[Mount, str | None]:
    key, has_value, value = field.partition("=")
    problem = None
    if key != key.strip() or value != value.strip():
        problem = f"docker refuses the blanks in {field!r}"
    elif has_value and not value:
        problem = f"the value of {key} is empty"
    key, value = key.strip().lower(), value.strip()
    if not has_value and key not in _BARE:
        return mount, problem or f"{field!r} has no value"
    if key == "type":
        mount = mount._replace(kind=value.lower())
    elif key in ("source", "src"):
        mount = mount._replace(source=value)
    elif key in ("target", "dst", "destination"):
        mount = mount._replace(target=value)
    elif key in ("readonly", "ro", "bind-create-src"):
        on = not has_value or value in _TRUE
        mount = mount._replace(creates=on) if key == "bind-create-src" else mount._replace(read_only=on)
        if has_value and value not in _TRUE | _FALSE:
            problem = problem or f"{value!r} is neither true nor false"
    elif key == "bind-propagation":
        mount = mount._replace(propagation=value.lower())
    elif key == "volume-driver":
        mount = mount._replace(driver=value)
    elif key == "volume-opt":
        name, _, option = value.partition("=")
        options.append((name, option))
    elif key not in _OTHER:
        problem = problem or f"docker knows no option {key!r}"
    return mount, problem
