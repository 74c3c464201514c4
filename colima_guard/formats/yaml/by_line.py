"""YAML as people and programs write it for VMs, read line by line: importing a parser takes as long as all the rest.

Block mappings and lists, whose scalars stand on one line or in a literal block (``|``). Of such a text the tree
is the one that libyaml makes, to each mark; of any other there is none, and a parser has to read it.
"""

from __future__ import annotations

import re
from functools import cache

from colima_guard.formats.yaml.tree import Document, Kind, Node
from colima_guard.model.named_tuple import NamedTuple

#: no sign of YAML within, and a colon only before what goes on with the word
_WORD = r"-{0,2}[\w~/.$(][\w~/.$+=@%,;()-]*+(?::[\w~/.][\w~/.$+=@%,;()-]*+)*+"
_WORDS = rf"{_WORD}(?: {_WORD})*+"
#: a word of any signs, a colon not before a blank, nor `#` behind one; those that mean something do not begin it
_SIGNS = r"-{0,2}[\w~/.$(](?:[!\"$-9;-~]|:(?=[!-~])|(?<! )#| +(?=[!\"$-~]))*+"
_LINE = (
    r"( *)(?:(- +)(?! ))?(?:([A-Za-z_9][\w.-]{0,99}):(?: +(?=[^ #])|(?= *$)|(?= +#)))?"
    r"(?:(%s)|(\"[ !#-\[\]-~]*\"|'[ -&(-~]*')|(\[(?:-{0,2}\w[\w~/.=$-]*+(?:, \w[\w~/.$-]*+)*)?\]|\{\})|(\|-?))?"
    r" *(?:(?<![^ ])#.*)?"
)
#: the groups of a line: its indentation, a dash, a key, and a value in one of four forms
_KEY, _PLAIN, _QUOTED, _FLOW = 3, 4, 5, 6
_MAX_DEPTH = 50


@cache
def _line(plain: str) -> re.Pattern[str]:
    return re.compile(_LINE % plain, re.ASCII)


def read_by_line(data: bytes | str, *, any_signs: bool) -> Document | None:
    """The tree of a text, or ``None`` where it has to be left to a parser.

    ``any_signs``: whether words may hold what means something to YAML elsewhere, which not all readers take alike.
    """
    try:
        text = data if isinstance(data, str) else data.decode()
    except UnicodeDecodeError:
        return None
    # what controls a terminal, or ends a line for some readers, is not printable
    if not text.replace("\n", "").isprintable():
        return None
    reader = _Reader(text, _line(_SIGNS if any_signs else _WORDS))
    return Document(reader.root, more=False) if reader.read() else None


class _Open(NamedTuple):
    """A mapping or list that is not at its end: ``column`` is where its keys or dashes stand, from 0."""

    node: Node
    items: list[Node]
    column: int
    #: whether it is a list whose dashes stand right below the key
    flush: bool


class _Reader:
    def __init__(self, text: str, line: re.Pattern[str]) -> None:
        self.root: Node | None = None
        self._lines = text.split("\n")
        self._match = line.fullmatch
        self._open: list[_Open] = []
        #: whether the last key has no value yet
        self._waits = False
        #: the line that is read, from 1, where it begins, and where the next one does
        self._number = self._start = self._next = 0

    def read(self) -> bool:
        """Whether all lines could be read."""
        while self._number < len(self._lines):
            line = self._take()
            begin = line.lstrip(" ")
            if begin and begin[0] != "#" and not self._line(line):
                return False
        self._close(-1, self._start + len(self._lines[-1]))
        return True

    def _take(self) -> str:
        line = self._lines[self._number]
        self._number += 1
        self._start, self._next = self._next, self._next + len(line) + 1
        return line

    def _node(self, kind: Kind, begin: int, end: int) -> Node:
        return Node(kind, self._number, begin + 1, self._start + begin, self._start + end)

    def _line(self, line: str) -> bool:
        match = self._match(line)
        if match is None or match.lastindex == 1 or len(self._open) > _MAX_DEPTH:
            return False
        column, dash, key = match.end(1), match[2], match[3]
        if not (dash or key) or not self._place("sequence" if dash else "mapping", column):
            return False
        if key is None:
            return self._value(match, column)
        if dash:
            column = match.end(2)
            self._begin("mapping", column, flush=False)
        after = column + len(key)
        node = self._node("scalar", column, after)
        node.value = key
        self._open[-1].items.append(node)
        if match.lastindex != _KEY:
            return self._value(match, column)
        self._open[-1].items.append(self._node("scalar", after + 1, after + 1))
        self._waits = True
        return True

    def _place(self, kind: Kind, column: int) -> bool:
        """Closes what is at its end here, and opens what begins: whether a key or a dash may stand here."""
        if self.root is None:
            self._begin(kind, column, flush=False)
            return column == 0
        waits, self._waits = self._waits, False
        parent = self._open[-1]
        flush = kind == "sequence" and column == parent.column
        if waits and (flush or column > parent.column):
            del parent.items[-1]  # a value after all
            self._begin(kind, column, flush=flush)
            return True
        self._close(column, self._start + column, flush=kind == "mapping")
        return bool(self._open) and self._open[-1].column == column and self._open[-1].node.kind == kind

    def _begin(self, kind: Kind, column: int, *, flush: bool) -> None:
        node = self._node(kind, column, column)
        items: list[Node] = []
        node.items = items
        if self._open:
            self._open[-1].items.append(node)
        else:
            self.root = node
        self._open.append(_Open(node, items, column, flush))

    def _close(self, column: int, at: int, *, flush: bool = True) -> None:
        """Ends what stands further to the right, and with ``flush`` a list right below its key."""
        while self._open:
            last = self._open[-1]
            if last.column < column or (last.column == column and not (flush and last.flush)):
                return
            self._open.pop().node.end = at

    def _value(self, match: re.Match[str], column: int) -> bool:
        """Takes the value of a line: whether it could be read. ``column`` is that of its key or dash."""
        form = match.lastindex or 0
        if form <= _KEY:
            return False
        node = self._node("scalar", *match.span(form))
        written = match[form]
        self._open[-1].items.append(node)
        if form == _PLAIN:
            node.value = written
        elif form == _QUOTED:
            node.value, node.style = written[1:-1], written[0]
        elif form == _FLOW:
            node.kind, node.style = ("sequence" if written[0] == "[" else "mapping"), "{"
            node.items = self._words(written, match.start(form))
        else:
            return match.end(form) == len(match.string) and self._literal(node, column, written)
        return True

    def _words(self, written: str, begin: int) -> list[Node]:
        """The elements of a list in brackets."""
        found, begin = [], begin + 1
        for word in written[1:-1].split(", ") if len(written) > 2 else ():
            found.append(self._node("scalar", begin, begin + len(word)))
            found[-1].value = word
            begin += len(word) + 2
        return found

    def _literal(self, node: Node, column: int, mark: str) -> bool:
        """Takes the lines of a literal block: whether they could be read."""
        block: list[str] = []
        indent = 0
        while self._number < len(self._lines) - 1:
            line = self._lines[self._number]
            blanks = _blanks(line)
            if line:
                if blanks == len(line):
                    return False  # some of them may be text
                indent = indent or blanks
                if blanks < indent or indent <= column:
                    break
            block.append(self._take()[indent:])
        if indent <= column or _blanks(self._lines[self._number]) > column:
            return False
        text = "\n".join(block).rstrip("\n")
        node.value, node.style, node.end = text + "\n" if mark == "|" else text, "|", self._next
        return True


def _blanks(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
