"""Where everything of the picture is drawn: boxes in three columns, and curves between them."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size

from colima_guard.model.named_tuple import NamedTuple
from colima_guard.report.exposure.names import ELLIPSIS
from colima_guard.report.exposure.picture import Link, Node, Picture
from colima_guard.report.exposure.words import spoken


class Form(NamedTuple):
    """The measures of a drawing, in pixels, and how many characters fit into a line of a box."""

    name: str
    column: int
    gap: int
    height: int
    title: int
    detail: int
    #: the mark stands in a line of its own
    tall: bool = False

    @property
    def width(self) -> int:
        return 3 * self.column + 2 * self.gap


#: over the whole page, beside another one, and on a telephone
WIDE = Form("wide", 306, 96, 46, 35, 40)
HALF = Form("half", 172, 52, 62, 20, 23, tall=True)
NARROW = Form("narrow", 106, 22, 62, 14, 15, tall=True)
_HEAD, _SPACE = 34, 10
#: how many characters of a box that stands for several give way to what unfolds it
_UNFOLDS = 5


class Box(NamedTuple):
    """A node where it is drawn."""

    node: Node
    x: int
    y: int
    title: str
    detail: str
    #: what it is, and its ways in words
    name: str
    #: the keys of the nodes that light it
    lit_by: tuple[str, ...]


class Curve(NamedTuple):
    """A line where it is drawn."""

    link: Link
    path: str
    lit_by: tuple[str, ...]


class Drawing(NamedTuple):
    """A picture in a form."""

    form: Form
    height: int
    columns: tuple[tuple[str, int], ...]
    boxes: tuple[Box, ...]
    curves: tuple[Curve, ...]


_TITLES = ("This machine", "VMs", "Containers and services")
_SHORT = ("This machine", "VMs", "Containers")


def drawing(picture: Picture, form: Form) -> Drawing:
    """The picture in a form: each column in the middle of the height that the longest takes."""
    step = form.height + _SPACE
    longest = max(1, *(len(column) for column in picture.columns))
    boxes: dict[str, Box] = {}
    for number, column in enumerate(picture.columns):
        top = _HEAD + (longest - len(column)) * step // 2
        for row, node in enumerate(column):
            boxes[node.key] = _box(picture, node, form, number * (form.column + form.gap), top + row * step)
    curves = tuple(_curves(picture, form, boxes))
    titles = _SHORT if form.tall else _TITLES
    heads = tuple((title, number * (form.column + form.gap)) for number, title in enumerate(titles))
    return Drawing(form, _HEAD + longest * step, heads, tuple(boxes.values()), curves)


def _box(picture: Picture, node: Node, form: Form, x: int, y: int) -> Box:
    cells = form.detail if form.tall else form.detail - cell_len(node.mark) * 5 // 4 - 3
    cells -= _UNFOLDS if node.folded else 0
    title, detail = fitted(node.title, form.title), fitted(node.detail, cells)
    name = spoken(picture, node)
    if (title, detail) != (node.title, node.detail):
        # who speaks to the browser says what is seen (WCAG 2.5.3)
        name = f"{title}, {node.mark}, {detail}: {name}"
    return Box(node, x, y, title, detail, name, tuple(sorted(picture.on_a_way_with(node.key))))


def fitted(text: str, cells: int) -> str:
    """The text in so many cells of a terminal, its middle left out: of a path both ends tell something."""
    if cell_len(text) <= cells:
        return text
    if cells < 2:
        return ELLIPSIS[:cells]
    start = len(text)
    while start and cell_len(text[start - 1 :]) <= cells // 2:
        start -= 1
    while start < len(text) and not cell_len(text[start]):  # an accent, or what joins two signs: of what is left out
        start += 1
    tail = text[start:]
    return set_cell_size(text, cells - cell_len(tail) - 1).rstrip() + ELLIPSIS + tail


def _curves(picture: Picture, form: Form, boxes: dict[str, Box]) -> Sequence[Curve]:
    out = _ports([(link.start, boxes[link.end].y, link) for link in picture.links])
    into = _ports([(link.end, boxes[link.start].y, link) for link in picture.links])
    drawn = []
    for link in picture.links:
        start, end = boxes[link.start], boxes[link.end]
        x1, y1 = start.x + form.column, start.y + form.height * out[link]
        x2, y2 = end.x, end.y + form.height * into[link]
        bend = form.gap * 0.55
        path = f"M{x1} {y1:.1f}C{x1 + bend:.1f} {y1:.1f} {x2 - bend:.1f} {y2:.1f} {x2} {y2:.1f}"
        keys = {key for way in picture.ways if link.start in way and link.end in way for key in way if key}
        drawn.append(Curve(link, path, tuple(sorted(keys))))
    return drawn


def _ports(ends: Sequence[tuple[str, int, Link]]) -> dict[Link, float]:
    """Where on the side of its box each line ends: as a part of the height, in the order of the other ends."""
    by_node: dict[str, list[tuple[int, Link]]] = {}
    for key, other, link in ends:
        by_node.setdefault(key, []).append((other, link))
    found: dict[Link, float] = {}
    for links in by_node.values():
        ordered = sorted(links, key=lambda pair: pair[0])
        for number, (_, link) in enumerate(ordered, 1):
            found[link] = 0.15 + 0.7 * number / (len(ordered) + 1)
    return found
