"""The ``lima.yaml`` of a stopped VM: a bare ``limactl start`` boots it as Colima wrote it at its last start."""

from __future__ import annotations

import pytest

from tests.conftest import Machine
from tests.machines.colima import LOCKED, profile
from tests.machines.colima_start import start, stop

FILE, GENERATED = ".colima/default/colima.yaml", ".colima/_lima/colima/lima.yaml"
#: as Colima writes it for `mounts: []`
WIDE = """\
vmType: vz
arch: aarch64
images:
    - location: https://example.com/disk.qcow2
      arch: aarch64
mounts:
    - location: "~"
      writable: true
mountType: virtiofs
provision:
    - mode: dependency
      script: groupadd -f docker && usermod -aG docker {{ .User }}
"""


def listing(*mounts: str) -> str:
    return WIDE.replace('    - location: "~"\n      writable: true\n', "".join(f"    - {one}\n" for one in mounts))


@pytest.fixture
def colima(machine: Machine) -> Machine:
    """A home that is locked, with a VM that was made before."""
    machine.mkdir("projects", "data", ".cache/colima", "Library/Caches/colima")
    assert machine.run("lock", "~/projects", "--yes").code == 0
    machine.write(FILE, profile(LOCKED))
    return machine


def test_wider_than_the_profile_is_soft(colima: Machine) -> None:
    colima.write(GENERATED, WIDE)
    instance = colima.instance()
    assert (instance["verdict"], instance["next_start_verdict"]) == ("SOFT", "LOCKED")
    said = f"a bare `limactl start` would share {colima.home} (rw), as the file that its last start generated has it"
    (found,) = (one for one in instance["findings"] if one["id"] == "CG314")
    assert (found["severity"], found["message"], found["line"]) == ("high", said, 7)
    check = colima.run("check")
    shown = said.replace(str(colima.home), "~")
    assert (check.code, check.out) == (
        1,
        f"colima/default SOFT: {shown} (~/{GENERATED}:7); do: colima-guard lock [CG314]\n",
    )
    assert colima.run("check", "--allow-soft").code == 0
    before = colima.files()
    assert colima.run("lock", "--dry-run", "--exit-code").code == 1
    assert colima.run("lock", "--yes").code == 0
    changed = {path for path, what in colima.files().items() if before[path] != what}
    assert changed == {GENERATED}
    assert colima.read(GENERATED) == listing("location: ~/projects\n      writable: true")
    assert set(colima.verdicts().values()) == {"LOCKED"}
    assert (colima.run("check").code, colima.run("check").out) == (0, "")


def test_a_lock_narrows_both(colima: Machine) -> None:
    """So that nothing is left to say afterwards, also where the profile was open before."""
    colima.write(FILE, profile())
    colima.write(GENERATED, WIDE)
    instance = colima.instance()
    assert instance["verdict"] == "OPEN"
    # the profile has to be mended first
    assert "CG314" not in {one["id"] for one in instance["findings"]}
    assert colima.run("lock", "--yes").code == 0
    assert set(colima.verdicts().values()) == {"LOCKED"}


def test_colimas_own_start_puts_it_right(colima: Machine) -> None:
    colima.write(GENERATED, WIDE)
    start(colima)
    assert colima.verdicts()["colima/default"] == "LOCKED"
    stop(colima)
    assert colima.verdicts()["colima/default"] == "LOCKED"


NARROW = {
    "as Colima writes it": listing("location: HOME/projects/\n      writable: true"),
    "narrower": listing("location: HOME/projects/\n      writable: false"),
    "below, elsewhere in the guest": listing(
        "location: HOME/projects/a/\n      mountPoint: /a/\n      writable: false"
    ),
    "nothing": listing().replace("mounts:\n", ""),
    "as nobody writes it": listing('{location: "HOME/projects", writable: true} # mine'),
    "with the cache of an older release": listing(
        "location: HOME/projects/\n      writable: true", "location: HOME/Library/Caches/colima\n      writable: false"
    ),
    "one that Lima does not load": WIDE + "mounts: []\n",
    "empty": "",
}


