"""Changes a few values in somebody's YAML file by splicing its text, and proves that nothing else changed.

Every byte outside the values stays: comments, order, quotes, line ends, a byte order mark, a missing last newline. The
result is read again by two parsers and compared with what was there; an edit that cannot be proved is refused with the
reason and the line, never guessed. A dump after a load would change seven upstream files of ten (ruamel.yaml 0.19).

Comments of an element that goes stay, on lines of their own. An edit that asks for what is there gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence

from colima_guard.formats.yaml.anchors import refuse_used_elsewhere
from colima_guard.formats.yaml.change import (
    Change,
    EditRefused,
    Entries,
    Entry,
    Keep,
    Remove,
    Scalar,
    Verbatim,
    top_key,
)
from colima_guard.formats.yaml.proof import Intent, prove
from colima_guard.formats.yaml.put import put_entries, put_scalar, put_verbatim
from colima_guard.formats.yaml.read import read_twice
from colima_guard.formats.yaml.remove import put_removals
from colima_guard.formats.yaml.source import Source
from colima_guard.formats.yaml.splice import Splice, apply
from colima_guard.formats.yaml.style import Indent, scalar
from colima_guard.formats.yaml.verbatim import verbatim

__all__ = [
    "Change",
    "EditRefused",
    "Entries",
    "Entry",
    "Keep",
    "Remove",
    "Scalar",
    "carry",
    "edit",
    "paste_block",
]


def edit(text: bytes, changes: Sequence[Change], *, own_templates: bool = False) -> bytes:
    """The text with all changes made, proved. Raises ``EditRefused``.

    ``own_templates``: as in ``yaml.read``. ``ValueError`` is for a caller's mistake: two changes of one key, or a
    ``Keep`` of an element that is not there.
    """
    return _edit(read_twice(text, own_templates=own_templates), text, changes)


def carry(present: bytes, old: bytes, keys: Sequence[str]) -> bytes:
    """``present`` with the values that the top-level ``keys`` have in ``old``, written as they are there.

    A key that is absent in ``old`` is removed. A value that means the same stays as it is. Comments of ``old`` are not
    brought back, those of ``present`` stay. Raises ``EditRefused``, also for an ``old`` that is not read.
    """
    # what was changed was no source of another file: ``{{ }}`` that came since is its program's own, as in lima.yaml
    then, now = (read_twice(text, own_templates=True) for text in (old, present))
    changes: list[Change | Verbatim] = []
    for key in keys:
        pair = then.pair(then.root, key)
        changes.append(verbatim(then, *pair, now) if pair else Remove((key,)))
    return _edit(now, present, changes)


def _edit(before: Source, text: bytes, changes: Sequence[Change | Verbatim]) -> bytes:
    splice, intent = _planned(before, changes)
    spans = splice.spans()
    if not spans:
        return text
    after = (("\ufeff" if before.bom else "") + apply(before.text, spans)).encode("utf-8", "surrogatepass")
    try:
        source = read_twice(after, own_templates=before.own_templates)
    except EditRefused as error:
        raise EditRefused(f"the edit cannot be proved: {error.reason}") from error
    prove(before, source, spans, intent)
    return after


def _planned(source: Source, changes: Sequence[Change | Verbatim]) -> tuple[Splice, Intent]:
    set_keys = [top_key(change) for change in changes if not isinstance(change, Remove)]
    removed = {top_key(change) for change in changes if isinstance(change, Remove)}
    if len(set(set_keys)) != len(set_keys) or removed & set(set_keys):
        raise ValueError("two changes of one key")
    splice = Splice(source)
    intent = Intent({}, put_removals(splice, [change.path for change in changes if isinstance(change, Remove)]))
    # a key that is added at the end comes below whatever is added to the last one that is there
    for change in sorted(changes, key=lambda change: source.pair(source.root, top_key(change)) is None):
        match change:
            case Entries():
                intent.values[change.key] = put_entries(splice, change)
            case Scalar():
                put_scalar(splice, change)
                intent.values[change.key] = change
            case Verbatim():
                put_verbatim(splice, change)
                intent.values[change.key] = change
    if splice.changed:
        refuse_used_elsewhere(source, splice.gone | {id(source.root)})
    return splice, intent


def paste_block(changes: Sequence[Change], *, indent: int = 2) -> str:
    """The changes as YAML for a person to paste, with a comment where something is to be kept or removed."""
    lines: list[str] = []
    for change in changes:
        match change:
            case Entries():
                lines.append(f"{scalar(change.key)}:")
                lines += [line for entry in change.entries for line in _pasted(entry, indent)]
            case Scalar():
                lines.append(f"{scalar(change.key)}: {scalar(change.value)}")
            case Remove():
                lines.append(f"# remove {'.'.join(change.path)}")
    return "".join(line + "\n" for line in lines)


def _pasted(entry: Keep | Entry, indent: int) -> list[str]:
    if isinstance(entry, Keep):
        but = "".join(f", but {name}: {scalar(value)}" for name, value in entry.but)
        return [" " * indent + f"# keep element {entry.index + 1} as it is{but}"]
    return Indent(indent, 2).lines(entry)
