"""The directory that stands for nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from colima_guard.host.values import Unreadable
from colima_guard.judge.findings import placeholder
from colima_guard.model.allowlist import Allowlist
from colima_guard.model.finding import Finding
from colima_guard.model.share import Access
from colima_guard.model.verdict import Concern, Verdict, judge
from tests.conftest import Machine
from tests.machines.drawn_exposures import exposure, share

EMPTY, UNLINK = "make {} an empty directory that only you can write", "remove the link, then: colima-guard lock"


def link(path: Path) -> None:
    path.symlink_to(path.parent)


def full(path: Path) -> None:
    path.mkdir()
    (path / "a").write_text("")


@pytest.mark.parametrize(
    ("make", "best", "message", "remedy"),
    [
        (Path.mkdir, None, "", ""),
        (full, Verdict.OPEN, "the directory {}, shared in place of nothing, is not empty", EMPTY),
        (lambda path: None, Verdict.UNKNOWN, "the directory {}, shared in place of nothing, is missing", EMPTY),
        (
            lambda path: path.write_text(""),
            Verdict.UNKNOWN,
            "the directory {}, shared in place of nothing, is missing",
            EMPTY,
        ),
        (link, Verdict.OPEN, "{}, shared in place of nothing, is a link to {parent}", UNLINK),
    ],
)
def test_what_is_wrong(
    machine: Machine, make: Callable[[Path], object], best: Verdict | None, message: str, remedy: str
) -> None:
    path = Path(machine.host().realpath(str(machine.home))) / "nothing"
    make(path)
    allow, host = Allowlist((), str(path)), machine.host()
    shown = judge(exposure(share(host.realpath(str(path)), Access.RO)), allow)
    found = list(placeholder.concerns(host, allow, shown))
    said = Finding("CG110", message.format(path, parent=path.parent), remedy.format(path))
    assert found == ([] if best is None else [Concern(said, best)])
    # nobody looks into one that is not shared, or where there is none
    other = judge(exposure(share("/p", Access.RO)), allow)
    assert list(placeholder.concerns(host, allow, other)) == []
    assert list(placeholder.concerns(host, Allowlist(), shown)) == []


def test_one_that_cannot_be_looked_at(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    path = str(machine.home / "nothing")
    machine.mkdir("nothing")
    allow, host = Allowlist((), path), machine.host()

    def unreadable(*_: object) -> None:
        raise Unreadable(f"{path} cannot be read: no")

    monkeypatch.setattr(type(host), "names", unreadable)
    shown = judge(exposure(share(path, Access.RO)), allow)
    said = Finding("CG110", f"{path} cannot be read: no", EMPTY.format(path))
    assert list(placeholder.concerns(host, allow, shown)) == [Concern(said, Verdict.UNKNOWN)]
