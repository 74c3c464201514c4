"""What is advised helps: on the home that printed it, it changes the outcome, or only the user can do it."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
from collections.abc import Callable
from typing import NamedTuple

import pytest

from colima_guard.report.text import pasted
from tests.conftest import Machine, Run
from tests.machines.colima import LOCKED, SSHFS, profile
from tests.machines.docker_desktop import Desktop
from tests.machines.remedies import BY_HAND, collected
from tests.machines.small_homes import HOMES, STATES, lay

FILE, POLICY = ".colima/default/colima.yaml", ".config/colima-guard/policy.yaml"
OVERRIDE = ".lima/_config/override.yaml"


@pytest.fixture
def colima(machine: Machine) -> Machine:
    machine.mkdir("projects", ".ssh", "data")
    machine.command("colima", "echo colima version 0.10.3")
    return machine


def locked(colima: Machine, *dirs: str) -> None:
    colima.write(FILE, profile())
    assert colima.run("lock", *(dirs or ("~/projects",)), "--yes").code == 0


def home(colima: Machine) -> None:
    colima.write(FILE, profile())


def sshfs(colima: Machine) -> None:
    colima.write(FILE, profile(**SSHFS))


def sshfs_again(colima: Machine) -> None:
    locked(colima, "~/projects", "--confine")
    colima.write(FILE, profile(LOCKED, **SSHFS))


def outside(colima: Machine) -> None:
    locked(colima)
    colima.write(FILE, profile())


def writable(colima: Machine) -> None:
    locked(colima, "~/projects:ro")
    colima.write(FILE, profile(LOCKED))


def virtiofs(colima: Machine) -> None:
    colima.linux()
    colima.write(".lima/a/lima.yaml", "vmType: qemu\nmountType: virtiofs\nmounts:\n- location: ~/data\n")
    colima.write(POLICY, "version: 1\nallow:\n  - path: ~/data\n    access: ro\n")


def dangerous(colima: Machine) -> None:
    colima.write(FILE, profile())
    colima.run("lock", "~/projects", "--dangerous", "~/.ssh", "--yes")


def linked_template(colima: Machine) -> None:
    """The new profiles' template lies in an allowed directory: by that no lock begins."""
    colima.mkdir("projects/colima", ".colima")
    (colima.home / ".colima/_templates").symlink_to(colima.home / "projects/colima")
    colima.write(FILE, profile())
    colima.write(POLICY, "version: 1\nallow:\n  - path: ~/data\n  - path: ~/projects\n  - path: ~/.ssh\n")


def no_placeholder(colima: Machine) -> None:
    locked(colima, "--nothing")
    place = colima.home / ".local/share/colima-guard/nothing-shared"
    place.rmdir()
    place.symlink_to(colima.home)
    colima.write("before", "")


def led(colima: Machine) -> None:
    locked(colima)
    colima.mkdir("projects/a")
    own = "mounts:\n  - location: ~/projects/a\n    mountPoint: /src\n  - location: ~/projects\n    writable: true"
    colima.write(FILE, profile(own))


def by_variable(colima: Machine) -> None:
    locked(colima)
    colima.environ["WORK"] = str(colima.home / "projects")
    colima.write(FILE, profile("mounts:\n  - location: $WORK"))


def left_behind(colima: Machine) -> None:
    locked(colima)
    colima.write(".colima/_lima/colima/lima.yaml", f"mounts:\n- location: {colima.home}\n")


def desktop(colima: Machine, text: str, policy: str = "rw") -> Desktop:
    one = Desktop(colima, "macos")
    colima.write(one.store, text.replace("HOME", str(colima.home)))
    colima.write(POLICY, f"version: 1\nallow:\n  - path: ~/projects\n    access: {policy}\n")
    return one


def two_spellings(colima: Machine) -> None:
    desktop(colima, '{"filesharingDirectories": ["/Users"], "FilesharingDirectories": ["HOME/projects"]}')


def an_older_file(colima: Machine) -> None:
    one = desktop(colima, '{"FilesharingDirectories": ["HOME/projects"]}')
    colima.write(one.legacy, '{"filesharingDirectories": ["/Users"]}')


def a_byte_order_mark(colima: Machine) -> None:
    desktop(colima, '\ufeff{"FilesharingDirectories": ["HOME/projects"]}')


def read_only_left_out(colima: Machine) -> None:
    one = desktop(colima, "{}", "ro")
    colima.write(POLICY, "version: 1\nallow:\n  - path: ~/data\n    access: rw\n  - path: ~/projects\n    access: ro\n")
    colima.write(one.store, json.dumps({"FilesharingDirectories": [f"{colima.home}/data"]}))


