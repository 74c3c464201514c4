"""Why Colima shares the home although nobody listed it."""

from __future__ import annotations

from colima_guard.backends.colima.instance import ColimaInstance
from colima_guard.backends.colima.rules.start import Source, StartConfiguration
from colima_guard.formats.golang.scalars import is_null
from colima_guard.model.share import THAT_FILE


def because(instance: ColimaInstance, settled: StartConfiguration) -> str:
    """What the file says in place of a list, or why it says nothing."""
    if settled.source is not None:
        return _listless(settled.source)
    own = instance.template if instance.birthplace else instance.profile
    why = _why_not_taken(own)
    taken = instance.birthplace or instance.template.data is None
    return why if taken else f"{why}, and Colima does not take the template instead"


def _listless(source: Source) -> str:
    """What stands in place of a list; the file is read, and no mount of it."""
    node = source.decoded.nodes.get(("mounts",)) if source.decoded is not None else None
    while node is not None and node.kind == "alias":
        node = node.target
    if node is None:
        return f"{THAT_FILE} has no `mounts`"
    if node.kind == "sequence":
        return "no element of `mounts` loads" if node.items else "`mounts` is empty"
    return "`mounts` is null" if is_null(node) else "`mounts` is no list"


def _why_not_taken(own: Source) -> str:
    if own.problem is not None:
        return f"{THAT_FILE} cannot be read"
    if own.data is None or own.decoded is None:
        return f"{THAT_FILE} does not exist"
    if not own.data.strip():
        return f"{THAT_FILE} is empty"
    return f"{THAT_FILE} does not load" if own.decoded.problems else f"{THAT_FILE} sets no `runtime`"
