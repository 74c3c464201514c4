"""Every reason for which a file is refused has a row that says what to do."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.docs.generate import ROOT

_RAISED = ("EditRefused", "_Refused")
#: what is said before or behind a reason, and the reason of a change
_NO_REASONS = ("...", "it ...", "what new instances share")


def reasons() -> dict[str, str]:
    """Each reason in the source, ``...`` for what is filled in, with the file that holds it."""
    found: dict[str, str] = {}
    for path in sorted((ROOT / "colima_guard").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in _RAISED and node.args:
                found |= dict.fromkeys(_texts(node.args[0]), path.name)
            elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "reason":
                found |= dict.fromkeys(_texts(node.value), path.name)
    return {text: where for text, where in found.items() if not text.startswith(_NO_REASONS)}


def _texts(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(str(part.value) if isinstance(part, ast.Constant) else "..." for part in node.values)
    elif isinstance(node, ast.IfExp):
        yield from (*_texts(node.body), *_texts(node.orelse))


def rows() -> list[str]:
    """The reasons of the table, as far as each is said there."""
    page = (ROOT / "docs/troubleshooting.md").read_text(encoding="utf-8")
    section = page.split('\n## "cannot be locked"\n')[1].split("\n## ")[0]
    cells = re.findall(r"^\| (.+?) \| .+ \|$", section, re.MULTILINE)
    return [part.strip("` ") for cell in cells for part in cell.split(" · ")]


def test_every_reason_has_a_row() -> None:
    known = rows()
    assert len(known) > 20 and len(reasons()) > 60
    assert {text: where for text, where in reasons().items() if not any(part in text for part in known)} == {}


def test_every_row_is_a_reason() -> None:
    """What is said nowhere is not looked for in the table."""
    found = [path.read_text(encoding="utf-8") for path in (ROOT / "colima_guard").rglob("*.py")]
    source = re.sub(r'"\s*\n\s*f?"', "", "\n".join(found))
    source = re.sub(r"\{[^{}\n]*\}", "...", source.replace("{{", "\0").replace("}}", "\1"))
    source = source.replace("\0", "{").replace("\1", "}")
    said = [part for part in rows() if part not in source and part.replace("{{ }}", "{ }") not in source]
    assert [part for part in said if part not in ("reason", "---")] == []