class Found(NamedTuple):
    """A home, the finding on it, and the advice that the finding has, as it stands in the source."""

    home: Callable[[Machine], None]
    finding: str
    advice: str
    #: what a person does before the command
    before: Callable[[Machine], None] = lambda machine: None


def unlink(machine: Machine) -> None:
    (machine.home / ".local/share/colima-guard/nothing-shared").unlink()


CASES = {
    "the home, without a policy": Found(home, "CG103", "colima-guard lock{}"),
    "sshfs, without a policy": Found(sshfs, "CG104", "colima-guard lock --confine"),
    "sshfs again": Found(
        sshfs_again, "CG107", "colima-guard lock --confine, then the restart that it names"
    ),
    "outside": Found(outside, "CG103", "colima-guard lock{}"),
    "writable": Found(writable, "CG102", "colima-guard lock{}"),
    "read-only inside the VM only": Found(virtiofs, "CG102", "colima-guard lock --confine"),
    "the same, said of the transport": Found(virtiofs, "CG105", "colima-guard lock --confine"),
    "dangerous": Found(dangerous, "CG109", "colima-guard revoke {}"),
    "a directory that must not be allowed": Found(linked_template, "CG103", "colima-guard revoke"),
    "the same, said of the directory": Found(linked_template, "CG109", "colima-guard revoke {}"),
    "the placeholder is a link": Found(
        no_placeholder, "CG110", "remove the link, then: colima-guard lock", unlink
    ),
    "a share in a writable one": Found(led, "CG112", "colima-guard lock{}"),
    "a variable": Found(by_variable, "CG212", "write the path out, or: colima-guard lock"),
    "a file of the last start": Found(left_behind, "CG314", "colima-guard lock"),
    "two spellings": Found(two_spellings, "CG503", "colima-guard lock leaves one"),
    "an older file": Found(an_older_file, "CG505", "colima-guard lock changes both"),
    "a byte order mark": Found(a_byte_order_mark, "CG504", "colima-guard lock writes it without"),
    "read-only, left out": Found(
        read_only_left_out, "CG507", "allow it rw, or take a writable share: colima-guard lock --share-ro-as-rw"
    ),
}  # fmt: skip


def advice(machine: Machine, number: str) -> list[str]:
    """What ``status`` says to do about a finding."""
    said = machine.run("status", "--verbose").out
    return re.findall(rf"^{number} .*\n      do: (.*)$", said, re.MULTILINE)


#: a command of ours in a sentence: its options, and words that are a path, an ID or DIR
_COMMAND = re.compile(
    r"colima-guard ((?:lock|allow|revoke|rollback|status|history)"
    r"(?: (?:--?[a-z-]+|DIR|~?[\w./'-]*/[^\s;,`]*|\d[\w-]+))*)"
)


def obeyed(machine: Machine, text: str) -> Run:
    """Runs the command in an advice, as a person would, with a directory for DIR."""
    found = _COMMAND.search(text)
    assert found is not None, text
    argv = shlex.split(found[1].replace("DIR", "~/projects"))
    return machine.run(*argv, *(["--yes"] if argv[0] in ("lock", "allow", "revoke", "rollback") else []))


@pytest.mark.parametrize("case", CASES)
def test_a_finding_goes_by_what_it_advises(colima: Machine, case: str) -> None:
    one = CASES[case]
    one.home(colima)
    (text, *_) = advice(colima, one.finding)
    one.before(colima)
    done = obeyed(colima, text)
    assert done.code in (0, 1), done.err
    assert advice(colima, one.finding) == []


def steps(machine: Machine, text: str) -> Run:
    """What the commands of an advice come to, one after the other."""
    *before, last = text.split(", then: ")
    for step in before:
        obeyed(machine, step)
    return obeyed(machine, last)


def test_every_directory_that_stops_a_lock_is_revoked_first(colima: Machine) -> None:
    linked_template(colima)
    colima.write(FILE, profile(**SSHFS))
    revoke = "colima-guard revoke ~/projects ~/.ssh"
    assert set(advice(colima, "CG103")) == {revoke}
    (text, *_) = advice(colima, "CG104")
    assert text == f"{revoke}, then: colima-guard lock --confine"
    steps(colima, text)
    assert advice(colima, "CG103") == advice(colima, "CG104") == advice(colima, "CG109") == []
    assert colima.run("check").code == 0


