"""Files that reach every Lima instance: narrowed where they stand, together with the instances, or not at all."""

from __future__ import annotations

import pytest

from tests.conftest import Machine
from tests.machines.lima import DEFAULT, HOME, IMAGES, OVERRIDE, RELEASES, SHADOW, Lima, finding, findings, mounts

PROJECTS = IMAGES + "mounts:\n- location: ~/projects\n  writable: true\n"
LOCKED = dict.fromkeys(RELEASES, "LOCKED")
#: what a lock puts in front of Lima's own template
SHADOW_TEXT = """\
# What new Lima instances share, written by colima-guard; it stands before
# Lima's own template, which shares the whole home. Never empty the list by
# hand: remove the file to have Lima's own again.
mounts:
  - location: ~/projects
    writable: true
"""


@pytest.fixture
def lima(machine: Machine) -> Lima:
    machine.linux()
    machine.mkdir("projects", "data", "work")
    return Lima(machine)


def rolled_back(lima: Lima, before: dict[str, tuple[int, bytes | None]]) -> None:
    """A rollback gives back every byte and mode, and leaves nothing of ours but the journal."""
    assert lima.machine.run("rollback", "--yes").code == 0
    assert lima.machine.files() == before


def test_default_yaml_steals_the_mount_point_of_an_allowed_directory(lima: Lima) -> None:
    """Lima 2.x keeps the first location: the allowed directory is not mounted, the home is, writable."""
    main = IMAGES + "mounts:\n- location: ~/projects\n  mountPoint: /work\n  writable: true\n"
    default = "# for all of them\ncpus: 2\nmounts:\n# handy\n- location: '~'\n  mountPoint: /work\nmemory: 4GiB\n"
    lima.three(default, main, None)
    lima.machine.run("lock", "--nothing")
    assert lima.seen() == [("~", "/work", "rw")]
    before = lima.machine.files()
    done = lima.lock("~/projects", code=0)
    assert lima.read(DEFAULT) == "# for all of them\ncpus: 2\n# handy\nmemory: 4GiB\n"
    assert lima.read("a/lima.yaml") == main
    assert lima.read(SHADOW) == SHADOW_TEXT
    assert lima.seen() == [("~/projects", "/work", "rw")]
    assert lima.verdicts() == LOCKED
    assert "lima/a will no longer see ~\n" in done.out
    assert lima.lock("~/projects", code=0).out.startswith("now: lima/a sees rw ~/projects\n")
    rolled_back(lima, before)


@pytest.mark.parametrize(
    ("override", "left"),
    [
        ("mounts:\n- location: '~'\n  writable: false\n", ""),
        ("# mine\nmounts:\n- location: '~'\n  writable: false\n# end", "# mine\n# end"),
        ("mounts:\r\n- location: '~'\r\n", ""),
        ("---\nmounts: [{location: '~'}]\n", "---\n"),
        ("cpus: 2\nmounts:\n- location: '~'\n  writable: false\n", "cpus: 2\n"),
        ('{"mounts": [{"location": "~"}]}\n', "{}\n"),
        ('{\n  "cpus": 2,\n  "mounts": [{"location": "~"}]\n}\n', '{\n  "cpus": 2\n}\n'),
        ("  # mine\n  mounts:\n    - location: '~'\n", "  # mine\n"),
        ("mounts:\n- location: '~'\n...\n", "{}\n...\n"),
        ("mounts:\n- location: '~'\n---\nmounts:\n- location: ~/data\n", "{}\n---\nmounts:\n- location: ~/data\n"),
        (
            "mounts:\n- location: '~'\n- location: ~/projects\n  writable: false # ro\n",
            "mounts:\n- location: ~/projects\n  writable: true # ro\n",  # it would have the last word
        ),
    ],
)
def test_override_yaml_adds_the_home_again(lima: Lima, override: str, left: str) -> None:
    """Read-only narrows nothing there, it mounts the home anew. The key goes when nothing is left; comments stay."""
    lima.three(None, PROJECTS, override)
    assert lima.seen()[:2] == [("~/projects", "~/projects", lima.seen()[0][2]), ("~", "~", "ro")]
    assert lima.row()["verdict"] == "OPEN"
    before = lima.machine.files()
    lima.lock("~/projects", code=0)
    assert lima.read(OVERRIDE) == left
    assert lima.read("a/lima.yaml") == PROJECTS
    assert lima.verdicts() == LOCKED
    rolled_back(lima, before)


