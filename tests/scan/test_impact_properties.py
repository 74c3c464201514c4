"""No bind that goes out of a VM's sight is passed over, whatever is shared before and after."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from colima_guard.host.machine import Host
from colima_guard.model.paths import is_within
from colima_guard.model.share import Share
from colima_guard.scan.impact import impact
from colima_guard.scan.keep import Limits
from colima_guard.scan.project import Bind
from tests.machines.scanned import bind, project, seen, share

NAMES = ("", "/a", "/a/b", "/a/b/c", "/d", "/ab")
SHARES = st.lists(
    st.tuples(st.sampled_from(NAMES), st.sampled_from(("ro", "rw"))), max_size=3, unique_by=lambda one: one[0]
)


@pytest.fixture(scope="module")
def home() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as directory:
        home = os.path.join(os.path.realpath(directory), "me")
        for name in NAMES:
            os.makedirs(home + name, exist_ok=True)
        yield home


def nearest(shares: list[Share], path: str) -> Share | None:
    """The share that a path is seen by, in the plainest words."""
    holding = [one for one in shares if is_within(path, one.location or "")]
    return max(holding, key=lambda one: len(one.location or ""), default=None)


@given(
    before=SHARES,
    after=SHARES,
    source=st.sampled_from(NAMES),
    access=st.sampled_from(("ro", "rw")),
    when=st.sampled_from(("empty", "fails", None)),
)
def test_every_loss_is_told(
    home: str, before: list[tuple[str, str]], after: list[tuple[str, str]], source: str, access: str, when: str | None
) -> None:
    today, then = ([share(home + name, rights) for name, rights in shares] for shares in (before, after))
    one: Bind = bind(home + source, access=access, when=when)  # type: ignore[arg-type]
    host = Host({"HOME": home, "PATH": ""}, "linux", cwd=home)
    found = impact(host, [project(home + source, one)], (), [seen(today, then)], Limits(host))
    old, new = nearest(today, home + source), nearest(then, home + source)
    outcomes = [effect.outcome for effect in found]
    if old is None:
        lost = {one.location for one in today if is_within(one.location or "", home + source)} - {
            one.location for one in then
        }
        assert outcomes == (["empty"] if lost else [])
    elif new is None:
        assert outcomes in (["empty"], ["fails"])
    else:
        less = access == "rw" and (old.asked, new.asked) == ("rw", "ro")
        assert outcomes == (["read-only"] if less else ["kept"])
    for effect in found:
        # nothing is said to keep a bind that must not be allowed, and nothing but what it needs
        assert effect.allow.removesuffix(":ro") != home
        assert bool(effect.allow) + bool(effect.refused) <= 1
