"""What a box that stands for several opens into, where it stands: each of them in a line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from colima_guard.model.named_tuple import NamedTuple
from colima_guard.report.exposure.layout import Box, Drawing, Form
from colima_guard.report.exposure.picture import Node

#: lines of one list
MOST = 1500
#: the narrowest that a list is, in pixels of its drawing
_NARROWEST = 360
#: what unfolds a box stands so far from its right and lower edge
_RIGHT, _BELOW = 28, 27


class Spot(NamedTuple):
    """Where it is in a drawing, in hundredths of its width and height: what unfolds it, and the list."""

    form: Form
    #: the key by which its box is lit
    lit: str
    left: float
    top: float
    list_left: float
    list_top: float
    list_width: float


class Unfold(NamedTuple):
    """The list of a box."""

    id: str
    title: str
    column: str
    items: tuple[Node, ...]
    left_out: int
    spots: tuple[Spot, ...]


def unfolds(id: str, drawings: Sequence[Drawing]) -> Iterator[Unfold]:
    """What unfolds the boxes of a map, one for all of its drawings."""
    for boxes in zip(*(drawing.boxes for drawing in drawings), strict=True):
        node = boxes[0].node
        if not node.folded:
            continue
        spots = tuple(_spot(id, box, drawing) for box, drawing in zip(boxes, drawings, strict=True))
        left_out = max(0, len(node.folded) - MOST)
        yield Unfold(f"{id}f{node.key}", node.title, node.key[0], node.folded[:MOST], left_out, spots)


def _spot(id: str, box: Box, drawing: Drawing) -> Spot:
    form, height = drawing.form, drawing.height
    whole = form.width + 8
    left = box.x + 4
    width = min(whole, max(form.column, _NARROWEST))
    return Spot(
        form,
        f"{id}{form.name[0]}{box.node.key}",
        _part(left + form.column - _RIGHT, whole),
        _part(box.y + form.height - _BELOW, height),
        _part(min(left, whole - width), whole),
        _part(box.y + form.height + 2, height),
        _part(width, whole),
    )


def _part(of: int, whole: int) -> float:
    return round(100 * of / whole, 2)