def test_an_entry_wider_than_allowed_is_narrowed(lima: Lima) -> None:
    """An entry within an allowed directory stays, read-only where the allowlist says so, with its comment."""
    default = "mounts:\n# shared with everybody\n- location: ~/data/sets\n  mountPoint: /sets\n  writable: true\n"
    lima.machine.mkdir("data/sets")
    lima.three(default, PROJECTS, None)
    lima.lock("~/projects", "~/data:ro", code=0)
    assert lima.read(DEFAULT) == default.replace("writable: true", "writable: false")
    assert lima.seen() == [
        ("~/data/sets", "/sets", "ro"),
        ("~/projects", "~/projects", "rw"),
        ("~/data", "~/data", "ro"),
    ]
    assert lima.verdicts() == LOCKED


def test_what_default_yaml_may_keep_gives_way_to_an_instance(lima: Lima) -> None:
    """Each entry is allowed by itself; together they make a read-only directory writable, at Lima 2.x."""
    default = "cpus: 2\nmounts:\n- location: ~/data\n  mountPoint: /m\n"
    main = IMAGES + "mounts:\n- location: ~/projects\n  mountPoint: /m\n  writable: true\n"
    lima.three(default, main, None)
    assert lima.seen() == [("~/data", "/m", "rw")]
    lima.lock("~/projects", "~/data:ro", code=0)
    assert lima.read(DEFAULT) == "cpus: 2\n"
    assert lima.seen() == [("~/projects", "/m", "rw"), ("~/data", "~/data", "ro")]
    assert lima.verdicts() == LOCKED


def test_override_yaml_sets_only_the_transport(lima: Lima) -> None:
    """reverse-sshfs from override.yaml: SOFT; confined by removing it there and pinning every instance."""
    lima.three(None, PROJECTS, "# slow disks\nmountType: reverse-sshfs\ncpus: 2\n")
    lima.instance("b", PROJECTS)
    row = lima.row()
    assert (row["verdict"], row["shares"][0]["transport"]) == ("OPEN", "reverse-sshfs")
    before = lima.machine.files()
    assert lima.lock("~/projects", code=1).out.count("colima-guard lock --confine") >= 2
    assert lima.verdicts() == dict.fromkeys(RELEASES, "SOFT")
    assert finding(lima.row(), "CG104")["remedy"] == "colima-guard lock --confine"
    assert lima.read(OVERRIDE) == "# slow disks\nmountType: reverse-sshfs\ncpus: 2\n"
    done = lima.lock("--confine", code=0)
    assert lima.read(OVERRIDE) == "# slow disks\ncpus: 2\n"
    assert lima.read("a/lima.yaml") == lima.read("b/lima.yaml") == PROJECTS + "mountType: 9p\n"
    assert "lima/a: the transport becomes 9p" in done.out
    assert lima.verdicts() == LOCKED
    lima.write(OVERRIDE, "mountType: reverse-sshfs\n")
    assert "CG107" in findings(lima.row())
    lima.lock(code=0)
    assert lima.read(OVERRIDE) == ""
    assert lima.machine.run("rollback", "--yes").code == 0
    assert lima.machine.run("rollback", "--yes").code == 0
    assert lima.machine.run("rollback", "--yes").code == 0
    lima.write(OVERRIDE, "# slow disks\nmountType: reverse-sshfs\ncpus: 2\n")
    assert lima.machine.files() == before


def test_three_instances_and_one_shared_file_are_one_unit(lima: Lima) -> None:
    lima.write(DEFAULT, "cpus: 1\n" + mounts("~/work:rw"))
    for name in ("a", "b"):
        lima.instance(name, HOME)
    lima.instance("c", IMAGES + "mounts: &all\n- location: '~'\nx: *all\n")
    done = lima.refused("~/projects", "--json")
    refused = done.json["refused"]
    assert [(one["path"], one["line"]) for one in refused] == [(str(lima.machine.home / ".lima/c/lima.yaml"), 4)]
    assert "anchor" in refused[0]["reason"]
    assert refused[0]["paste"] == ""  # in place of a list that is used elsewhere it would break the rest
    # with that one mended, all of it is one change
    lima.instance("c", HOME)
    before = lima.machine.files()
    done = lima.lock("~/projects", "--json", code=0)
    assert [file["path"].partition("/.lima/")[2] for file in done.json["files"]] == [
        DEFAULT,
        "a/lima.yaml",
        "b/lima.yaml",
        "c/lima.yaml",
        SHADOW,
    ]
    assert lima.read(DEFAULT) == "cpus: 1\n"
    for name in ("a", "b", "c"):
        assert lima.read(f"{name}/lima.yaml") == PROJECTS
        assert lima.verdicts(f"lima/{name}") == LOCKED
    rolled_back(lima, before)


