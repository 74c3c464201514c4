"""Binds outside the allowlist, of secrets, and those that spread."""

from __future__ import annotations

import pytest

from tests.conftest import Machine
from tests.scan.findings.projects import devcontainer, graded, service


def allow(machine: Machine, *entries: str) -> None:
    each = (entry.partition(":") for entry in entries)
    text = "version: 1\nallow:\n" + "".join(f"  - {{path: {path}, access: {mode or 'rw'}}}\n" for path, _, mode in each)
    machine.write(".config/colima-guard/policy.yaml", text)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("~/.ssh", "holds keys and passwords"),
        ("~/.ssh/id_ed25519", "lies in ~/.ssh"),
        ("~/.aws", "holds logins of clouds"),
        ("~", "holds the whole home"),
        ("~/..", "holds the whole home"),
        (f"{'/root'}/.ssh", "in somebody's home"),
        ("/home/bob/.aws/credentials", "in somebody's home"),
    ],
)
def test_secrets(machine: Machine, source: str, said: str) -> None:
    (found,) = (one for one in service(machine, f"volumes: ['{source}:/x:ro']") if one["id"] == "CG424")
    assert said in found["message"].replace(str(machine.home), "~")


def test_a_directory_that_holds_secrets_which_are_there(machine: Machine) -> None:
    assert service(machine, "volumes: ['~/.config:/x']") == []
    machine.mkdir(".config/gh")
    (found,) = service(machine, "volumes: ['~/.config:/x']")
    assert found["id"] == "CG424" and found["message"].endswith("/.config/gh")


def test_secrets_by_a_link_and_by_a_volume(machine: Machine) -> None:
    machine.mkdir(".aws", "p")
    (machine.home / "p/aws").symlink_to(machine.home / ".aws")
    assert graded(service(machine, "volumes: ['./aws:/x']")) == [("CG424", "sure"), ("CG429", "sure")]
    more = "volumes:\n  data:\n    driver_opts: {type: none, o: bind, device: '${HOME}/.kube'}\n"
    assert graded(service(machine, "volumes: ['data:/x']", more=more)) == [("CG424", "sure")]


def test_secrets_within_the_allowlist(machine: Machine) -> None:
    machine.mkdir("projects", ".aws", "p")
    (machine.home / ".aws").rmdir()
    (machine.home / ".aws").symlink_to(machine.home / "projects")
    allow(machine, "~/projects", "~/p")
    assert graded(service(machine, "volumes: ['~/.aws:/x']")) == [("CG424", "sure"), ("CG423", "sure")]


def test_outside_the_allowlist(machine: Machine) -> None:
    machine.mkdir("p/src", "notes", "data")
    allow(machine, "~/p", "~/data:ro")
    lines = "volumes: ['./src:/a', '~/notes:/b', '~/data:/c', '~/data:/d:ro', '/etc/localtime:/e:ro', named:/f]"
    found = service(machine, lines, more="volumes: {named: {}}\n")
    said = [(one["id"], one["path"], one["message"].partition(" is ")[2]) for one in found]
    assert said == [
        ("CG423", str(machine.home / "notes"), "not in the allowlist"),
        ("CG423", str(machine.home / "data"), "allowed to be read only, and is mounted writable"),
    ]
    assert "empty directory" in found[0]["why"] and "colima-guard allow" in found[0]["remedy"]


def test_outside_the_allowlist_by_a_link(machine: Machine) -> None:
    machine.mkdir("p", "notes")
    (machine.home / "p/src").symlink_to(machine.home / "notes")
    allow(machine, "~/p")
    found, _ = service(machine, "volumes: [{type: bind, source: ./src, target: /a, bind: {create_host_path: false}}]")
    assert found["path"] == str(machine.home / "notes")
    assert "which leads to" in found["message"] and "does not start" in found["why"]
    found, _ = service(machine, "volumes: ['./src:/a']")  # who makes what is missing does not make what a link names
    assert "does not start" in found["why"] and found["remedy"].endswith(f"colima-guard allow {machine.home}/notes")