@pytest.mark.parametrize("case", NARROW)
def test_nothing_more_than_the_profile(colima: Machine, case: str) -> None:
    colima.write(GENERATED, NARROW[case].replace("HOME", str(colima.home)))
    assert colima.verdicts()["colima/default"] == "LOCKED"


WIDER = {
    "another directory": (listing("location: HOME/data/\n      writable: false"), "HOME/data (ro)"),
    "writable": (
        listing("location: HOME/Library/Caches/colima\n      writable: true"),
        "HOME/Library/Caches/colima (rw)",
    ),
    "in flow": (listing('{location: "HOME/data"}'), "HOME/data (ro)"),
    "the second of two": (
        listing("location: HOME/projects/\n      writable: true", "location: HOME/data/\n      writable: false"),
        "HOME/data (ro)",
    ),
    "as the last line": (WIDE[: WIDE.index("mounts:")] + "mountType: 9p\nmounts:\n    - location: /", "/ (ro)"),
    "by an alias": (WIDE.replace("mounts:", "x: &a [{location: /}]\nmounts: *a\ny:"), "/ (ro)"),
}


@pytest.mark.parametrize("case", WIDER)
def test_more_than_the_profile(colima: Machine, case: str) -> None:
    text, shown = WIDER[case]
    colima.write(GENERATED, text.replace("HOME", str(colima.home)))
    assert colima.verdicts()["colima/default"] == "SOFT"
    assert f"would share {shown.replace('HOME', '~')}, as the file" in colima.run("check").out


def test_what_cannot_be_told(colima: Machine) -> None:
    colima.write(GENERATED, listing("location: '{{.TempDir}}'"))
    colima.environ["TMPDIR"] = f"{colima.home}/projects"
    assert colima.verdicts()["colima/default"] == "SOFT"
    assert "what a bare `limactl start` would share cannot be told: '{{.TempDir}}' is" in colima.run("check").out


UNREAD = {
    "a control character": "# \x0b\n" + listing('location: "HOME/data"'),
    "deeper than we read": listing('location: "HOME/data"') + "x: " + 210 * "[" + 210 * "]" + "\n",
}


@pytest.mark.parametrize("case", UNREAD)
def test_what_lima_reads_and_our_parser_does_not(colima: Machine, case: str) -> None:
    colima.write(GENERATED, UNREAD[case].replace("HOME", str(colima.home)))
    assert colima.verdicts()["colima/default"] == "SOFT"
    assert f"cannot be told: ~/{GENERATED}: " in colima.run("check").out


def test_read_only_that_became_writable(colima: Machine) -> None:
    """A policy that was narrowed to read-only, with a profile that was changed by hand."""
    colima.write(GENERATED, listing(f"location: {colima.home}/projects/\n      writable: true"))
    colima.write(FILE, profile("mounts:\n  - location: ~/projects"))
    assert colima.verdicts()["colima/default"] == "LOCKED"
    colima.edit(".config/colima-guard/policy.yaml", "access: rw", "access: ro")
    colima.write(".colima/_templates/default.yaml", profile("mounts:\n  - location: ~/projects"))
    assert colima.verdicts() == {"colima/(new)": "LOCKED", "colima/default": "SOFT"}
    assert "would share ~/projects (rw)" in colima.run("check").out


def test_what_is_accepted_of_the_profile_is_no_more_here(colima: Machine) -> None:
    own = "mounts:\n  - location: ~/projects\n    writable: true\n  - location: ~/data"
    colima.write(FILE, profile(own))
    accepted = "{finding: CG101, instance: colima/default, path: ~/data, reason: for now, until: 2999-12-31}"
    colima.write(
        ".config/colima-guard/policy.yaml", f"version: 1\nallow: [{{path: ~/projects}}]\naccepted:\n  - {accepted}\n"
    )
    home = colima.home
    colima.write(GENERATED, listing(f"location: {home}/projects/\n      writable: true", f"location: {home}/data/"))
    assert colima.run("check").code == 0
    colima.write(GENERATED, WIDE)
    assert colima.run("check").code == 1
