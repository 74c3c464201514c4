"""What cannot be locked is refused with file, line, reason and the block to paste; the rest is locked."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.conftest import Machine
from tests.machines.colima import LOCKED, profile

FILE = ".colima/default/colima.yaml"
PASTE = """\
  paste this by hand, in place of its `mounts`:
    mounts:
      - location: ~/projects
        writable: true
"""


def lines(text: str, key: str) -> int:
    if key == "mounts" and text.count("\nmounts") == 2:  # it is the second one
        return lines(text.replace("mounts", "", 1), key)
    return next(number for number, line in enumerate(text.split("\n"), 1) if line.startswith(key))


#: `colima start` goes on with what it can decode of them
TYPE_ERRORS = {
    "a list of strings": profile('mounts: ["~/projects"]'),
    "a word": profile("mounts: none"),
    "a map": profile("mounts: {}"),
    "a word elsewhere": profile(cpu="two"),
    "a list elsewhere": profile(env="[x]"),
    "a map elsewhere": profile(arch="{a: b}"),
}

#: text, the line that is why (a key of it, or None), and a part of the reason
TEXTS: dict[str, tuple[str, str | None, str]] = {
    "a tab": (profile("mounts:\n\t- location: ~/a"), "\t", "does not load"),
    "a key twice": (profile("mounts: []\nmounts: []"), "mounts", "does not load"),
    "no runtime": (profile(runtime="-"), None, "no `runtime`"),
    "an empty runtime": (profile(runtime='""'), "runtime", "no `runtime`"),
    "%YAML 1.2": ("%YAML 1.2\n---\n" + profile(LOCKED), "%YAML", "does not load"),
    "an escape of JSON": (profile(LOCKED, env='{"a": "b\\/c"}'), "env", "does not load"),
    "a document that breaks later": (profile(LOCKED) + "--- a: b\n", "---", "does not load"),
    "deeper than is read": (profile(LOCKED) + "x: " + "[" * 210 + "]" * 210, "x", "cannot be told: nested more than"),
    "an anchor that is used elsewhere": (profile("mounts: &m\n  - location: ~/a") + "x: *m\n", "mounts", "anchor"),
    "a merge key that brings the list": (
        profile("base: &base {mounts: [{location: ~/a}]}\n<<: *base"),
        "<<",
        "merge key",
    ),
    "a template": (profile("mounts: {{ .mounts }}"), "mounts", "{{"),
    "nothing": ("", None, "empty"),
    "blanks": (" \n\n", None, "empty"),
    "comments": ("# cpu: 2\n", None, "runtime"),
    "bytes that are no text": (profile().replace("my VM", "m\udce4 VM"), "#", "does not load"),
    "a list at the top": ("- runtime: docker\n", "-", "does not load"),
}


@pytest.mark.parametrize("case", TYPE_ERRORS)
def test_a_profile_with_a_type_error_is_locked(machine: Machine, case: str) -> None:
    machine.mkdir("projects")
    machine.write(FILE, TYPE_ERRORS[case])
    assert machine.run("lock", "~/projects", "--yes").code == 0
    assert "location: ~/projects" in machine.read(FILE)
    findings = [finding["id"] for finding in machine.instance()["findings"]]
    assert ("CG201" in findings) == ("elsewhere" in case)


@pytest.mark.parametrize("case", [case for case in TYPE_ERRORS if "elsewhere" in case])
def test_a_template_or_a_rendered_profile_with_a_type_error_is_refused(machine: Machine, case: str) -> None:
    """Colima takes no template that has one."""
    machine.mkdir("projects")
    machine.write(".colima/_templates/default.yaml", TYPE_ERRORS[case])
    done = machine.refused("lock", "~/projects", "--yes")
    assert "Colima does not load it" in done.out
    rendered = machine.run("render", "colima", "--allow", "~/projects", stdin=TYPE_ERRORS[case].encode())
    assert (rendered.code, rendered.out) == (4, "")


@pytest.mark.parametrize("case", [case for case in TYPE_ERRORS if "elsewhere" not in case])
def test_an_error_within_the_list_goes_with_it(machine: Machine, case: str) -> None:
    machine.mkdir("projects")
    machine.write(".colima/_templates/default.yaml", TYPE_ERRORS[case])
    assert machine.run("lock", "~/projects", "--yes").code == 0
    assert machine.read(".colima/_templates/default.yaml") == profile(LOCKED)
    rendered = machine.run("render", "colima", "--allow", "~/projects", stdin=TYPE_ERRORS[case].encode())
    assert (rendered.code, rendered.out) == (0, profile(LOCKED))


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        (profile(runtime="-"), None, "it sets no `runtime`, so no VM would start from it; add `runtime: docker`"),
        (profile(runtime='""'), "runtime", "it sets no `runtime`, so no VM would start from it"),
        ("# cpu: 2\n", None, "it sets no `runtime`, so no VM would start from it"),
        ("\n", None, "it is empty, and no VM would start from it"),
        (profile("mounts: []\nmounts: []"), "mounts", 'Colima does not load it: mapping key "mounts" already defined'),
        (profile(cpu="two"), "cpu", "Colima does not load it: cannot unmarshal"),
    ],
)
def test_why_a_template_is_refused(machine: Machine, text: str, line: str | None, reason: str) -> None:
    """It is read and never written, and a new profile ignores one with an error."""
    machine.mkdir("projects")
    machine.write(".colima/_templates/default.yaml", text)
    (refused,) = machine.run("lock", "~/projects", "--yes", "--json").json["refused"]
    assert refused["reason"].startswith(reason)
    assert refused["line"] == (line and lines(text, line))
    (said,) = [one for one in machine.instance("colima/(new)")["findings"] if one["id"] == "CG201"]
    if "unmarshal" in reason or "already" in reason:
        assert said["message"].endswith("; a new profile ignores it, and takes the whole home")
    else:
        assert said["message"] == "no `runtime` is set, so no VM would start from it"


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        (profile(LOCKED, cpu="two"), ["; `colima start` goes on without it, `colima restart` stops"]),
        (profile(LOCKED) + "cpu: 1\n", ["or the whole home and overwrites this file, `colima restart` stops"]),
        ("\tx: 1\n" + profile(LOCKED), ["or the whole home and overwrites this file, `colima restart` stops"]),
        ("env: {A: !!int x}\n" + profile(LOCKED), ["the whole home and overwrites this file, `colima restart` stops"]),
        (profile(LOCKED, runtime="-"), ["the template or the whole home and overwrites this file"]),
        (
            profile(LOCKED, runtime="-", cpu="two"),
            [
                "and overwrites this file, `colima restart` stops",
                "the template or the whole home and overwrites this file",
            ],
        ),
    ],
)
def test_what_is_said_of_a_profile_that_does_not_load(machine: Machine, text: str, ends: list[str]) -> None:
    """A `runtime` that is written is never said to be missing."""
    machine.write(FILE, text)
    said = [one["message"] for one in machine.instance()["findings"] if one["id"] == "CG201"]
    assert len(said) == len(ends)
    for message, end in zip(said, ends, strict=True):
        assert message.endswith(end)


@pytest.mark.parametrize("case", TEXTS)
def test_a_text_that_does_not_load_is_not_touched(machine: Machine, case: str) -> None:
    text, key, reason = TEXTS[case]
    machine.mkdir("projects")
    data = text.encode("utf-8", "surrogateescape")
    machine.write(FILE, data)
    machine.write(".colima/work/colima.yaml", profile())
    done = machine.run("lock", "~/projects", "--yes")
    assert done.code == 1
    where = f"~/{FILE}" + (f":{lines(text, key)}" if key else "")
    assert f"cannot be locked: {where}: " in done.out
    (said,) = [line for line in done.out.splitlines() if line.startswith("cannot be locked")]
    assert reason in said
    # without the anchor the file would not load, and Colima would share the whole home
    assert ("  paste this by hand, " in done.out) == ("*m" not in text)
    assert (machine.home / FILE).read_bytes() == data
    # the rest is locked after the same question
    assert machine.read(".colima/work/colima.yaml") == profile(LOCKED)
    assert machine.verdicts()["colima/work"] == "LOCKED"
    assert machine.verdicts()["colima/(new)"] == "LOCKED"
    refused = machine.run("lock", "~/projects", "--yes", "--json").json["refused"]
    assert [one["path"] for one in refused] == [f"{machine.home}/{FILE}"]
    assert refused[0]["line"] == (lines(text, key) if key else refused[0]["line"])


def test_if_all_is_refused_the_policy_is_saved(machine: Machine) -> None:
    """Somebody said what it shall be, and `check` judges by that."""
    machine.mkdir("projects")
    machine.write(FILE, profile(runtime="-"))
    machine.write(".colima/_templates/default.yaml", "cpu: two\nruntime: docker\n")
    done = machine.refused("lock", "~/projects", "--yes")
    assert done.out.count("cannot be locked: ") == 2
    assert done.out.count(PASTE) == 2
    assert machine.read(".config/colima-guard/policy.yaml").endswith("allow:\n  - path: ~/projects\n    access: rw\n")
    check = machine.run("check")
    assert (check.code, "there is no policy" in check.err) == (1, False)
    # and one that is refused already before takes no policy away
    assert machine.run("lock", "~/projects", "--all-or-nothing", "--yes").code == 4


def test_all_or_nothing(machine: Machine) -> None:
    machine.mkdir("projects")
    machine.write(FILE, profile(runtime="-"))
    machine.write(".colima/work/colima.yaml", profile())
    before = machine.tree()
    done = machine.run("lock", "~/projects", "--yes", "--all-or-nothing")
    assert done.code == 4
    assert machine.tree() == before
    # what was not written is not shown as if it were
    assert "colima/work: OPEN\n" in done.out
    assert "written as" not in done.out
    json = machine.run("lock", "~/projects", "--yes", "--all-or-nothing", "--json")
    assert (json.code, json.json["applied"], json.json["change"], json.json["ok"]) == (4, False, None, False)
    verdicts = {one["name"]: one["verdict"] for one in json.json["instances"]}
    assert verdicts["colima/work"] == "OPEN"


def test_a_partial_dry_run_says_what_would_be_refused(machine: Machine) -> None:
    machine.mkdir("projects")
    machine.write(FILE, profile(runtime="-"))
    machine.write(".colima/work/colima.yaml", profile())
    before = machine.tree()
    done = machine.run("lock", "~/projects", "-n")
    assert (done.code, done.out.count("cannot be locked")) == (1, 1)  # as the lock itself would end
    assert machine.tree() == before


def test_stow_the_link_stays_and_its_target_is_written(machine: Machine) -> None:
    machine.mkdir("projects", ".colima/default")
    machine.write("dotfiles/colima/colima.yaml", profile())
    (machine.home / FILE).symlink_to("../../dotfiles/colima/colima.yaml")
    assert machine.run("lock", "~/projects", "--yes").code == 0
    assert os.readlink(machine.home / FILE) == "../../dotfiles/colima/colima.yaml"
    assert machine.read("dotfiles/colima/colima.yaml") == profile(LOCKED)
    assert machine.run("rollback", "--yes").code == 0
    assert os.readlink(machine.home / FILE) == "../../dotfiles/colima/colima.yaml"
    assert machine.read("dotfiles/colima/colima.yaml") == profile()


def test_one_file_for_two_profiles(machine: Machine) -> None:
    machine.mkdir("projects", ".colima/default", ".colima/work")
    machine.write("dotfiles/colima.yaml", profile())
    for name in ("default", "work"):
        (machine.home / f".colima/{name}/colima.yaml").symlink_to("../../dotfiles/colima.yaml")
    assert machine.run("lock", "~/projects", "--yes").code == 0
    assert machine.read("dotfiles/colima.yaml") == profile(LOCKED)
    assert set(machine.verdicts().values()) == {"LOCKED"}


def test_a_read_only_file_is_refused_with_the_block(machine: Machine) -> None:
    machine.mkdir("projects")
    machine.write(FILE, profile(), 0o444)
    done = machine.run("lock", "~/projects", "--yes")
    assert done.code == 1
    assert f"cannot be locked: ~/{FILE}: it is read-only\n{PASTE}" in done.out
    assert "render" not in done.out


def test_a_file_in_a_store_is_for_what_makes_it(machine: Machine) -> None:
    """A Nix store, to which the links of home-manager lead: what is pasted there is gone with the next build."""
    machine.mkdir("projects", ".colima/default")
    store = machine.write("nix/store/x-colima.yaml", profile(), 0o444)
    (machine.home / FILE).symlink_to(store)
    machine.write(".colima/work/colima.yaml", profile())
    try:
        store.parent.chmod(0o555)
        done = machine.run("lock", "~/projects", "--yes")
        assert done.code == 1
        assert f"cannot be locked: ~/{FILE}: ~/nix/store/x-colima.yaml is read-only\n" in done.out
        assert done.out.count("let that make it through `colima-guard render`") == 1
        assert "paste" not in done.out
        assert store.read_text() == profile()
        assert machine.verdicts() == {"colima/default": "OPEN", "colima/work": "LOCKED", "colima/(new)": "LOCKED"}
    finally:
        store.parent.chmod(0o755)


@pytest.mark.parametrize("place", ["file", "profile", "template"])
def test_a_dangling_link(machine: Machine, place: str) -> None:
    machine.mkdir("projects", ".colima/default", ".colima/_templates")
    at = (
        machine.home
        / {
            "file": FILE,
            "profile": ".colima/other",
            "template": ".colima/_templates/default.yaml",
        }[place]
    )
    at.symlink_to("../../gone.yaml")
    done = machine.run("lock", "~/projects", "--yes")
    assert done.code in (0, 1, 4), done.err
    assert at.is_symlink()
    assert not (machine.home / "gone.yaml").exists()
    if place != "profile":
        assert done.code == 1
        assert f"cannot be locked: ~/{at.relative_to(machine.home)}: it is a link that leads to nothing" in done.out
        assert "OPEN" in machine.verdicts().values()
    else:
        assert set(machine.verdicts().values()) == {"LOCKED"}


@pytest.mark.parametrize("what", ["fifo", "directory", "large", "socket", "device"])
@pytest.mark.parametrize("path", [FILE, ".colima/_templates/default.yaml"])
def test_something_else_in_its_place(machine: Machine, what: str, path: str) -> None:
    machine.mkdir("projects")
    machine.write(".colima/work/colima.yaml", profile())
    at = machine.home / path
    at.parent.mkdir(parents=True, exist_ok=True)
    if what == "fifo":
        os.mkfifo(at)
    elif what == "directory":
        at.mkdir()
    elif what == "large":
        at.write_text(profile() + "#" * (1 << 20))
    elif what == "device":
        at.symlink_to("/dev/zero")
    else:
        import socket

        with socket.socket(socket.AF_UNIX) as one:
            here = Path.cwd()
            os.chdir(at.parent)  # a socket's path must be short
            one.bind(at.name)
            os.chdir(here)
    name = "colima/default" if path == FILE else "colima/(new)"
    assert machine.verdicts()[name] in ("OPEN", "UNKNOWN")
    done = machine.run("lock", "~/projects", "--yes")
    assert done.code == 1, done.err
    assert f"cannot be locked: ~/{path}: " in done.out
    assert machine.verdicts()[name] in ("OPEN", "UNKNOWN")
    assert machine.verdicts()["colima/work"] == "LOCKED"
    check = machine.run("check")
    assert check.code == 1
    assert name in check.out


def test_a_file_that_is_not_the_users_own(machine: Machine) -> None:
    """A second hard link would be left behind, and somebody else may keep it."""
    machine.mkdir("projects")
    file = machine.write(FILE, profile())
    os.link(file, machine.home / "other")
    done = machine.run("lock", "~/projects", "--yes")
    assert done.code == 1
    assert "has 2 hard links" in done.out
    assert machine.read("other") == profile()


def test_a_directory_that_everybody_can_write(machine: Machine) -> None:
    machine.mkdir("projects")
    machine.write(FILE, profile()).parent.chmod(0o777)
    done = machine.run("lock", "~/projects", "--yes")
    assert done.code == 1
    assert "can be written by everyone" in done.out
    assert machine.read(FILE) == profile()


def test_an_empty_profile_gets_a_whole_one_to_paste(machine: Machine) -> None:
    """A kill while Colima writes leaves zero bytes, and with mounts alone the disk would have 0 GiB."""
    machine.mkdir("projects")
    machine.write(FILE, "")
    done = machine.run("lock", "~/projects", "--yes", "--json")
    (refused,) = done.json["refused"]
    machine.write(FILE, refused["paste"])
    assert machine.run("lock", "--yes").code == 0
    assert machine.read(FILE) == refused["paste"]


def test_what_is_pasted_by_hand_is_the_lock(machine: Machine) -> None:
    machine.mkdir("projects")
    machine.write(FILE, profile("mounts: {{ .mounts }}"))
    (refused,) = machine.run("lock", "~/projects", "--yes", "--json").json["refused"]
    machine.write(FILE, profile(refused["paste"].rstrip("\n")))
    assert machine.run("lock", "--yes").code == 0
    assert machine.read(FILE) == profile(LOCKED)


#: texts in which the rest refers to what stands in `mounts`: the list, the line of the other use
ELSEWHERE = {
    "the list": ("mounts: &m\n  - location: ~/a\n", "x: *m\n"),
    "a list in brackets": ("mounts: &m [{location: ~/a}]\n", "x: *m\n"),
    "an entry": ("mounts:\n  - &m {location: ~/a}\n", "x: [*m]\n"),
    "a path": ("mounts:\n  - location: &m ~/a\n", "env: {A: *m}\n"),
    "an anchor that is there before": ("env: {A: &m b}\nmounts:\n  - location: &m ~/a\n", "x: *m\n"),
    "a merge": ("mounts:\n  - &m {location: ~/a}\n", "x: {<<: *m}\n"),
}


@pytest.mark.parametrize("case", ELSEWHERE)
def test_no_block_where_it_would_break_another_use(machine: Machine, case: str) -> None:
    """Pasted, the file would not load (and Colima share the whole home), or mean something else there."""
    mounts, use = ELSEWHERE[case]
    machine.mkdir("projects")
    machine.write(FILE, profile(mounts.rstrip("\n"), env="{}").replace("env: {}\n", "") + use)
    machine.write(".lima/a/lima.yaml", f"images: []\n{mounts}{use}")
    refused = machine.run("lock", "~/projects", "--yes", "--json").json["refused"]
    assert [one["path"].removeprefix(f"{machine.home}/") for one in refused] == [FILE, ".lima/a/lima.yaml"]
    for one in refused:
        line = machine.read(one["path"]).split("\n").index(use.rstrip("\n")) + 1
        reason = f"what the anchor &m names is used in line {line} too; write it out there"
        assert (one["paste"], one["reason"]) == ("", reason)
    for kind in ("colima", "lima"):
        rendered = machine.run("render", kind, "--allow", "~/projects", stdin=machine.read(refused[0]["path"]).encode())
        assert (rendered.code, "paste" in rendered.err) == (4, False), kind
    # and that helps
    for one in refused:
        machine.write(one["path"].removeprefix(f"{machine.home}/"), machine.read(one["path"]).replace(use, "x: 1\n"))
    assert machine.run("lock", "--yes").code == 0