def test_what_is_allowed_and_named_by_a_link_that_no_vm_has(machine: Machine) -> None:
    machine.mkdir("p", "src/x")
    (machine.home / "work").symlink_to(machine.home / "src")
    allow(machine, "~/p", "~/src")
    (found,) = service(machine, "volumes: ['~/work/x:/a', '~/src/x:/b']")
    assert (found["id"], found["path"]) == ("CG423", str(machine.home / "src/x"))
    assert "its VM does not have it by this name" in found["message"] and "an empty directory" in found["why"]
    assert found["remedy"].endswith(f"name {machine.home}/src/x in its place")
    allow(machine, "~/p", "~/work")  # the VM has it by the name of the link, and by no other
    (found,) = service(machine, "volumes: ['~/work/x:/a', '~/src/x:/b']")
    assert found["remedy"].endswith(f"name {machine.home}/work/x in its place")


def test_a_link_within_what_is_allowed_is_followed_in_the_vm(machine: Machine) -> None:
    machine.mkdir("p/html", "src/x")
    (machine.home / "p/in").symlink_to("html")
    (machine.home / "p/over").symlink_to(machine.home / "src/x")
    (machine.home / "work").symlink_to("src")
    (machine.home / "p/round").symlink_to("../work/x")
    allow(machine, "~/p", "~/src")
    assert graded(service(machine, "volumes: ['./in:/a']")) == []
    assert "CG423" not in [one["id"] for one in service(machine, "volumes: ['./over:/a']")]
    # it leads to an allowed directory, by a link that lies where the VM sees nothing
    found, _ = service(machine, "volumes: ['./round:/a']")
    assert found["id"] == "CG423" and "through a link to" in found["message"] and "does not start" in found["why"]


def test_what_allow_would_refuse_is_no_remedy(machine: Machine) -> None:
    machine.mkdir("p", "src/x", "Downloads", ".aws")
    machine.write("Downloads/f.txt", "")
    allow(machine, "~/src:ro")
    found = service(machine, "volumes: ['~/src/x:/a', '~/Downloads/f.txt:/b', '~/.aws:/c:ro']")
    home = str(machine.home)
    does = {one["path"].replace(home, "~"): one["remedy"].replace(home, "~") for one in found if one["id"] == "CG423"}
    assert does == {
        "~/src/x": "mount something else, or allow it: colima-guard allow ~/src",
        "~/Downloads/f.txt": "mount something else, or allow it: colima-guard allow ~/Downloads",
        "~/.aws": "mount something else: ~/.aws must not be allowed: it holds, or lies in, ~/.aws (secrets)",
    }


def test_without_a_policy_nothing_is_outside(machine: Machine) -> None:
    assert service(machine, "volumes: ['~/notes:/b']") == []
    done = machine.run("scan", str(machine.home / "p"), "--json")
    assert done.json["unjudged"] == [str(machine.home / "notes")] and done.json["ok"]
    shown = " ".join(machine.run("scan", str(machine.home / "p")).out.split())
    assert "no policy yet, so no bind is judged by what is allowed; they are of ~/notes" in shown


def test_the_workspace_of_a_devcontainer(machine: Machine) -> None:
    allow(machine, "~/elsewhere")
    machine.mkdir("elsewhere")
    (found,) = devcontainer(machine, '{"image": "x"}')
    assert (found["id"], found["path"]) == ("CG423", str(machine.home / "p"))
    assert "does not start" in found["why"]


@pytest.mark.parametrize(("propagation", "expected"), [("rshared", [("CG425", "sure")]), ("rslave", []), ("", [])])
def test_propagation(machine: Machine, propagation: str, expected: list[tuple[str, str]]) -> None:
    bind = f", bind: {{propagation: {propagation}}}" if propagation else ""
    lines = f"volumes: [{{type: bind, source: /srv/x, target: /a{bind}}}]"
    assert graded(service(machine, lines)) == expected
    assert graded(service(machine, f"volumes: ['/srv/x:/a:rw,{propagation}']")) == expected


def test_a_path_of_the_vm_by_another_name(machine: Machine) -> None:
    """What a container is given is a path in the VM: there it is the allowed directory, by its mount point."""
    machine.mkdir("projects/x")
    allow(machine, "~/projects")
    lines = "volumes: ['/mine/x:/a']"
    assert graded(service(machine, lines)) == [("CG423", "sure")]
    profile = "runtime: docker\nvmType: vz\nmountType: virtiofs\nmounts:\n"
    share = f"  - {{location: {machine.home}/projects, mountPoint: /mine, writable: true}}\n"
    machine.write(".colima/default/colima.yaml", profile + share)
    assert service(machine, lines) == []
    machine.mkdir("other")
    machine.write(".colima/b/colima.yaml", profile + share.replace("/projects", "/other"))
    assert graded(service(machine, lines)) == [("CG423", "sure")]
