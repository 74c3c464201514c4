"""A machine on which Colima was never started: the first VM is born locked."""

from __future__ import annotations

from pathlib import Path

import pytest

from colima_guard.backends.colima.profile import Profile
from colima_guard.backends.colima.releases import CLASSES
from colima_guard.formats.golang.strict_model import strict_model
from colima_guard.formats.golang.types import fields_of
from colima_guard.formats.yaml.compose import compose
from colima_guard.host.values import Platform
from colima_guard.policy.file import SCHEMA_URL
from tests.conftest import Machine
from tests.machines.colima_start import start

TEMPLATE = """\
# The start of every new Colima profile, written by colima-guard.
# `mounts` is the allowlist: never empty it, an empty list shares the whole home.

cpu: 2
disk: 100
memory: 2
arch: host
runtime: docker
hostname: null
kubernetes:
  enabled: false
  version: v1.35.0+k3s1
  k3sArgs: [--disable=traefik]
  port: 0
autoActivate: true
network:
  address: false
  mode: shared
  interface: en0
  preferredRoute: false
  dns: []
  dnsHosts:
    host.docker.internal: host.lima.internal
  hostAddresses: false
  gatewayAddress: 192.168.5.2
forwardAgent: false
docker: {}
vmType: vz
portForwarder: ssh
rosetta: false
binfmt: true
nestedVirtualization: false
mountType: virtiofs
mountInotify: false
cpuType: host
provision: []
sshConfig: true
sshPort: 0
mounts:
  - location: ~/projects
    writable: true
rootDisk: 20
diskImage: ""
forceDiskImage: false
modelRunner: docker
env: {}
"""
QEMU = TEMPLATE.replace("vmType: vz", "vmType: qemu").replace("mountType: virtiofs", "mountType: 9p")
POLICY = f"""\
# yaml-language-server: $schema={SCHEMA_URL}
# colima-guard: the directories that container VMs may see, and nothing else.
# Change it with `colima-guard allow DIR` and `colima-guard revoke DIR`,
# or by hand and then `colima-guard lock`.
version: 1
allow:
  - path: ~/projects
    access: rw
"""


@pytest.mark.parametrize(
    ("platform", "version", "arch", "path", "text"),
    [
        ("macos", (14, 5), "aarch64", ".colima/_templates/default.yaml", TEMPLATE),
        ("macos", (13, 0), "x86_64", ".colima/_templates/default.yaml", TEMPLATE),
        ("macos", (12, 7), "x86_64", ".colima/_templates/default.yaml", QEMU),
        ("linux", (), "x86_64", ".config/colima/_templates/default.yaml", QEMU),
    ],
)
def test_the_first_vm_is_born_locked(
    machine: Machine, platform: Platform, version: tuple[int, ...], arch: str, path: str, text: str
) -> None:
    """The template is created where Colima will look, whole, and with a transport that confines."""
    machine.platform, machine.os_version, machine.arch = platform, version, arch
    machine.mkdir("projects", ".ssh")

    before = machine.run("status")
    assert before.code == 0
    assert "colima/(new)      OPEN     rw ~ (the whole home)" in before.out
    assert "1: ~/.ssh" in before.out

    locked = machine.run("lock", "~/projects", "--yes")
    assert (locked.code, locked.err) == (0, "")
    assert locked.out.endswith("colima/(new): LOCKED\n1 instance LOCKED\n")
    assert "colima/(new) will no longer see ~\n" in locked.out
    files = {name: what for name, (_, what) in machine.files().items() if what is not None}
    assert files == {path: text.encode(), ".config/colima-guard/policy.yaml": POLICY.encode()}
    assert machine.run("check").out == ""

    start(machine, base=path.split("/_templates")[0])
    assert machine.verdicts() == {"colima/default": "LOCKED", "colima/(new)": "LOCKED"}
    assert machine.sees() == [("~/projects", "rw")]
    assert machine.run("check").code == 0


