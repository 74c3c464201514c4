"""Where ``!reset`` and ``!override`` stand in a document (compose-go v2.16.1, ``loader/reset.go``)."""

from __future__ import annotations

from colima_guard.formats.yaml.tree import Node
from colima_guard.scan.compose.reading import Stopped
from colima_guard.scan.compose.values import Value
from colima_guard.scan.project import Where

Path = tuple[str, ...]
_MAX_VISITS = 100_000


class Tags:
    """Two results: ``taken``, the paths whose earlier values do not count, and ``dropped``, the nodes that go.

    Raises ``Stopped`` for a key that stands twice in a mapping, and for more nodes than Compose visits.
    """

    def __init__(self, root: Node, file: str) -> None:
        self.taken: list[Path] = []
        self._file = file
        self._dropped: set[int] = set()
        #: the containers that were gone through, with the paths found in them
        self._known: dict[int, tuple[Path, ...]] = {}
        self._on_the_way: set[int] = set()
        self._visits = 0
        self._stays(root, ())
        self.dropped = frozenset(self._dropped)

    def _stays(self, node: Node, path: Path) -> bool:
        self._visits += 1
        if self._visits > _MAX_VISITS:
            raise Stopped(f"more than {_MAX_VISITS} values", Where(self._file, node.line, node.column), sure=False)
        if "<<" in path[1:]:
            at = path.index("<<", 1)
            path = (*path[:at], *path[at + 1 :])
        target = node.target if node.kind == "alias" and node.target is not None else node
        if "!reset" in (node.tag, target.tag):
            self.taken.append(path)
            return False
        if "!override" in (node.tag, target.tag):
            self.taken.append(path)
            return True
        if target.kind in ("sequence", "mapping"):
            self._within(target, path)
        return True

    def _within(self, node: Node, path: Path) -> None:
        if id(node) in self._known:
            self.taken += ((*path, *rest) for rest in self._known[id(node)])
            return
        if id(node) in self._on_the_way:
            raise Stopped("cycle detected: an anchor holds itself", Where(self._file, node.line, node.column))
        self._on_the_way.add(id(node))
        start = len(self.taken)
        if node.kind == "sequence":
            for index, item in enumerate(node.items):
                self._keep(item, (*path, str(index)))
        else:
            self._pairs(node, path)
        self._on_the_way.discard(id(node))
        # a merge key is left out of the paths, so what is found below one starts as the outer path does
        self._known[id(node)] = tuple(found[len(path) :] for found in self.taken[start:])

    def _pairs(self, node: Node, path: Path) -> None:
        lines: dict[str, int] = {}
        for key, item in node.pairs():
            if key.value in lines:
                why = f'mapping key "{key.value}" already defined at line {lines[key.value]}'
                raise Stopped(why, Where(self._file, key.line, key.column))
            lines[key.value] = key.line
            self._keep(item, (*path, key.value))

    def _keep(self, item: Node, path: Path) -> None:
        if not self._stays(item, path):
            self._dropped.add(id(item))


def take(paths: tuple[Path, ...], target: Value) -> None:
    """Removes from a mapping what stands at the paths. Elements of lists are never removed (``applyNullOverrides``)."""
    for path in paths:
        within: Value | None = target
        for key in path[:-1]:
            within = within.get(key) if within is not None else None
        if within is not None and path:
            within.items.pop(path[-1], None)
