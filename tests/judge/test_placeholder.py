"""The directory that stands for nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from colima_guard.judge.findings import placeholder
from colima_guard.model.allowlist import Allowlist
from colima_guard.model.share import Access
from colima_guard.model.verdict import Verdict, judge
from tests.conftest import Machine
from tests.machines.drawn_exposures import exposure, share


def link(path: Path) -> None:
    path.symlink_to(path.parent)


def full(path: Path) -> None:
    path.mkdir()
    (path / "a").write_text("")


@pytest.mark.parametrize(
    ("make", "best", "message"),
    [
        (Path.mkdir, None, ""),
        (full, Verdict.OPEN, "the directory {}, which stands for nothing, is not empty"),
        (lambda path: None, Verdict.UNKNOWN, "the empty directory {} is missing"),
        (lambda path: path.write_text(""), Verdict.UNKNOWN, "the empty directory {} is missing"),
        (link, Verdict.OPEN, "{}, which stands for nothing, is a link to {parent}"),
    ],
)
def test_what_is_wrong(machine: Machine, make: Callable[[Path], object], best: Verdict | None, message: str) -> None:
    path = Path(machine.host().realpath(str(machine.home))) / "nothing"
    make(path)
    allow, host = Allowlist((), str(path)), machine.host()
    shown = judge(exposure(share(host.realpath(str(path)), Access.RO)), allow)
    found = [(one.finding.message, one.at_best) for one in placeholder.concerns(host, allow, shown)]
    assert found == ([] if best is None else [(message.format(path, parent=path.parent), best)])
    # nobody looks into one that is not shared, or where there is none
    other = judge(exposure(share("/p", Access.RO)), allow)
    assert list(placeholder.concerns(host, allow, other)) == []
    assert list(placeholder.concerns(host, Allowlist(), shown)) == []