def test_a_directory_of_another_file_is_taken_out_there_first(colima: Machine) -> None:
    linked_template(colima)
    colima.write("team.yaml", "version: 1\nallow:\n  - path: ~/projects\n")
    colima.write(POLICY, "version: 1\ninclude: [~/team.yaml]\nallow:\n  - path: ~/.ssh\n")
    (text, *_) = advice(colima, "CG103")
    assert text == "take ~/projects out of ~/team.yaml, then: colima-guard revoke ~/.ssh"
    colima.write("team.yaml", "version: 1\nallow: []\n")
    assert steps(colima, text.partition(", then: ")[2]).code == 0
    assert colima.run("check").code == 0


@pytest.mark.parametrize(
    ("policy", "reason"),
    [
        ("allow:\n  - path: ~/notes.txt\n", "~/notes.txt is not a directory: name a directory"),
        (
            "allow: []\nexceptions:\n  - instance: colima/work\n    allow: [{path: ~/.ssh}]\n",
            f"take ~/.ssh out of ~/{POLICY}",
        ),
    ],
)
def test_what_stops_every_lock_is_said_in_front_of_it(colima: Machine, policy: str, reason: str) -> None:
    home(colima)
    colima.write("notes.txt", "")
    colima.write(POLICY, f"version: 1\n{policy}")
    (text, *_) = advice(colima, "CG103")
    assert text.startswith(reason)
    assert text.endswith(", then: colima-guard lock")
    assert colima.run("lock", "--yes").code == 4
    colima.write(POLICY, "version: 1\nallow: []\n")
    assert steps(colima, text.rpartition(", then: ")[2]).code == 0


def shell(machine: Machine, line: str) -> None:
    env = {"HOME": str(machine.home), "PATH": os.environ["PATH"]}
    subprocess.run(["/bin/sh", "-c", line], env=env, check=True)


def test_the_directory_that_is_advised_is_made_by_a_shell(colima: Machine) -> None:
    done = colima.run("lock", "~/new/one", "--yes")
    found = re.search(r"do:  (mkdir -p .*), or name", done.err)
    assert found is not None
    shell(colima, found[1])
    assert colima.run("lock", "~/new/one", "--yes").code == 0


def told_to_run(machine: Machine, *argv: str) -> list[str]:
    """The lines of a failing ``check`` of which the advice begins with a command that changes something."""
    said = machine.run("check", *argv).out.splitlines()
    return [line for line in said if re.search(r"; do: colima-guard (?:lock|allow|revoke|rollback)\b", line)]


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize(
    ("backend", "platform"), [(name, platform) for name, (_, platforms) in HOMES.items() for platform in platforms]
)
def test_every_advice_of_check_is_carried_out(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, backend: str, platform: str, state: str
) -> None:
    """Followed line by line it comes to an end: none is refused, none is given again."""
    lay(machine, monkeypatch, backend, platform, state)
    where = "AppData/Roaming/colima-guard/policy.yaml" if platform == "windows" else POLICY
    machine.write(where, "version: 1\nallow:\n  - path: ~/projects\n    access: rw\n")
    only = ("--backend", backend)
    followed: list[str] = []
    while lines := told_to_run(machine, *only):
        assert lines[0] not in followed
        followed.append(lines[0])
        found = _COMMAND.search(lines[0].partition("; do: ")[2])
        assert found is not None
        done = machine.run(*shlex.split(found[1]), "--yes", *only)
        assert done.code in (0, 1), (lines[0], done.out, done.err)
    assert machine.run("check", *only).code in (0, 1, 3)


