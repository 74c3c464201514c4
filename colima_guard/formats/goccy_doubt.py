"""What goccy/go-yaml reads otherwise than libyaml does: a text with it is not told here what it means.

Found by changing texts at random and asking the real ``limactl list`` (goccy 1.19.2). Each of these can hide a key or
a value from a reader of YAML: ``{location: /x, writable:true}`` is writable to Lima.
"""

from __future__ import annotations

import re

from colima_guard.formats.yaml_tree import Node

#: cheap to look for; without any of these there is nothing to find
_SUSPECT = re.compile(rb"[\t!{\[|>]|\xc2\x85|\xe2\x80[\xa8\xa9]|\xef\xbb\xbf|-[ \t\r]*\n|\r")
_BREAKS = re.compile(rb"\xc2\x85|\xe2\x80[\xa8\xa9]|\r(?!\n)")
_TAGS = ("str", "int", "float", "bool", "null", "map", "seq")


def doubt(data: bytes, root: Node) -> str | None:
    """Why the meaning of a text cannot be told, ``None`` when it can."""
    if _SUSPECT.search(data) is None:
        return None
    if (odd := _BREAKS.search(data)) is not None:
        line = data.count(b"\n", 0, odd.start()) + 1
        return f"line {line}: a character that ends a line for some readers only"
    return _doubt(root, -1, flow=False)


def _doubt(node: Node, column: int, *, flow: bool) -> str | None:
    """The first doubt at a node or below it. ``column`` is that of the key in front of it, ``flow``: within { or [."""
    why = _of_scalar(node, flow=flow) if node.kind == "scalar" else None
    if node.tag is not None and node.tag.removeprefix("tag:yaml.org,2002:") not in _TAGS:
        why = f"the tag {node.tag}"
    if node.kind == "sequence" and not node.style and node.column == column and node.items[-1].is_nothing:
        why = "an empty last element, which takes the next key for its own"
    if why is not None:
        return f"line {node.line}: {why}"
    flow = flow or node.style == "{"
    if node.kind == "sequence":
        return next((why for item in node.items if (why := _doubt(item, -1, flow=flow))), None)
    if node.kind == "mapping":
        for key, value in node.pairs():
            why = _doubt(key, -1, flow=flow) or _doubt(value, key.column, flow=flow)
            if why is not None:
                return why
    return None


def _of_scalar(node: Node, *, flow: bool) -> str | None:
    if not node.style and "\t" in node.value:
        return "a tab within a word"
    if not node.style and flow and re.search(r":(?!//)", node.value):
        return "a colon within a word between brackets"
    return None


def folded(text: str, node: Node) -> str | None:
    """Why the value of a scalar cannot be told that is written on several lines, and is more than a script.

    Each reader folds line ends, and blanks in front of them, in its own way.
    """
    written = text[node.start : node.end]
    if node.style in ("|", ">"):
        written = written.partition("\n")[2].strip("\r\n")
        if re.search(r"[ \t]+\r?$", written, re.MULTILINE):
            return f"line {node.line}: blanks at the end of a line"
    return f"line {node.line}: a path on several lines" if "\n" in written.strip() else None
