"""A place that is named is the place: the line of what is wrong, the link and the file behind it, and each once."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import Machine
from tests.machines.colima import profile
from tests.machines.docker_desktop import BASES

FILE = ".colima/default/colima.yaml"
DESKTOP = f"{BASES['macos']}/settings-store.json"


def cg204(machine: Machine, name: str = "colima/default", *argv: str) -> dict[str, Any]:
    (found,) = (one for one in machine.instance(name, *argv)["findings"] if one["id"] == "CG204")
    assert isinstance(found, dict)
    return found


STOPS = {
    "a relative path": ("mounts:\n  - location: ~/a\n  - location: b", "- location: b"),
    "overlapping": ("mounts:\n  - location: ~/a\n  - location: ~/b\n  - location: ~/a/c", "- location: ~/a/c"),
    "a system path": ("mounts:\n  - location: ~/a\n  - location: /etc", "- location: /etc"),
}


@pytest.mark.parametrize("case", STOPS)
def test_the_line_at_which_colima_stops(machine: Machine, case: str) -> None:
    mounts, line = STOPS[case]
    text = profile(mounts)
    machine.write(FILE, text)
    found = cg204(machine)
    number = text.splitlines().index(f"  {line}") + 1
    assert (found["file"], found["line"]) == (str(machine.home / FILE), number), found["message"]


@pytest.mark.parametrize(("key", "value"), [("runtime", "podman"), ("mountType", "nfs"), ("vmType", "hyperv")])
def test_the_key_at_which_colima_stops(machine: Machine, key: str, value: str) -> None:
    text = profile("mounts:\n  - location: ~/a", **{key: value})
    machine.write(FILE, text)
    number = next(n for n, line in enumerate(text.splitlines(), 1) if line.endswith(f": {value}"))
    assert cg204(machine)["line"] == number


LIMA_STOPS = {
    "a relative path": "mounts:\n- location: /a\n- location: b\n",
    "a system path": "mounts:\n- location: /a\n- location: /etc\n",
    "a mountType": "mounts:\n- location: /a\n\nmountType: nfs\n",
    "a param": "mounts:\n- location: /a\nparam:\n  x: y\n",
    "a base": "mounts:\n- location: /a\n\nbase: x.yaml\n",
}


@pytest.mark.parametrize("case", LIMA_STOPS)
def test_the_line_at_which_lima_stops(machine: Machine, case: str) -> None:
    machine.write(".lima/a/lima.yaml", LIMA_STOPS[case])
    found = cg204(machine, "lima/a", "--release", "lima=2.2.0")
    assert found["line"] in ((3, 4) if "param" in case else (3,) if "path" in case else (4,)), found["message"]


def test_the_file_at_which_lima_stops(machine: Machine) -> None:
    """It is the shared file whose entry is wrong, and not the instance's own."""
    machine.write(".lima/a/lima.yaml", "mounts:\n- location: /a\n")
    machine.write(".lima/_config/override.yaml", "# ours\nmounts:\n- location: /etc\n")
    found = cg204(machine, "lima/a", "--release", "lima=2.2.0")
    assert (found["file"], found["line"]) == (str(machine.home / ".lima/_config/override.yaml"), 3)
    machine.write(".lima/_config/override.yaml", "mounts: [\n")
    found = cg204(machine, "lima/a", "--release", "lima=2.2.0")
    assert found["file"] == str(machine.home / ".lima/_config/override.yaml")
    said = machine.run("status", "--verbose", "--backend", "lima").out
    (line,) = (line for line in said.splitlines() if line.startswith("CG204 lima/a:"))
    assert line.count("override.yaml") == 1


def test_each_entry_of_docker_desktop_at_its_own_line(machine: Machine) -> None:
    text = '{\n  "A": ["x]", {"y": [1]}],\n  "FilesharingDirectories": [\n'
    text += '    "HOME/a",\n\n    "HOME/gone", "HOME/b"\n  ]\n}\n'
    machine.mkdir("a", "b")
    machine.write(DESKTOP, text.replace("HOME", str(machine.home)))
    instance = machine.instance("docker-desktop/settings")
    assert [share["line"] for share in instance["shares"]] == [4, 6, 6]
    assert cg204(machine, "docker-desktop/settings")["line"] == 6
    said = machine.run("why", "~/b", "--backend", "docker-desktop").out
    assert f"from ~/{DESKTOP}:6" in said


