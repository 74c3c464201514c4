"""A VM that can unlock itself, or another one: no share of what decides about VMs is LOCKED, however it came."""

from __future__ import annotations

import os

import pytest

from colima_guard.backends.registry import backend, present
from colima_guard.backends.table import ROWS, Row
from colima_guard.host.machine import Host
from colima_guard.model.managers import KEPT, NAMED, Kept, kept
from colima_guard.policy.grounds import Grounds
from colima_guard.policy.screen import forbidden
from tests.conftest import Machine
from tests.machines.colima import LOCKED, profile

WORK, POLICY = ".colima/work/colima.yaml", ".config/colima-guard/policy.yaml"


@pytest.fixture
def colima(machine: Machine) -> Machine:
    machine.mkdir("projects")
    machine.write(WORK, profile(LOCKED))
    assert machine.run("lock", "~/projects", "--yes").code == 0
    return machine


def listing(path: str, access: str = "rw") -> str:
    return f"{LOCKED}\n  - location: {path}\n    writable: {'true' if access == 'rw' else 'false'}"


def said(machine: Machine) -> list[str]:
    found = machine.instance("colima/work")["findings"]
    return [one["message"].replace(str(machine.home), "~") for one in found if one["id"] == "CG111"]


def by_exception(machine: Machine, path: str, access: str) -> None:
    machine.write(
        POLICY,
        "version: 1\nallow: [{path: ~/projects}]\n"
        f"exceptions:\n- instance: colima/work\n  allow: [{{path: {path}, access: {access}, dangerous: true}}]\n",
    )


def by_acceptance(machine: Machine, path: str, access: str) -> None:
    machine.write(
        POLICY,
        "version: 1\nallow: [{path: ~/projects}]\n"
        f"accepted:\n- {{finding: CG101, instance: colima/work, path: {path}, reason: known, until: '2999-01-01'}}\n",
    )


def by_the_allowlist(machine: Machine, path: str, access: str) -> None:
    machine.write(POLICY, f"version: 1\nallow: [{{path: ~/projects}}, {{path: {path}, access: {access}}}]\n")


@pytest.mark.parametrize("access", ["rw", "ro"])
@pytest.mark.parametrize("way", [by_exception, by_acceptance, by_the_allowlist])
@pytest.mark.parametrize(
    ("path", "what"),
    [
        ("~/.config/containers", "~/.config/containers, where "),
        ("~/.local/share/containers/podman/machine", "~/.local/share/containers"),
        ("~/.colima/work", "its own configuration in ~/.colima"),
        ("~/.lima", "~/.lima, where "),
        ("~/.finch", "~/.finch, where "),
        ("~/.minikube/profiles", "~/.minikube, where "),
        ("~/.config/colima-guard", "colima-guard's own ~/.config/colima-guard"),
        ("~/Library/Application Support", "~/Library/Application Support/rancher-desktop"),
    ],
)
def test_however_it_came(colima: Machine, way: object, path: str, what: str, access: str) -> None:
    colima.mkdir(path[2:], "Library/Application Support/rancher-desktop")
    assert callable(way)
    way(colima, f"'{path}'", access)
    colima.write(WORK, profile(listing(f"'{path}'", access)))
    work = colima.instance("colima/work")
    assert work["counted_verdict"] == "SOFT" and work["verdict"] in ("SOFT", "OPEN")
    can = "rewrite" if access == "rw" else "read"
    assert any(one.startswith(f"the VM can {can} {what}") for one in said(colima)), said(colima)
    done = colima.run("check")
    assert (done.code, "CG111" in done.out or "CG109" in done.out) == (1, True)


