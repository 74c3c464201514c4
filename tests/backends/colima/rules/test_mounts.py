"""From the list in a profile to what Colima hands to Lima: the vectors of the specification, and Go's own."""

from __future__ import annotations

import pytest

from colima_guard.backends.colima.profile import Mount
from colima_guard.backends.colima.releases import rules_of
from colima_guard.backends.colima.rules.mounts import Entry, entries_for_lima, merge_by_lima, overlap_reason
from colima_guard.backends.colima.rules.paths import PathRefused, Surroundings, clean_path
from colima_guard.backends.shared.expand_env import expand_env
from colima_guard.model.release import release
from colima_guard.model.share import Access, Origin

VARIABLES = {"HOME": "/Users/me", "H": "/h", "_X1": "x", "1": "one", "EMPTY": ""}
AROUND = Surroundings("/Users/me", lambda name: VARIABLES.get(name, ""), "/Users/me/Library/Caches/colima", "colima")
HOME = ["~ rw"]
TMP = [*HOME, "/tmp/colima rw"]
CACHE = ["/Users/me/Library/Caches/colima ro"]


def mounts(*texts: str) -> list[Mount]:
    """``LOCATION[=>MOUNTPOINT][ rw]``."""
    found = []
    for text in texts:
        path, _, writable = text.partition(" rw") if text.endswith(" rw") else (text, "", None)
        location, _, mount_point = path.partition("=>")
        found.append(Mount(location=location, mount_point=mount_point, writable=writable is not None))
    return found


def handed(listed: list[Mount] | None, version: str) -> tuple[list[str], str | None]:
    rules = rules_of(release(version))
    entries, refusal = entries_for_lima(listed, [None] * len(listed or []), None, rules, AROUND)
    return [f"{one.location} {one.access}" for one in entries], refusal.why if refusal else None


@pytest.mark.parametrize(
    ("listed", "by_release"),
    [
        ([], {"0.8.4": TMP, "0.9.1": HOME, "0.10.1": HOME, "0.10.3": HOME}),
        (None, {"0.8.4": TMP, "0.9.1": HOME, "0.10.1": CACHE, "0.10.3": []}),
        (
            mounts("~/p"),
            {
                **{key: [*CACHE, "/Users/me/p/ ro"] for key in ("0.8.4", "0.9.1", "0.10.1")},
                "0.10.3": ["/Users/me/p/ ro"],
            },
        ),
        (mounts("~"), {key: ["/Users/me/ ro"] for key in ("0.8.4", "0.9.1", "0.10.1", "0.10.3")}),
        (mounts("~/Library/Caches"), {key: ["/Users/me/Library/Caches/ ro"] for key in ("0.8.4", "0.10.3")}),
        (
            mounts("~/Library/Caches/colima rw"),
            {
                "0.10.1": [*CACHE, "/Users/me/Library/Caches/colima/ rw"],
                "0.10.3": ["/Users/me/Library/Caches/colima/ rw"],
            },
        ),
        (mounts("/${UNSET}"), {"0.10.3": ["/ ro"]}),
        (mounts("~root/p"), {"0.10.3": ["/Users/meroot/p/ ro"]}),
    ],
)
def test_what_lima_gets(listed: list[Mount] | None, by_release: dict[str, list[str]]) -> None:
    for version, wanted in by_release.items():
        assert handed(listed, version) == (wanted, None), version


@pytest.mark.parametrize("listed", [mounts("rel"), mounts("none"), mounts("/a", "rel"), mounts("/a=>rel")])
def test_what_colima_refuses(listed: list[Mount]) -> None:
    assert "relative paths not supported" in str(handed(listed, "0.10.3")[1])


@pytest.mark.parametrize(
    ("locations", "overlaps"),
    [
        (("/User", "/User/something"), True),
        (("/User/one", "/User/two"), False),
        (("/User/one", "/User/one_other"), False),
        (("/User/one_other", "/User/one"), False),
        (("/User/one", "/User/one/other"), True),
        (("/User/one/", "/User/one"), True),
        (("/home/a/b/c", "/home/b/c/a", "/home/c/a/b"), False),
        (("~/p=>/a", "~/p/sub=>/b"), False),
        (("/x=>/a", "/y=>/a/b"), True),
    ],
)
def test_overlap(locations: tuple[str, ...], overlaps: bool) -> None:
    """The vectors of Colima's yaml_test.go, and mount points, which count from 0.9.0 on."""
    assert (overlap_reason(mounts(*locations), rules_of(release("0.10.3")), AROUND) is not None) == overlaps
    by_location = {"~/p=>/a": True, "/x=>/a": False}.get(locations[0], overlaps)
    assert (overlap_reason(mounts(*locations), rules_of(release("0.8.4")), AROUND) is not None) == by_location


@pytest.mark.parametrize(
    ("text", "expanded"),
    [
        ("$HOME/p", "/Users/me/p"),
        ("${HOME}/p", "/Users/me/p"),
        ("$HOMEp", ""),
        ("$_X1-", "x-"),
        ("$1x", "onex"),
        ("${1}x", "onex"),
        ("$", "$"),
        ("a$", "a$"),
        ("$/a", "$/a"),
        ("${}", ""),
        ("${", ""),
        ("${HOME", "HOME"),
        ("$$", ""),
        ("$EMPTY", ""),
        ("$UNSET", ""),
        ("100%", "100%"),
    ],
)
def test_variables(text: str, expanded: str) -> None:
    """As Go's os.ExpandEnv, broken syntax included (os/env_test.go)."""
    assert expand_env(text, AROUND.env) == expanded


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("", ""),
        ("~", "/Users/me/"),
        ("~/", "/Users/me/"),
        ("~x/y", "/Users/mex/y/"),
        ("/a/../b//c/.", "/b/c/"),
        ("/", "/"),
        ("//x", "/x/"),
        ("$HOME", "/Users/me/"),
    ],
)
def test_clean_path(text: str, cleaned: str) -> None:
    assert clean_path(text, AROUND) == cleaned


@pytest.mark.parametrize("text", ["a", "./a", "$UNSET", "$EMPTY", "{{.Home}}"])
def test_clean_path_refuses(text: str) -> None:
    with pytest.raises(PathRefused):
        clean_path(text, AROUND)


def entry(location: str | None, mount_point: str = "", access: Access = Access.RO) -> Entry:
    return Entry(location, mount_point, access, Origin.LISTED)


def test_limas_merge() -> None:
    """From 2.0 on one mount point is one share: the first location stays, the last access wins."""
    entries = [entry("/a/", "/p/"), entry("/b/", "/p/", Access.RW)]
    newer, _ = merge_by_lima(entries, "/Users/me", by_mount_point=True)
    assert [(one.location, one.access) for one in newer] == [("/a", Access.RW)]
    older, _ = merge_by_lima(entries, "/Users/me", by_mount_point=False)
    assert [(one.location, one.access) for one in older] == [("/a", Access.RO), ("/b", Access.RW)]


@pytest.mark.parametrize(
    ("one", "refused"),
    [
        (entry(None), True),
        (entry(""), True),
        (entry("/"), True),
        (entry("/etc"), True),
        (entry("/etc/"), True),
        (entry("/", "/host"), False),
        (entry("/x", "/etc"), True),
        (entry("/x", "/etc/"), False),  # compared as it is written
        (entry("/x"), False),
    ],
)
def test_what_lima_refuses(one: Entry, refused: bool) -> None:
    assert (merge_by_lima([one], "/Users/me", by_mount_point=True)[1] is not None) == refused
