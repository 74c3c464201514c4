"""The ways of a node in words: what a screen reader says of it, and a pointer shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from colima_guard.report.exposure.names import MOST_SPOKEN, cut, listed
from colima_guard.report.exposure.picture import Link, Node, Picture, Tone

#: how many names of one sort are said
_SAID = 6


def spoken(picture: Picture, node: Node) -> str:
    """What a node is, and all that it is connected with."""
    titles = {one.key: cut(one.title, MOST_SPOKEN) for column in picture.columns for one in column}
    saying = {"p": _place, "v": _vm, "o": _occupant}[node.key[0]]
    said = ", ".join(filter(None, (titles[node.key], node.mark, cut(node.detail, MOST_SPOKEN))))
    return f"{said}. {' '.join(saying(picture, node, titles))}".strip()


def _place(picture: Picture, node: Node, titles: dict[str, str]) -> Iterator[str]:
    yield from _by(
        picture.from_(node.key),
        [link.end for link in picture.from_(node.key)],
        titles,
        "Read and written by",
        "Read by",
    )
    if not picture.from_(node.key):
        yield "No VM sees it."
        return
    reaching = [
        one.key for one in picture.occupants if any(way[0] == node.key and way[2] == one.key for way in picture.ways)
    ]
    if reaching:
        yield f"Through them by {listed([titles[key] for key in reaching], _SAID)}."


def _vm(picture: Picture, node: Node, titles: dict[str, str]) -> Iterator[str]:
    links = picture.to(node.key)
    yield from _by(links, [link.start for link in links], titles, "Reads and writes", "Reads")
    if not links:
        yield "Sees nothing of this machine."
    if holding := picture.from_(node.key):
        yield f"In it: {listed([f'{titles[link.end]} ({link.how})' for link in holding], _SAID)}."


def _occupant(picture: Picture, node: Node, titles: dict[str, str]) -> Iterator[str]:
    on = [titles[link.start] for link in picture.to(node.key)]
    if on:
        yield f"On {listed(on, _SAID)}."
    reached = [
        one.key for one in picture.places if any(way[0] == one.key and way[2] == node.key for way in picture.ways)
    ]
    if reached:
        yield f"Reaches {listed([titles[key] for key in reached], _SAID)}."
    else:
        yield "What it reaches cannot be told." if node.tone is Tone.UNKNOWN else "Reaches nothing that is drawn here."


def _by(links: Iterable[Link], others: Iterable[str], titles: dict[str, str], writes: str, reads: str) -> Iterator[str]:
    for writable, verb in ((True, writes), (False, reads)):
        names = [
            titles[other] + (" (past its shares)" if link.loose else "")
            for link, other in zip(links, others, strict=True)
            if link.writable is writable
        ]
        if names:
            yield f"{verb} {listed(names, _SAID)}."