@pytest.mark.parametrize("row", KEPT, ids=lambda row: f"{row.manager} {row.path}")
def test_every_row(machine: Machine, row: Kept) -> None:
    """In it, and above it where it is there, on each platform that has it."""
    for platform in row.platforms:
        host = Host({"HOME": str(machine.home), "USERPROFILE": str(machine.home)}, platform)  # type: ignore[arg-type]  # a row names them
        grounds = Grounds(host, ())
        place = os.path.realpath(machine.home / row.path)
        for path in (place, f"{place}/inner"):
            found = grounds.reached(path)
            assert found is not None and f"where {row.manager} keeps its VMs" in found.said
        machine.mkdir(row.path)
        assert Grounds(host, ()).reached(os.path.dirname(place)) is not None


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_no_allowlist_covers_what_a_vm_system_keeps(machine: Machine, row: Row) -> None:
    """Each directory that a backend names, once it is there: also where its row alone says that it is not imported."""
    for platform in row.platforms:
        machine.platform = platform  # type: ignore[assignment]  # a row names them
        host = machine.host()
        home = os.path.realpath(host.home)
        for path in backend(row.name).own_directories(host):
            real = os.path.realpath(path)
            if not real.startswith(f"{home}/"):
                continue
            machine.mkdir(real[len(home) + 1 :])
            host = machine.host()
            assert forbidden(host, f"{real}/inner", present(host)) is not None, path
            assert forbidden(host, real, present(host)) is not None, path
            above = os.path.dirname(real)
            assert forbidden(host, above, present(host)) is not None, above


def test_the_table_is_well_formed() -> None:
    for row in KEPT:
        assert row.path and not row.path.startswith(("/", "~")) and ".." not in row.path
        assert set(row.platforms) <= {"macos", "linux", "windows"}
    for platform in ("macos", "linux", "windows"):
        managers = {row.manager for row in kept(platform)}
        assert {"Podman", "Rancher Desktop", "Finch", "minikube", "OpenShift Local", "Docker Desktop"} <= managers
    assert len({(row.path, row.platforms) for row in KEPT}) == len(KEPT)


@pytest.mark.parametrize("named", NAMED, ids=lambda row: row.variable)
def test_every_variable(colima: Machine, named: object) -> None:
    variable, name = named.variable, named.name  # type: ignore[attr-defined]  # a row of the table
    colima.mkdir(f"vms/{name}")
    colima.environ[variable] = str(colima.home / "vms")
    colima.write(POLICY, f"version: 1\nallow: [{{path: ~/projects}}, {{path: ~/vms/{name}}}]\n")
    colima.write(WORK, profile(listing(f"~/vms/{name}")))
    assert colima.verdicts()["colima/work"] == "SOFT"
    del colima.environ[variable]
    assert colima.verdicts()["colima/work"] == "LOCKED"


def test_xdg_moves_them(colima: Machine) -> None:
    colima.mkdir("conf/containers")
    colima.environ["XDG_CONFIG_HOME"] = str(colima.home / "conf")
    done = colima.run("lock", "~/conf/containers", "--yes")
    assert (done.code, "conf/containers, where " in done.err) == (4, True)


def test_a_configuration_that_is_kept_elsewhere(colima: Machine) -> None:
    """As stow has it: the link's target lies in a directory that is shared."""
    colima.mkdir("projects/dotfiles/containers")
    (colima.home / ".config/containers").symlink_to("../projects/dotfiles/containers")
    assert said(colima) == ["the VM can rewrite ~/.config/containers, where podman keeps its configuration"]
    assert colima.verdicts()["colima/work"] == "SOFT"


def test_a_file_of_its_own_that_goes_through_a_share(colima: Machine) -> None:
    """The file lies elsewhere, and a link on the way to it lies in the share."""
    colima.mkdir("safe", "projects/links")
    text = colima.read(WORK)
    colima.write("safe/colima.yaml", text)
    (colima.home / "projects/links/work.yaml").symlink_to("../../safe/colima.yaml")
    (colima.home / WORK).unlink()
    (colima.home / WORK).symlink_to("../../projects/links/work.yaml")
    assert said(colima) == ["the VM can rewrite its own configuration in ~/.colima"]
    assert colima.verdicts()["colima/work"] == "SOFT"


def test_an_included_policy_that_the_vm_can_write(colima: Machine) -> None:
    colima.write("projects/team.yaml", "version: 1\n")
    colima.write(POLICY, "version: 1\ninclude: [~/projects/team.yaml]\nallow: [{path: ~/projects}]\n")
    assert said(colima) == ["the VM can rewrite ~/projects/team.yaml, which the policy includes"]
    assert colima.run("check").code == 1
    colima.write(POLICY, "version: 1\ninclude: [~/projects/team.yaml]\nallow: [{path: ~/projects, access: ro}]\n")
    assert colima.run("lock", "--yes").code == 0
    assert said(colima) == []


