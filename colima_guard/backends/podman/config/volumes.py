"""What one ``containers.conf`` says of ``[machine] volumes``, as BurntSushi/toml decodes it.

A key is found in any case of its letters. A list holds texts, and tables that may say ``append`` alone
(common/internal/attributedstring/slice.go).
"""

from __future__ import annotations

from colima_guard.backends.podman.releases import Rules
from colima_guard.formats.refused import EditRefused
from colima_guard.formats.toml.document import Document, Found, Key, Value
from colima_guard.formats.toml.read import read
from colima_guard.formats.toml.scan import Malformed, Node
from colima_guard.model.named_tuple import NamedTuple
from colima_guard.model.share import Place

KEY = ("machine", "volumes")


class Listed(NamedTuple):
    """One volume as it is written, and where."""

    text: str
    place: Place | None


class Said(NamedTuple):
    """What a file says: its volumes, ``None`` where it says nothing of them, and whether they are appended."""

    volumes: tuple[Listed, ...] | None = None
    #: ``None`` leaves it as the files before have it
    append: bool | None = None
    #: why Podman does not load it
    refusal: str | None = None
    #: why what Podman makes of it cannot be told
    unknown: str | None = None
    line: int | None = None


def said(path: str, data: bytes, rules: Rules) -> Said:
    """What a file says. Never raises for what it holds."""
    try:
        document = read(data)
    except Malformed as error:
        return Said(refusal=f"{path} does not load: {error.reason}", line=error.line)
    except EditRefused as error:
        return Said(unknown=f"{path}: {error.reason}", line=error.line)
    return _tables(path, document) or _of(path, document, rules)


def _tables(path: str, document: Document) -> Said | None:
    """What is to be said of the table itself; ``None`` where it is one."""
    headers = document.tables(KEY[:1], folded=True)
    if any(header.array for _, header in headers):
        return Said(refusal=f"{path} does not load: `machine` is a list", line=document.line(headers[0][1].at))
    spelled = {value.key[0] for value in document.values if _is(value.key[0], KEY[0])}
    spelled |= {header.key[0] for header in document.headers if _is(header.key[0], KEY[0])}
    if len(spelled) > 1:
        return Said(unknown=f"{path} spells `machine` in two ways, of which either may count")
    whole = document.found(KEY[:1], folded=True)
    if whole and whole[-1].node.kind != "table":
        return Said(refusal=f"{path} does not load: `machine` is no table", line=document.line(whole[-1].pair.at))
    # before 1.5 the last part of such a key was set in the outer braces too
    if any(len(pair.key) > 1 for one in whole for pair in one.node.pairs):
        return Said(unknown=f"{path} has a dotted key within braces", line=document.line(whole[-1].pair.at))
    return None


def _is(one: str, other: str) -> bool:
    from colima_guard.formats.toml.document import fold

    return fold(one) == other


def _of(path: str, document: Document, rules: Rules) -> Said:
    found = document.found(KEY, folded=True)
    if not found:
        if document.tables(KEY, folded=True):
            return Said(refusal=f"{path} does not load: `volumes` is a table")
        return _twice(path, document, rules) or Said()
    if len({one.key for one in found}) > 1:
        return Said(unknown=f"{path} spells `volumes` in two ways, of which either may count")
    return _twice(path, document, rules) or _decoded(path, document, found[-1])


def _twice(path: str, document: Document, rules: Rules) -> Said | None:
    """What is to be said of a key that is given twice: before BurntSushi/toml 1.6 a list may be."""
    first: dict[Key, Value] = {}
    for value in document.twice:
        first.setdefault(value.key, value)
    nodes: dict[Key, list[Node]] = {key: [] for key in first}
    for value in document.values:
        if value.key in first:
            nodes[value.key].append(value.node)
    for key, value in first.items():
        line, again = document.line(value.pair.at), nodes[key]
        if not rules.takes_twice or not any(node.kind == "array" for node in again):
            return Said(refusal=f"{path} does not load: `{'.'.join(value.key)}` is there twice", line=line)
        if any(node.kind != "array" for node in again):
            return Said(unknown=f"{path} has `{'.'.join(value.key)}` twice, and not as a list each time", line=line)
        if any(item.kind == "table" for node in again[1:] for item in node.items):
            return Said(refusal=f"{path} does not load: `{'.'.join(value.key)}` is there twice", line=line)
    return None


def _decoded(path: str, document: Document, found: Found) -> Said:
    if found.node.kind != "array":
        return Said(refusal=f"{path} does not load: `volumes` is no list", line=document.line(found.node.start))
    volumes: list[Listed] = []
    append: bool | None = None
    for item in found.node.items:
        place = Place(path, document.line(item.start), document.column(item.start))
        if "\r" in document.raw(item) or any(len(pair.key) > 1 for pair in item.pairs):
            return Said(unknown=f"{path} has in `volumes` what readers take differently", line=place.line)
        if isinstance(item.value, str):
            volumes.append(Listed(item.value, place))
            continue
        if (wrong := _wrong(item)) is not None:
            return Said(refusal=f"{path} does not load: {wrong} in `volumes`", line=place.line)
        append = item.value.get("append", append)
    return Said(tuple(volumes), append)


def _wrong(item: Node) -> str | None:
    if item.kind != "table":
        return "what is neither a text nor a table"
    other = next((key for key in item.value if key != "append"), None)
    if other is not None:
        return f"a key `{other}`"
    append = item.value.get("append", True)
    return None if isinstance(append, bool) else "an `append` that is neither true nor false"
