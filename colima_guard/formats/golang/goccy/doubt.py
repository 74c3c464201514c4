"""What a text means to Lima's reader, and why that cannot be told where it cannot (``plain`` says of what)."""

from __future__ import annotations

import re

from colima_guard.formats.golang.goccy.plain import STRANGER, doubt_of_reading
from colima_guard.formats.yaml.compose import compose
from colima_guard.formats.yaml.tree import Document, Node, YamlError
from colima_guard.model.named_tuple import NamedTuple

#: what each release refuses where it looks, which is not everywhere
TWICE = "a key that stands twice"

#: characters that end a line for libyaml and are like any other to goccy
_STRANGE = dict.fromkeys(map(ord, "\u0085\u2028\u2029\ufeff"), STRANGER)
_MARK = re.compile(r"^(---|\.\.\.)(?=[ \t\r\n]|\Z)([^\r\n]*)\r?\n?", re.MULTILINE)
_DIRECTIVE = re.compile(r"\A%YAML 1\.[12]\r?\n(?=---[ \r\n])")
#: a key that a byte order mark becomes a part of, in every release
_GLUED = "\ufeff[A-Za-z_][A-Za-z0-9_]*:[ \r\n]"


class View(NamedTuple):
    """The first document as Lima's reader sees it."""

    root: Node | None
    doubt: str | None


def view(data: bytes) -> View:
    """The first document of a text. Raises ``YamlError`` for what does not parse, which Lima has libyaml say, too."""
    text = data.decode()
    doubt = None
    if text.startswith("\ufeff"):
        doubt = None if re.match(_GLUED, text) else "a byte order mark in front of something else than a key"
        glued, text = True, text[1:]
    else:
        glued = False
    text = _DIRECTIVE.sub(lambda found: "#" + found[0][1:], text, count=1)
    seen = text.translate(_STRANGE)
    document = compose(seen)
    root = document.root
    if seen != text and not _same(root, compose(text).root):
        doubt = doubt or "a character that ends a line for some readers only"
    doubt = doubt or _of_lines(seen) or _of_documents(seen, document)
    if glued and root is not None and root.kind == "mapping" and root.items and root.items[0].kind == "scalar":
        root.items[0].value = "\ufeff" + root.items[0].value
    return View(root, doubt)


def _same(one: Node | None, other: Node | None) -> bool:
    if one is None or other is None:
        return one is other
    alike = (one.kind, one.value, one.style, one.tag, one.anchor, len(one.items))
    if alike != (other.kind, other.value, other.style, other.tag, other.anchor, len(other.items)):
        return False
    return all(map(_same, one.items, other.items))


def _of_lines(text: str) -> str | None:
    if (odd := re.search(r"^%|\r(?!\n)", text, re.MULTILINE)) is None:
        return None
    what = "a directive" if odd[0] == "%" else "a carriage return that is no end of a line to yq"
    return f"line {text.count(chr(10), 0, odd.end()) + 1}: {what}"


class _Piece(NamedTuple):
    text: str
    #: what ends it: ``---``, ``...`` or the end of the text
    end: str


def _pieces(text: str) -> list[_Piece] | None:
    """The documents, ``None`` where more than blanks stands behind a mark."""
    found, at = [], 0
    for mark in _MARK.finditer(text):
        if mark[2].strip(" "):
            return None
        found.append(_Piece(text[at : mark.start()], mark[1]))
        at = mark.end()
    return [*found, _Piece(text[at:], "")]


def _of_documents(text: str, first: Document) -> str | None:
    pieces = _pieces(text)
    if pieces is None:
        return "something on the line of a document's mark"
    if len(pieces) == 1:
        return _of_document(pieces[0], first)
    if STRANGER in text:
        return "a character that ends a line for some readers only, beside a document's mark"
    before, has_content = "", []
    for piece in pieces:
        try:
            document = compose(piece.text)
        except YamlError as error:
            return f"another document that does not load: {error.problem}"
        if (why := _of_document(piece, document)) is not None:
            return why
        if "..." in (before, piece.end) and (document.root is None) is not (before == "..."):
            return "an end that is not one of a document"
        before = piece.end
        has_content.append(document.root is not None)
    if not any(has_content[:2]) and any(has_content):
        return "an empty document in front of another"  # 1.13.5 counts them in its own way
    return None


def _of_document(piece: _Piece, document: Document) -> str | None:
    """Why one of the documents can be another to goccy."""
    root = document.root
    if document.more:
        return "a document behind another without a mark"
    if root is not None and root.kind != "mapping" and piece.end:
        # up to 1.17.1 a null one is skipped; of others it depends
        return "a document in front of another that is no mapping"
    last = root
    while last is not None and last.items:
        last = last.items[-1]
    if piece.end and last is not None and last.is_nothing:
        return "nothing in front of a document's mark"
    if root is not None and root.kind == "scalar" and not piece.text.strip().isalnum() and piece.text.strip() != "~":
        return "a document that is a word"
    if root is None:
        return doubt_of_reading(piece.text, root)
    return doubt_of_reading(piece.text, root) or _of_tree(root) or _of_anchors(root, set())


def _of_anchors(node: Node, names: set[str]) -> str | None:
    """An anchor that stands twice: some releases take the last one even for an alias between them."""
    if node.anchor is not None and node.kind != "alias":
        if node.anchor in names:
            return f"line {node.line}: an anchor that stands twice"
        names.add(node.anchor)
    return next((why for item in node.items if (why := _of_anchors(item, names)) is not None), None)


def _of_tree(node: Node, around: tuple[Node, ...] = ()) -> str | None:
    """What each reader takes in its own way: keys that stand twice, merged and written ones."""
    if node.kind == "alias" and any(node.target is one for one in around):
        return f"line {node.line}: an alias within what it stands for"
    if node.kind == "mapping":
        names: set[str] = set()
        for key, value in node.pairs():
            if key.kind != "scalar":
                return f"line {key.line}: a key that is no word"
            if key.value == "digest" and value.anchor is not None:
                return f"line {value.line}: an anchor at a value of a type of its own"  # 1.13.5 ends at its aliases
            target = value.target if value.kind == "alias" else value
            more = {key.value}
            if key.value == "<<" and not key.style:
                if target is None or target.kind != "mapping":
                    return f"line {key.line}: a merge of something else than a mapping"
                more = {one.value for one, _ in target.pairs()}
            if names & more:
                return f"line {key.line}: {TWICE}"
            names |= more
    return next((why for item in node.items if (why := _of_tree(item, (*around, node))) is not None), None)


def doubt_of_folding(text: str, node: Node) -> str | None:
    """Why the value of a scalar cannot be told that is written on several lines, and is more than a script.

    Each reader folds line ends, and blanks in front of them, in its own way; 1.13.5 even those of a single line.
    """
    written = text[node.start : node.end]
    if node.style in ("|", ">"):
        head, _, written = written.partition("\n")
        if re.fullmatch(r"[^|>]*[|>]-", head) is None or "\r" in written:
            return f"line {node.line}: a block that some releases read otherwise"
        written = written.strip("\n")
        if re.search(r"[ \t]+$", written, re.MULTILINE):
            return f"line {node.line}: blanks at the end of a line"
    if node.style == '"' and re.search(r'\\[^"\\nrebvfxuU]', written.replace("\\\\", "")):
        return f"line {node.line}: an escape that 1.13.5 leaves as it is"
    if not node.style and re.match(r"\.[A-Za-z]", node.value):
        return f"line {node.line}: a word that 1.13.5 reads as 0"
    return f"line {node.line}: a value on several lines" if re.search(r"[\r\n]", written.strip()) else None