def test_nothing_shared_is_none_of_it(machine: Machine) -> None:
    machine.write(WORK, profile())
    machine.write(POLICY, "version: 1\nallow: []\n")
    assert machine.run("lock", "--yes").code == 0
    assert machine.verdicts()["colima/work"] == "LOCKED"


def linked(machine: Machine, link: str, target: str) -> None:
    """A link in the home, made however little lies around it."""
    path = machine.home / link
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_symlink() or path.is_file():
        path.unlink()
    path.symlink_to(machine.home / target)


@pytest.mark.parametrize(
    ("link", "target", "file"),
    [
        (".colima/_lima/_config", "projects/config", "~/.colima/_lima/_config/"),
        (".colima/_lima/_config/override.yaml", "projects/override.yaml", "~/.colima/_lima/_config/override.yaml"),
        (".colima/_lima/_config/default.yaml", "projects/x/default.yaml", "~/.colima/_lima/_config/default.yaml"),
        (".colima/_templates/default.yaml", "projects/template.yaml", "~/.colima/_templates/default.yaml"),
        (".colima/default", "projects/new", "~/.colima/default/colima.yaml"),
        (".lima/_config", "projects/lima", "~/.lima/_config/"),
        (".lima/_config/base.yaml", "projects/base.yaml", "~/.lima/_config/base.yaml"),
        (".lima/box", "projects/box", "~/.lima/box"),
        (".config/colima", "projects/elsewhere", "~/.config/colima"),  # which a later release looks at
    ],
)
@pytest.mark.parametrize("there", [False, True])
def test_what_is_looked_for_and_missing(colima: Machine, link: str, target: str, file: str, there: bool) -> None:
    """A link into a share that leads to nothing yet: the VM makes what it leads to, and opens the next start."""
    assert colima.verdicts()["colima/work"] == "LOCKED"
    linked(colima, link, target)
    if there and "." not in target.rpartition("/")[2]:
        colima.mkdir(target)
    elif there:
        colima.write(target, "# nothing yet\n")
    assert any(one.startswith(f"the VM can rewrite {file}") for one in said(colima)), said(colima)
    assert colima.verdicts()["colima/work"] == "SOFT"
    done = colima.run("check", "--no-cache")
    assert (done.code, "CG111" in done.out or "CG109" in done.out) == (1, True)


def test_templates_that_a_variable_names(colima: Machine) -> None:
    colima.write(".lima/box/lima.yaml", "mounts:\n- location: ~/projects\n  writable: true\n")
    colima.environ["LIMA_TEMPLATES_PATH"] = str(colima.home / "projects/templates")
    assert any("projects/templates" in one and "by which VMs are started" in one for one in said(colima))
    assert colima.verdicts()["colima/work"] == "SOFT"


def test_what_another_backend_looks_for(colima: Machine) -> None:
    """Also where that backend is not looked at now."""
    linked(colima, ".lima/_config", "projects/lima")
    assert colima.verdicts("--backend", "colima")["colima/work"] == "SOFT"


def test_a_read_only_share_makes_nothing(colima: Machine) -> None:
    linked(colima, ".lima/_config/override.yaml", "projects/override.yaml")
    colima.write(POLICY, "version: 1\nallow: [{path: ~/projects, access: ro}]\n")
    assert colima.run("lock", "--yes").code == 0
    assert (said(colima), colima.verdicts()["colima/work"]) == ([], "LOCKED")


@pytest.mark.parametrize("name", [".bashrc", ".ssh", ".zshrc"])
def test_a_start_up_file_that_leads_to_nothing_yet(colima: Machine, name: str) -> None:
    linked(colima, name, "projects/dot")
    done = colima.run("check", "--no-cache")
    assert (done.code, "~/projects is on the allowlist although it is dangerous to share" in done.out) == (1, True)


@pytest.mark.parametrize("file", [WORK, ".colima/_templates/default.yaml", POLICY])
def test_a_second_name_of_a_file_that_decides(colima: Machine, file: str) -> None:
    os.link(colima.home / file, colima.home / "projects/c.yaml")
    done = colima.run("check", "--deep")
    assert (done.code, f"~/projects/c.yaml is the same file as ~/{file}, a hard link" in done.out) == (1, True)