@pytest.mark.parametrize("backend", ["colima", "docker-desktop"])
def test_an_unset_variable_says_one_thing(machine: Machine, backend: str) -> None:
    """What is filled in from a variable may be another path where it is started: that it stops is said of here."""
    machine.write(FILE, profile("mounts:\n  - location: $TMP"))
    machine.write(DESKTOP, '{"FilesharingDirectories": ["$TMP/x"]}')
    name = {"colima": "colima/default", "docker-desktop": "docker-desktop/settings"}[backend]
    messages = {one["id"]: one["message"] for one in machine.instance(name)["findings"]}
    assert "may have another value where" in messages["CG212"]
    assert messages["CG204"].startswith("with the variables as they are here, ")


def test_a_template_beside_another_has_a_clean_path(machine: Machine) -> None:
    machine.write(".lima/_templates/default.yaml", "base: ./common.yaml\n")
    machine.write(".lima/_templates/common.yaml", "mounts:\n- location: ~/a\n")
    said = machine.run("why", "~/a", "--backend", "lima", "--release", "lima=2.2.0").out
    assert "lima/(new): yes, read-only\n  through ~/a, which is shared read-only\n" in said
    assert "\n  from ~/.lima/_templates/common.yaml:2\n" in said
    assert "/./" not in machine.run("status", "--json", "--release", "lima=2.2.0").out


def test_a_profile_that_is_a_link(machine: Machine) -> None:
    """As GNU Stow and others make them: both names are said, wherever the file is."""
    machine.mkdir("projects", ".colima/default")
    machine.write("dotfiles/colima.yaml", profile("mounts:\n  - location: ~/notes"))
    (machine.home / FILE).symlink_to("../../dotfiles/colima.yaml")
    both = f"~/{FILE}:11, which is ~/dotfiles/colima.yaml"
    assert f"({both})" in machine.run("status").out
    assert f"from {both}\n" in machine.run("why", "~/notes", "--instance", "default").out
    said = machine.run("lock", "~/projects", "--dry-run").out
    assert f"~/{FILE} is ~/dotfiles/colima.yaml, which is written\n--- ~/{FILE}\n" in said
    machine.write("dotfiles/colima.yaml", "mounts: [\n")
    said = machine.run("lock", "~/projects", "--dry-run").out
    (line,) = (line for line in said.splitlines() if line.startswith(f"cannot be locked: ~/{FILE}:2"))
    assert line.count("~/dotfiles/colima.yaml") == 1


def test_a_home_that_is_a_link_makes_no_file_one(machine: Machine) -> None:
    machine.mkdir("projects")
    machine.write(FILE, profile())
    link = machine.home.parent / "link"
    link.symlink_to(machine.home)
    machine.environ["HOME"] = str(link)
    assert "which is" not in machine.run("lock", "--nothing", "--dry-run").out
    assert "which is" not in machine.run("status").out


def test_no_path_is_named_twice(machine: Machine) -> None:
    machine.mkdir("projects")
    machine.write(FILE, profile(), 0o444)
    (line,) = (
        line
        for line in machine.run("lock", "~/projects", "--yes").out.splitlines()
        if line.startswith("cannot be locked: ") and "default.yaml" not in line
    )
    assert line == f"cannot be locked: ~/{FILE}: it is read-only"


def test_the_span_of_releases(machine: Machine) -> None:
    """A template is not read by 0.8.4 alone: before and after, the allowlist in it holds."""
    machine.mkdir("projects")
    assert machine.run("lock", "~/projects", "--yes").code == 0
    said = machine.run("status", "--verbose").out
    assert "releases in which it would be open: 0.8.4 and later, before 0.9.0\n" in said
    assert machine.verdicts("--release", "colima=0.8.4") == {"colima/(new)": "OPEN"}
    for release in ("0.8.3", "0.9.0", "0.10.3"):
        assert machine.verdicts("--release", f"colima={release}") == {"colima/(new)": "LOCKED"}
