"""What Go's yaml.v3 makes of a document when it fills a struct, errors included.

Colima decodes with ``yaml.Unmarshal`` and goes on with whatever was decoded before or besides an error, so the
exact partial result decides what a VM sees. The rules below are those of gopkg.in/yaml.v3 v3.0.1, decode.go and
resolve.go. A ``Struct`` names the fields; its annotations stand for Go types:

``str int float bool``, ``X | None`` for a pointer, ``list[X] | None`` for a slice (``None`` is Go's nil),
``dict[str, X] | None`` for a map, a model for a struct, ``IP`` for ``net.IP``, ``Any`` for ``any``.
"""

from __future__ import annotations

from typing import Generic

from colima_guard.formats.golang.scalars import Fail, TypeProblem
from colima_guard.formats.golang.types import M, make_struct, zero_fields
from colima_guard.formats.golang.yaml_v3.decode import Decoder
from colima_guard.formats.golang.yaml_v3.first_document import first_document
from colima_guard.formats.golang.yaml_v3.mapping_keys import Panic
from colima_guard.formats.yaml.tree import Node, YamlError
from colima_guard.model.named_tuple import NamedTuple


class Decoded(NamedTuple, Generic[M]):
    """A decoded document: the value as far as Go fills it, and why it is not all of it."""

    value: M
    problems: list[TypeProblem]
    #: where a key or list element stands: ("mounts",) or ("mounts", 0) to its node
    nodes: dict[tuple[str | int, ...], Node]
    #: the keys written at the top level, known or not, in order
    keys: list[tuple[str, Node]]
    #: whether the text is YAML to Go: else nothing is decoded, and there is one problem
    parsed: bool = True
    #: why it cannot be told what Go makes of the text, and where; nothing is decoded then
    doubt: TypeProblem | None = None
    #: whether another document follows, which Go ignores
    more_documents: bool = False
    #: what hangs on when a merge key (``<<``) is decoded: yaml.v3 before 3.0.1 did so in place, and not at the end
    overruled: frozenset[tuple[str | int, ...]] = frozenset()

    @property
    def ok(self) -> bool:
        """Whether Go fills all of it without an error."""
        return not self.problems and self.doubt is None

    def lean(self, *keys: str) -> Decoded[M]:
        """The document without the nodes of other top-level keys: a tree takes ten times the memory of its file."""
        nodes = {path: node for path, node in self.nodes.items() if path[0] in keys}
        return self._replace(nodes=nodes, keys=[])


def decode(data: bytes, model: type[M]) -> Decoded[M]:
    """Fills ``model`` from the first document as ``yaml.Unmarshal`` fills the struct.

    Never raises for what the file holds: a syntax error leaves the zero value and one problem, and so does a text
    that is not read here although Go may read it, with the reason as ``doubt``.
    """
    zero = zero_fields(model)
    try:
        document = first_document(data)
    except YamlError as error:
        problem = TypeProblem(error.line or 1, error.column or 1, error.problem)
        return _doubtful(model, problem) if error.unsure else Decoded(model(), [problem], {}, [], parsed=False)
    decoder = Decoder()
    keys = _top_level(document.root)
    if document.root is not None:
        try:
            decoder.struct(document.root, model, zero, ())
        except Fail as failure:
            decoder.problems.append(failure.problem)
            decoder.keys.might_end = b"<<" in data.replace(b"\0", b"")
        except Panic as panic:
            return _doubtful(model, panic.problem)
    value = make_struct(model, zero)
    # where Go stops on the way, what is set by then hangs on the order
    overruled = frozenset({*decoder.keys.overruled, *((key,) for key, _ in keys if decoder.keys.might_end)})
    return Decoded(value, decoder.problems, decoder.nodes, keys, more_documents=document.more, overruled=overruled)


def _doubtful(model: type[M], why: TypeProblem) -> Decoded[M]:
    return Decoded(model(), [why], {}, [], parsed=False, doubt=why)


def _top_level(root: Node | None) -> list[tuple[str, Node]]:
    if root is None or root.kind != "mapping":
        return []
    return [(key.value, key) for key, _ in root.pairs() if key.kind == "scalar"]
