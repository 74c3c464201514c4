"""How a file writes its JSON, so that what is added looks like what is there."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from colima_guard.formats.json.read import Document, Member

#: a character that is written as an escape although JSON does not ask for it
_ESCAPED = re.compile(r"\\u(?!00[01])[0-9a-fA-F]{4}")
_ELEMENT = re.compile(r"\[(?P<lead>[ \t\n\r]*)(?P<inner>.*?)(?P<tail>[ \t\n\r]*)\]\Z", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Style:
    """What stands between a key and its value, between members, and before the first and behind the last one."""

    colon: str
    gap: str
    lead: str
    tail: str
    newline: str
    ascii_only: bool

    @property
    def indent(self) -> str:
        """The blanks before a member on a line of its own; empty where members share a line."""
        return self.lead.rpartition("\n")[2] if "\n" in self.lead else ""

    @property
    def step(self) -> str:
        """By how much one level is indented more than the one around it."""
        outer = self.tail.rpartition("\n")[2]
        inner = self.indent
        return inner[len(outer) :] if inner.startswith(outer) and inner != outer else inner or "  "

    def text(self, value: str) -> str:
        """A string as this file writes it."""
        return json.dumps(value, ensure_ascii=self.ascii_only)

    def list(self, values: Sequence[str], old: str = "") -> str:
        """A list as this file writes it, in the shape of the one that it replaces where that has one."""
        items = [self.text(value) for value in values]
        shape = _ELEMENT.match(old)
        if shape and shape["inner"]:
            between = "," + (shape["lead"] if "\n" in shape["lead"] else self._blank)
            return f"[{shape['lead']}{between.join(items)}{shape['tail']}]"
        if "\n" not in self.lead:
            return "[" + f",{self._blank}".join(items) + "]"
        line = self.newline + self.indent
        return "[" + ",".join(f"{line}{self.step}{item}" for item in items) + f"{line}]"

    @property
    def _blank(self) -> str:
        return " " if self.colon.endswith((" ", "\t")) else ""


def style_of(document: Document) -> Style:
    """How this file writes its object; as Docker Desktop does where it says nothing: two blanks, a member a line."""
    text, members = document.text, document.members
    newline = "\r\n" if "\r\n" in text else "\n"
    ascii_only = text.isascii() and _ESCAPED.search(text) is not None
    if not members:
        return Style(": ", f",{newline}  ", f"{newline}  ", newline, newline, ascii_only)
    first, last = members[0], members[-1]
    lead = text[document.opened + 1 : first.at]
    colon = text[first.colon : first.start]
    if len(members) > 1:
        gap = text[first.stop : members[1].at]
    else:
        gap = "," + (lead if "\n" in lead else " " if colon.endswith(" ") else "")
    return Style(colon, gap, lead, text[last.stop : document.closed], newline, ascii_only)


def place_for(document: Document, key: str) -> int:
    """Before which member a new key stands: in the order of the keys where they have one, else behind the last."""
    keys = [member.key for member in document.members]
    if len(keys) > 1 and keys == sorted(keys):
        return next((number for number, other in enumerate(keys) if other > key), len(keys))
    return len(keys)


def gap_at(document: Document, number: int, style: Style) -> str:
    """What stands between the member before this place and the one behind it."""
    members: tuple[Member, ...] = document.members
    if 0 < number < len(members):
        return document.text[members[number - 1].stop : members[number].at]
    return style.gap