def test_without_a_shared_file_each_instance_is_by_itself(lima: Lima) -> None:
    lima.instance("a", HOME)
    lima.instance("c", IMAGES + "mounts: &all\n- location: '~'\nx: *all\n")
    done = lima.lock("~/projects", "--json", code=1)
    assert len(done.json["refused"]) == 1
    assert lima.read("a/lima.yaml") == PROJECTS
    assert lima.lock("~/projects", "--all-or-nothing", code=4)


def test_a_directory_without_a_file_holds_nothing_up(lima: Lima) -> None:
    """What is not there is reached by nothing; it is refused by itself."""
    lima.write(DEFAULT, mounts("~:rw"))
    lima.instance("a", HOME)
    lima.machine.mkdir(".lima/empty")
    done = lima.lock("~/projects", "--json", code=1)
    assert [one["path"].partition("/.lima/")[2] for one in done.json["refused"]] == ["empty/lima.yaml"]
    assert (lima.read(DEFAULT), lima.read("a/lima.yaml")) == ("", PROJECTS)


@pytest.mark.parametrize("path", [DEFAULT, OVERRIDE])
def test_a_shared_file_that_does_not_load(lima: Lima, path: str) -> None:
    """No instance loads with it: all are UNKNOWN, and nothing of them is written."""
    lima.instance("a", PROJECTS)
    lima.instance("b", PROJECTS)
    lima.write(path, "cpus: 2\nmounts:\n- location: '~'\nmounts: []\n")
    for name, row in lima.status().items():
        assert (row["verdict"], row["will_start"]) == ("UNKNOWN", False), name
        found = finding(row, "CG211")
        assert (found["file"], found["line"]) == (str(lima.machine.home / ".lima" / path), 4)
        assert 'mapping key "mounts" already defined' in row["refusal"]
    done = lima.refused("~/projects", "--json")
    assert [(one["path"].partition("/.lima/")[2], one["line"]) for one in done.json["refused"]] == [(path, 4)]


def test_a_shared_file_keeps_its_other_keys_and_comments(lima: Lima) -> None:
    text = (
        "# head\n\ncpus: 2   # two\nmounts: # here\n  # the home\n  - location: '~' # all of it\n    writable: true\n"
        "  - {location: ~/projects, writable: true} # stays\n\nssh:\n  localPort: 0 # any\n# tail"
    )
    lima.three(text, PROJECTS, None)
    lima.lock("~/projects", code=0)
    assert lima.read(DEFAULT) == (
        "# head\n\ncpus: 2   # two\nmounts: # here\n  # the home\n  # all of it\n"
        "  - {location: ~/projects, writable: true} # stays\n\nssh:\n  localPort: 0 # any\n# tail"
    )
    assert lima.verdicts() == LOCKED


def test_shared_files_of_a_dry_run_stay(lima: Lima) -> None:
    lima.three(mounts("~:rw"), HOME, "mountType: reverse-sshfs\n")
    before = lima.machine.tree()
    done = lima.machine.run("lock", "~/projects", "--dry-run", "--confine", "--exit-code", "--backend", "lima")
    assert done.code == 1
    assert lima.machine.tree() == before


def test_a_param_of_default_yaml_stays(lima: Lima) -> None:
    """Lima asks only of the instance's own params that something uses them, and the instance can use that one."""
    main = PROJECTS + "provision:\n- script: echo {{.Param.DIR}}\n"
    lima.three("param:\n  DIR: /srv\nmounts:\n- location: /srv\n  mountPoint: '/{{.Param.DIR}}'\n", main, None)
    lima.lock("~/projects", code=0)
    assert lima.read(DEFAULT) == "param:\n  DIR: /srv\n"
    assert lima.verdicts() == LOCKED


def test_bases_of_base_yaml_reach_a_new_vm_of_colimas(lima: Lima) -> None:
    """Lima follows them when Colima creates a VM; what they bring is not read here, and so it is not LOCKED."""
    machine = lima.machine
    machine.mkdir(".colima")
    assert machine.run("lock", "~/projects", "--yes", "--backend", "colima").code == 0
    assert machine.verdicts("--backend", "colima") == {"colima/(new)": "LOCKED"}
    machine.write(".colima/_lima/_config/base.yaml", "base: template:_default/mounts\n")
    assert machine.verdicts("--backend", "colima") == {"colima/(new)": "UNKNOWN"}