def test_the_template_is_valid_to_the_letter(machine: Machine) -> None:
    """Every key of the table in the specification, and nothing that a strict reading would not take."""
    machine.mkdir("projects")
    assert machine.run("lock", "~/projects", "--yes").code == 0
    text = machine.read(".colima/_templates/default.yaml")

    import yaml

    profile = strict_model(Profile, extra="ignore").model_validate(yaml.safe_load(text))
    assert [(one.location, one.writable) for one in dict(profile)["mounts"]] == [("~/projects", True)]
    root = compose(text).root
    assert root is not None
    known = set(fields_of(Profile)) - {"diskImageMirror"}
    assert {key.value for key, _ in root.pairs()} == known


@pytest.mark.parametrize("rules", CLASSES, ids=lambda rules: str(rules.since))
def test_at_every_release_it_shares_the_allowlist(machine: Machine, rules: object) -> None:
    """0.8.4 alone takes no template without being told; there the new profile is open, and lock says so."""
    since = str(getattr(rules, "since", ""))
    machine.mkdir("projects")
    done = machine.run("lock", "~/projects", "--yes", "--release", f"colima={since}")
    shares = machine.sees("colima/(new)", "--release", f"colima={since}")
    allowed = [("~/projects", "rw"), ("~/Library/Caches/colima", "ro")]
    if since == "0.8.4":
        assert done.code == 1
        assert "colima start --template" in done.out
        assert shares[0] == ("~", "rw")
    else:
        assert done.code == 0, done.out
        assert set(shares) <= set(allowed)
        assert ("~/projects", "rw") in shares


def test_nothing_is_written_where_colima_would_then_look(machine: Machine) -> None:
    """COLIMA_HOME that does not exist is ignored by Colima: it is neither used nor made."""
    machine.mkdir("projects")
    machine.environ["COLIMA_HOME"] = str(machine.home / "elsewhere")
    assert machine.run("lock", "~/projects", "--yes").code == 0
    assert not (machine.home / "elsewhere").exists()
    assert machine.read(".colima/_templates/default.yaml") == TEMPLATE


@pytest.mark.parametrize("platform", ["macos", "linux"])
@pytest.mark.parametrize("variables", [{}, {"XDG_CONFIG_HOME": "xdg"}, {"COLIMA_HOME": "own"}])
@pytest.mark.parametrize("there", [(), (".colima",), (".config/colima",), (".colima", ".config/colima")])
def test_the_lock_does_not_change_which_directory_colima_picks(
    machine: Machine, platform: Platform, variables: dict[str, str], there: tuple[str, ...]
) -> None:
    from colima_guard.backends.colima.layout import pick
    from colima_guard.backends.colima.releases import NEWEST, rules_of

    machine.platform = platform
    machine.mkdir("projects", "own", *there)
    for name, value in variables.items():
        machine.environ[name] = str(machine.home / value)
    rules = rules_of(NEWEST)
    picked = pick(machine.host(), rules)
    assert machine.run("lock", "~/projects", "--yes").code == 0
    assert pick(machine.host(), rules) == picked
    assert Path(picked, "_templates/default.yaml").exists()


def test_a_dry_run_writes_nothing_at_all(machine: Machine) -> None:
    machine.mkdir("projects")
    before = machine.tree()
    done = machine.run("lock", "~/projects", "--dry-run")
    assert done.code == 0
    assert "+  - location: ~/projects\n" in done.out
    assert "written as" not in done.out
    assert machine.tree() == before
    assert machine.run("lock", "~/projects", "-n", "--exit-code").code == 1
    assert machine.tree() == before


def test_what_was_made_goes_with_a_rollback(machine: Machine) -> None:
    machine.mkdir("projects")
    before = machine.files()
    assert machine.run("lock", "~/projects", "--yes").code == 0
    assert machine.run("rollback", "--yes").code == 0
    assert machine.files() == before
    # and that can be taken back too
    (rollback, _) = machine.run("history", "--json").json["changes"]
    assert machine.run("rollback", rollback["id"], "--yes").code == 0
    assert machine.read(".colima/_templates/default.yaml") == TEMPLATE
    assert machine.read(".config/colima-guard/policy.yaml") == POLICY
