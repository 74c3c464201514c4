"""Go's ``text/template`` as far as a mount needs it: ``{{.Field}}`` and ``{{.Param.KEY}}``.

Lima fills in every location and mount point so. Anything more is a program; what it prints cannot be told here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_ACTION = re.compile(r"\{\{(-\s)?\s*(.*?)\s*(\s-)?\}\}", re.DOTALL)
_FIELD = re.compile(r"\.([A-Za-z_][A-Za-z0-9_]*)(?:\.([A-Za-z_][A-Za-z0-9_]*))?\Z")
#: os.TempDir, which is the variable TMPDIR
_TEMP_DIR = re.compile(r"\{\{(-\s)?\s*\.TempDir\s*(\s-)?\}\}")
NO_VALUE = "<no value>"


class Unevaluated(Exception):
    """The text uses more of the template language than is evaluated here."""


def variables(text: str) -> tuple[str, ...]:
    """The variables that a location is filled in from; not the home's, which decides everything else too."""
    return ("TMPDIR",) if "{{" in text and _TEMP_DIR.search(text) else ()


def fill_in(text: str, fields: Mapping[str, str], params: Mapping[str, str]) -> tuple[str, bool]:
    """The text with its fields filled in, and whether Go's parser takes it at all.

    Where it does not, Lima warns and keeps the text as it is. Raises ``Unevaluated``.
    """
    if "{{" not in text:
        return text, True
    out, at = [], 0
    for found in _ACTION.finditer(text):
        before = text[at : found.start()]
        if "{{" in before:
            raise Unevaluated(text)
        out.append(before.rstrip() if found.group(1) else before)
        out.append(_value(found.group(2), fields, params, text))
        at = found.end()
        if found.group(3):
            at += len(text[at:]) - len(text[at:].lstrip())
    if "{{" in text[at:]:
        if out:
            raise Unevaluated(text)
        return text, False  # an action that is never closed
    return "".join([*out, text[at:]]), True


def _value(action: str, fields: Mapping[str, str], params: Mapping[str, str], text: str) -> str:
    named = _FIELD.match(action)
    if named is None:
        raise Unevaluated(text)
    first, second = named.groups()
    if second is None:
        if first == "Param":
            raise Unevaluated(text)
        return fields.get(first, NO_VALUE)
    if first != "Param":
        raise Unevaluated(text)
    return params.get(second, NO_VALUE)