def test_confining_without_settings_is_done_by_hand(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rancher Desktop: the settings are not there that a lock would change, so it would refuse all of its VM."""
    lay(machine, monkeypatch, "rancher-desktop", "linux", "gone")
    machine.write(POLICY, "version: 1\nallow:\n  - path: ~/projects\n    access: rw\n")
    by_hand = "by hand, for a lock cannot: it has no settings that could be changed: start Rancher Desktop once, then "
    only = ("--backend", "rancher-desktop")
    assert f"do: {by_hand}rdctl set --virtual-machine.mount.type=9p [CG104]" in machine.run("check", *only).out
    done = machine.run("lock", "--yes", *only)
    assert f"its transport does not keep the VM within its shares: {by_hand}" in done.out
    assert "lock --confine" not in done.out
    machine.write(POLICY, "version: 1\nconfine: true\nallow:\n  - path: ~/projects\n    access: rw\n")
    for argv in (("check",), ("lock", "--yes")):
        said = machine.run(*argv, *only).out
        assert by_hand.partition(":")[2] in said and "do: colima-guard lock" not in said


ERRORS = {
    "check without a policy": (("check",), "colima-guard lock ~/projects"),
    "allow without a directory": (("allow", "--yes"), "colima-guard allow ~/data:ro"),
    "revoke without a policy": (("revoke", "~/data", "--yes"), "colima-guard lock ~/projects"),
}


@pytest.mark.parametrize("case", ERRORS)
def test_an_error_goes_by_what_it_advises(colima: Machine, case: str) -> None:
    argv, text = ERRORS[case]
    if argv[0] == "allow":
        locked(colima)
    done = colima.run(*argv)
    assert (done.code, f"  do:  {text}\n" in done.err) == (2, True)
    assert obeyed(colima, done.err).code == 0
    assert colima.run("check").code == 0


def test_a_forbidden_directory_is_taken_as_advised(colima: Machine) -> None:
    done = colima.run("lock", "~/.ssh", "--yes")
    assert done.code == 4
    found = re.search(r"or say (--dangerous \S+) to take", done.err)
    assert found is not None
    taken = colima.run("lock", *shlex.split(found[1]), "--yes")
    assert taken.code in (0, 1) and "written as change" in taken.out


def test_a_link_is_named_by_what_it_is(colima: Machine) -> None:
    locked(colima)
    (colima.home / "projects/link").symlink_to(colima.home / "data")
    done = colima.run("allow", "~/projects/link", "--yes")
    found = re.search(r"name the directory itself: (\S+)", done.err)
    assert found is not None
    assert colima.run("allow", found[1], "--yes").code == 0


def test_a_change_is_taken_back_as_advised(colima: Machine) -> None:
    colima.write(FILE, profile())
    done = colima.run("lock", "~/projects", "--yes")
    assert obeyed(colima, done.out.partition("take it back with: ")[2]).code == 0
    assert colima.read(FILE) == profile()


def test_the_first_status_starts_as_it_says(colima: Machine) -> None:
    colima.write(FILE, profile())
    done = colima.run("status")
    assert obeyed(colima, done.out.partition("Start with: ")[2]).code == 0
    assert colima.run("check").code == 0


def test_what_the_lock_itself_advises(colima: Machine) -> None:
    sshfs(colima)
    done = colima.run("lock", "~/projects", "--yes")
    assert obeyed(colima, done.out.partition("does not keep the VM within its shares: ")[2]).code == 0


UNWRITABLE = {
    "read-only": (profile(), 0o444),
    "no runtime": (profile(runtime="-"), 0o644),
    "a template": ("runtime: docker\nmounts: {{ .mounts }}\n", 0o644),
}


@pytest.mark.parametrize("saved", [True, False])
@pytest.mark.parametrize("case", UNWRITABLE)
def test_what_a_lock_refuses_is_not_to_be_locked(colima: Machine, case: str, saved: bool) -> None:
    """Neither by a check nor by the lock that was just refused: what has to be mended is said."""
    if saved:
        locked(colima)
    text, mode = UNWRITABLE[case]
    colima.write(FILE, text, mode)
    if not saved:
        said = [text for number in ("CG101", "CG103") for text in advice(colima, number)]
        assert said and not any(text.startswith("colima-guard lock") for text in said if FILE in text)
    argv = () if saved else ("~/projects",)
    for done in (colima.run("check"), colima.run("lock", *argv, "--yes"), colima.run("check")):
        lines = [line for line in done.out.splitlines() if line.startswith(("colima/default", "  ~/"))]
        assert not any("do: colima-guard lock" in line for line in lines), lines


def test_the_block_is_where_it_is_said_to_be(colima: Machine) -> None:
    locked(colima)
    colima.write(FILE, profile(), 0o444)
    (text, *_) = advice(colima, "CG103")
    assert text.startswith(f"mend ~/{FILE} by hand, for a lock cannot: it is read-only") or "is read-only" in text
    before = colima.files()
    done = colima.run(*shlex.split(text.rpartition("colima-guard ")[2]))
    assert "paste this by hand, in place of its `mounts`" in done.out
    assert colima.files() == before


JSON = '{"cpu": 2, "disk": 60, "memory": 2, "arch": "host", "runtime": "docker", "vmType": "vz", "mounts": []}\n'


@pytest.mark.parametrize(("text", "present"), [(profile(), "mounts: []\n"), (JSON, '"mounts": []')])
def test_a_block_has_its_effect_where_it_is_pasted(colima: Machine, text: str, present: str) -> None:
    locked(colima)
    colima.write(".colima/work/colima.yaml", profile(LOCKED))
    colima.write(FILE, text, 0o444)
    (refused,) = colima.run("lock", "--yes", "--json").json["refused"]
    (colima.home / FILE).chmod(0o644)
    block = refused["paste"] if present.endswith("\n") else refused["paste"].rstrip("\n")
    colima.write(FILE, text.replace(present, block))
    assert set(colima.verdicts().values()) == {"LOCKED"}


def test_a_block_for_docker_desktop(colima: Machine) -> None:
    one = desktop(colima, '{"FilesharingDirectories": ["/Users"], "A": 1}')
    (colima.home / one.store).chmod(0o444)
    refused = colima.run("lock", "--yes", "--json", "--backend", "docker-desktop").json["refused"][0]
    (colima.home / one.store).chmod(0o644)
    colima.write(one.store, "{" + refused["paste"] + ', "A": 1}')
    assert colima.verdicts("--backend", "docker-desktop") == {"docker-desktop/settings": "LOCKED"}


SHARED = {
    "read-only": ("mounts:\n- location: ~/data\n", 0o444),
    "does not load": ("mounts:\n- location: ~/data\n\tx\n", 0o644),
    "refused": ("mounts: &a\n- location: ~/data\nx: *a\n", 0o644),
}


@pytest.mark.parametrize("case", SHARED)
def test_nothing_is_to_be_added_to_what_reaches_every_instance(colima: Machine, case: str) -> None:
    """A block with the allowlist in a shared file would give it to every instance: only what is there may go."""
    for name in "ab":
        colima.write(f".lima/{name}/lima.yaml", "mounts:\n- location: ~/projects\n  writable: true\n")
    colima.write(POLICY, "version: 1\nallow:\n  - path: ~/projects\n    access: rw\n")
    text, mode = SHARED[case]
    colima.write(OVERRIDE, text, mode)
    argv = ("--backend", "lima", "--instance", "a", "--instance", "b", "--release", "lima=2.2.0")
    done = colima.run("lock", "--yes", "--json", *argv)
    pastes = [one["paste"] for one in done.json["refused"] if one["path"].endswith("override.yaml")]
    assert not any("projects" in paste for paste in pastes)


def test_a_store_has_one_hint_and_no_block(colima: Machine) -> None:
    locked(colima)
    for name in ("default", "work"):
        made = colima.write(f"store/{name}/colima.yaml", profile(), 0o444)
        made.parent.chmod(0o555)
        path = colima.home / f".colima/{name}/colima.yaml"
        path.parent.mkdir(exist_ok=True)
        path.unlink(missing_ok=True)
        path.symlink_to(made)
    try:
        done = colima.run("lock", "--yes")
    finally:
        for name in ("default", "work"):
            (colima.home / f"store/{name}").chmod(0o755)
    assert (done.code, done.out.count("cannot be locked: "), done.out.count("colima-guard render")) == (4, 2, 1)
    assert "paste" not in done.out


@pytest.mark.parametrize("text", ["runtime: docker\nmounts: {{ .mounts }}\n", "mounts: {{ range .x }}\n"])
def test_render_does_not_advise_render(colima: Machine, text: str) -> None:
    done = colima.run("render", "colima", "--allow", "~/projects", stdin=text.encode())
    assert (done.code, "colima-guard render" in done.err, "template text" in done.err) == (4, False, True)


#: advice whose command is run by a test of this file, beside those of the cases
RUN = {
    *(one.advice for one in CASES.values()),
    *(text for _, text in ERRORS.values()),
    "mkdir -p {}",
    "name another directory, or say --dangerous {} to take it all the same",
    "name the directory itself: {}",
    "written as change {}; take it back with: colima-guard rollback {}",
    "policy: none yet, so nothing is allowed. Start with: colima-guard lock ~/projects",
    "; the block to paste: colima-guard lock --dry-run",
}


def test_every_advice_has_a_row() -> None:
    """One that is new is run in a test, or has its reason why only a person can follow it."""
    known = {text for texts in BY_HAND.values() for text in texts} | RUN
    found = {text: where for text, where in collected().items() if text.strip()}
    assert {text: where for text, where in found.items() if text not in known} == {}
    assert {text for text in known if text not in found} == set()


def test_a_block_is_printed_with_its_place() -> None:
    from colima_guard.model.plan import Refusal

    assert list(pasted(Refusal("x", None, "why", ""))) == []
    assert list(pasted(Refusal("x", None, "why", "mounts:\n  - a\n"))) == [
        "paste this by hand, in place of its `mounts`:",
        "  mounts:",
        "    - a",
    ]
    assert next(pasted(Refusal("x", None, "why", "cpu: 2\nmounts: []\n"))) == "paste this by hand, as the whole file:"
