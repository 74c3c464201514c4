"""Every finding has a section, and every section a finding."""

from __future__ import annotations

import re

from colima_guard.model.finding import KINDS
from tests.docs.generate import ROOT

_SECTION = re.compile(r"^## (CG\d+)\n\n\*\*([^*\n]+)\*\* · (\w+)\n\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)


def test_sections_and_findings_are_the_same() -> None:
    text = (ROOT / "docs/findings.md").read_text(encoding="utf-8")
    written = [(number, title, severity) for number, title, severity, _ in _SECTION.findall(text)]
    assert written == [(number, kind.title, kind.severity.value) for number, kind in sorted(KINDS.items())]
    assert len(written) == text.count("\n## ")


def test_each_section_says_what_to_do() -> None:
    text = (ROOT / "docs/findings.md").read_text(encoding="utf-8")
    silent = [number for number, _, _, body in _SECTION.findall(text) if "\nDo: " not in body]
    assert silent == []
