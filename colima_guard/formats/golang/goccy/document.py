"""What Lima's YAML decoder makes of a document: goccy/go-yaml (YAML 1.2), which refuses where yaml.v3 goes on.

The first problem ends it: Lima then does not load the instance at all. Rules seen with goccy 1.19.2 as Lima pins it,
and with the second parse of the same bytes that Lima has yqlib do. Annotations as in ``golang.types``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Generic

from colima_guard.formats.golang.goccy.decode import Decoder, LoadError
from colima_guard.formats.golang.goccy.doubt import TWICE, view
from colima_guard.formats.golang.goccy.scalars import scalar
from colima_guard.formats.golang.types import M, make_struct, zero_fields
from colima_guard.formats.yaml.tree import Node, YamlError
from colima_guard.model.named_tuple import NamedTuple


class Loaded(NamedTuple, Generic[M]):
    """A decoded document: the value, where its parts stand, and which top-level keys are written."""

    value: M
    nodes: Mapping[tuple[str | int, ...], Node] = MappingProxyType({})
    keys: Sequence[tuple[str, Node]] = ()
    #: why it cannot be told what Lima makes of it although it reads well
    doubt: str | None = None
    #: the document is ``null``, which newer releases of the decoder refuse
    null: bool = False

    def lean(self, *keys: str) -> Loaded[M]:
        """The document with no more of other top-level keys than where they stand: a tree takes ten times its file."""
        nodes: dict[tuple[str | int, ...], Node] = {}
        for path, node in self.nodes.items():
            if path[0] in keys:
                nodes[path] = node
            elif len(path) == 1:
                nodes[path] = node.alone()
        return Loaded(self.value, nodes, self.keys, self.doubt, self.null)


def load(data: bytes, model: type[M]) -> Loaded[M]:
    """Fills ``model`` from the first document. Raises ``LoadError`` where Lima refuses the file."""
    try:
        root, doubt = view(data)
    except YamlError as error:
        raise LoadError(error.problem, line=error.line, unsure=True) from error
    except UnicodeDecodeError as error:
        raise LoadError(str(error), unsure=True) from error
    values = zero_fields(model)
    decoder = Decoder()
    if root is None or (root.kind == "scalar" and not root.style and scalar(root) is None):
        null = root is not None and root.value != ""
        return Loaded(make_struct(model, values), doubt=doubt, null=null)
    try:
        decoder.struct(root, model, values, ())
    except LoadError as error:
        error.unsure = doubt is not None and not doubt.endswith(TWICE)
        raise
    keys = [(key.value, key) for key, _ in root.pairs() if key.kind == "scalar"] if root.kind == "mapping" else []
    doubt = doubt or decoder.doubt or decoder.doubtful_alias(root)
    return Loaded(make_struct(model, values), decoder.nodes, keys, doubt)
