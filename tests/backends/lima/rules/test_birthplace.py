"""Birthplaces: what ``limactl create`` would share today, and what a lock makes of it.

The table of cases is what ``limactl template yq template:default`` of Lima 2.2.0 said of the same files; where there is
a ``limactl`` to ask, some of them are asked again.
"""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass

import pytest

from colima_guard.host.machine import Host
from tests.machines.lima import (
    BASE,
    DEFAULT,
    IMAGES,
    OVERRIDE,
    RELEASES,
    SHADOW,
    Lima,
    entry,
    finding,
    findings,
    mounts,
)

TEMPLATE = "_templates/default.yaml"
SINCE_TEMPLATES = [release for release in RELEASES if release >= "1.1.0"]


@dataclass(frozen=True)
class Case:
    """Files of a Lima home (``HOME`` in a text is the home), and the shares of a new instance; ``None``: refused."""

    name: str
    files: dict[str, str]
    shares: list[str] | None
    transport: str | None = None


def case(name: str, files: dict[str, str], shares: list[str] | None, transport: str | None = None) -> Case:
    return Case(name, files, shares, transport)


CASES = (
    case("nothing", {}, ["~=>~ ro"]),
    case("base adds", {BASE: 'mounts:\n- location: "/b"\n  writable: true\n'}, ["/b=>/b rw", "~=>~ ro"]),
    case("base null", {BASE: "mounts: null\n"}, ["~=>~ ro"]),
    case("base bare", {BASE: "mounts:\ncpus: 2\n"}, ["~=>~ ro"]),
    case("base empty", {BASE: "mounts: []\n"}, ["~=>~ ro"]),
    case("base says the home writable", {BASE: 'mounts:\n- location: "~"\n  writable: true\n'}, ["~=>~ rw"]),
    case("base says the home by template", {BASE: 'mounts:\n- location: "{{.Home}}"\n  writable: true\n'}, ["~=>~ rw"]),
    case("shadow", {SHADOW: 'mounts:\n- location: "~/p"\n  writable: true\n'}, ["~/p=>~/p rw"]),
    case("shadow empty", {SHADOW: "mounts: []\n"}, []),
    case("shadow null", {SHADOW: "mounts: null\n"}, []),
    case("shadow comment", {SHADOW: "# nothing\n"}, []),
    case(
        "shadow and base",
        {
            SHADOW: 'mounts:\n- location: "~/p"\n',
            BASE: 'mounts:\n- location: "~/p"\n  writable: true\n- location: "/b"\n',
        },
        ["~/p=>~/p rw", "/b=>/b ro"],
    ),
    case("base mountType", {BASE: "mountType: reverse-sshfs\n"}, ["~=>~ ro"]),
    case("base plain", {BASE: "plain: true\n"}, ["~=>~ ro"]),
    case("base unsupported", {BASE: "mountTypesUnsupported: [9p]\n"}, ["~=>~ ro"]),
    case("template without mounts key", {TEMPLATE: IMAGES + "base: template:_default/mounts\n"}, ["~=>~ ro"]),
    case(
        "template without mounts key, base.yaml null",
        {TEMPLATE: IMAGES + "base: template:_default/mounts\n", BASE: "mounts: null\n"},
        [],
    ),
    case("template mounts null", {TEMPLATE: IMAGES + "base: template:_default/mounts\nmounts: null\n"}, []),
    case("template mounts empty", {TEMPLATE: IMAGES + "base: template:_default/mounts\nmounts: []\n"}, ["~=>~ ro"]),
    case(
        "template own mounts",
        {
            TEMPLATE: IMAGES
            + 'base: [template:_images/ubuntu, template:_default/mounts]\nmounts:\n- location: "/t"\n  writable: true\n'
        },
        ["/t=>/t rw", "~=>~ ro"],
    ),
    case("template no base", {TEMPLATE: IMAGES + 'mounts:\n- location: "/t"\n'}, ["/t=>/t ro"]),
    case(
        "template no base, base.yaml",
        {TEMPLATE: IMAGES + 'mounts:\n- location: "/t"\n', BASE: 'mounts:\n- location: "/b"\n  writable: true\n'},
        ["/t=>/t ro", "/b=>/b rw"],
    ),
    case(
        "template mountType absent, base.yaml",
        {TEMPLATE: IMAGES + 'mounts:\n- location: "/t"\n', BASE: "mountType: reverse-sshfs\n"},
        ["/t=>/t ro"],
        transport="reverse-sshfs",
    ),
    case(
        "template mountType null, base.yaml",
        {TEMPLATE: IMAGES + 'mounts:\n- location: "/t"\nmountType: null\n', BASE: "mountType: reverse-sshfs\n"},
        ["/t=>/t ro"],
    ),
    case("template plain", {TEMPLATE: IMAGES + 'plain: true\nmounts:\n- location: "/t"\n'}, []),
    case(
        "base makes child writable",
        {
            TEMPLATE: IMAGES + 'mounts:\n- location: "/safe"\n  mountPoint: "/w"\n',
            BASE: 'mounts:\n- location: "/x"\n  mountPoint: "/w"\n  writable: true\n',
        },
        ["/safe=>/w rw"],
    ),
    case(
        "base does not unmake",
        {
            TEMPLATE: IMAGES + 'mounts:\n- location: "/safe"\n  mountPoint: "/w"\n  writable: false\n',
            BASE: 'mounts:\n- location: "/x"\n  mountPoint: "/w"\n  writable: true\n',
        },
        ["/safe=>/w ro"],
    ),
    case(
        "base gives a mount point",
        {
            TEMPLATE: IMAGES + 'mounts:\n- location: "/a"\n',
            BASE: 'mounts:\n- location: "/x"\n  mountPoint: "/a"\n  writable: true\n',
        },
        ["/a=>/a rw"],
    ),
    case(
        "wildcard location",
        {
            TEMPLATE: IMAGES + 'mounts:\n- location: "/a"\n- location: "/b"\n  writable: false\n',
            BASE: 'mounts:\n- location: "*"\n  writable: true\n- location: "/c"\n',
        },
        ["/a=>/a rw", "/b=>/b ro", "/c=>/c ro"],
    ),
    case(
        "wildcard mountpoint",
        {
            TEMPLATE: IMAGES + 'mounts:\n- location: "/a"\n',
            BASE: 'mounts:\n- location: "/x"\n  mountPoint: "*"\n  writable: true\n',
        },
        ["/a=>* rw"],
    ),
    case(
        "wildcard first",
        {TEMPLATE: IMAGES + 'mounts:\n- location: "*"\n  writable: true\n- location: "/a"\n'},
        ["/a=>/a ro"],
    ),
    case(
        "wildcard behind all",
        {
            TEMPLATE: IMAGES + "base: [template:_default/mounts]\nmounts: []\n",
            BASE: "cpus: 1\n",
            SHADOW: 'mounts:\n- location: "~"\n- location: "*"\n  writable: true\n',
        },
        ["~=>~ rw"],
    ),
    case(
        "tilde is not Home",
        {TEMPLATE: IMAGES + 'mounts:\n- location: "~"\n', BASE: 'mounts:\n- location: "{{.Home}}"\n  writable: true\n'},
        ["~=>~ rw"],
    ),
    case(
        "the case of Lima's own test",
        {
            TEMPLATE: IMAGES + 'mounts:\n- location: "/loc1"\n- location: "/loc1"\n  mountPoint: "/loc2"\n',
            BASE: mounts("/loc1=>/loc2:rw") + "  sshfs:\n    followSymlinks: true\n" + entry("/loc1=>/loc3:rw"),
        },
        ["/loc1=>/loc1 ro", "/loc1=>/loc2 rw", "/loc1=>/loc3 rw"],
    ),
    case(
        "base.yaml has a base file",
        {BASE: "base: HOME/more.yaml\n", "more.yaml": 'mounts:\n- location: "/m"\n  writable: true\n'},
        ["/m=>/m rw", "~=>~ ro"],
    ),
    case(
        "base.yaml has a relative base",
        {BASE: "base: more.yaml\n", "_config/more.yaml": 'mounts:\n- location: "/m"\n  writable: true\n'},
        ["/m=>/m rw", "~=>~ ro"],
    ),
    case(
        "base.yaml has a tilde base",
        {BASE: "base: [~/more.yaml]\n", "more.yaml": 'mounts:\n- location: "/m"\n  writable: true\n'},
        ["/m=>/m rw", "~=>~ ro"],
    ),
    case(
        "base.yaml has a dotted base",
        {BASE: "base: ../more.yaml\n", "more.yaml": 'mounts:\n- location: "/m"\n  writable: true\n'},
        None,
    ),
    case(
        "base.yaml has a template base",
        {BASE: "base: template:foo\n", "_templates/foo.yaml": 'mounts:\n- location: "/f"\n'},
        ["/f=>/f ro", "~=>~ ro"],
    ),
    case(
        "base.yaml has url map",
        {BASE: "base:\n- url: template:foo\n", "_templates/foo.yaml": 'mounts:\n- location: "/f"\n'},
        ["/f=>/f ro", "~=>~ ro"],
    ),
    case(
        "relative in template",
        {
            BASE: "base: template:d/foo\n",
            "_templates/d/foo.yaml": 'base: bar\nmounts:\n- location: "/f"\n',
            "_templates/d/bar.yaml": 'mounts:\n- location: "/r"\n',
        },
        ["/f=>/f ro", "/r=>/r ro", "~=>~ ro"],
    ),
    case("old template url", {TEMPLATE: IMAGES + "base: template://_default/mounts\n"}, ["~=>~ ro"]),
    case("loop", {BASE: "base: template:foo\n", "_templates/foo.yaml": "base: template:foo\n"}, None),
    case(
        "twice",
        {
            BASE: "base: [template:foo, template:bar]\n",
            "_templates/foo.yaml": "base: template:bar\n",
            "_templates/bar.yaml": 'mounts:\n- location: "/r"\n',
        },
        None,
    ),
    case("missing base", {BASE: "base: HOME/none.yaml\n"}, None),
    case("missing template", {BASE: "base: template:none\n"}, None),
    case(
        "depth first",
        {
            BASE: 'base: [template:foo]\nmounts:\n- location: "/b"\n',
            "_templates/foo.yaml": 'mounts:\n- location: "/f"\n',
            SHADOW: 'mounts:\n- location: "/s"\n',
        },
        ["/b=>/b ro", "/f=>/f ro", "/s=>/s ro"],
    ),
    case(
        "null in base blocks next",
        {
            TEMPLATE: IMAGES + "base: [template:foo, template:_default/mounts]\n",
            "_templates/foo.yaml": "mounts: null\n",
        },
        [],
    ),
    case(
        "images shadowed",
        {"_templates/_images/ubuntu.yaml": IMAGES + 'mounts:\n- location: "/i"\n  writable: true\n'},
        ["/i=>/i rw", "~=>~ ro"],
    ),
    case("base.yaml base brings mounts default twice", {BASE: "base: template:_default/mounts\n"}, None),
    case("base broken", {BASE: "mounts: {}\n"}, None),
    case("shadow broken", {SHADOW: 'mounts: "~"\n'}, None),
    case("shadow yaml dir", {"_templates/_default/mounts.yaml/x": "a"}, None),
    case(
        "template param", {TEMPLATE: IMAGES + 'param:\n  D: /d\nmounts:\n- location: "{{.Param.D}}"\n'}, ["/d=>/d ro"]
    ),
    case(
        "template param in base",
        {TEMPLATE: IMAGES + 'mounts:\n- location: "{{.Param.D}}"\n', BASE: "param:\n  D: /d\n"},
        ["/d=>/d ro"],
    ),
    case("base digest", {BASE: "base:\n- url: template:foo\n  digest: abc\n"}, None),
    case("image base", {BASE: "base: HOME/x.qcow2\n", "x.qcow2": "zz"}, ["~=>~ ro"]),
    case(
        "user in base",
        {BASE: "user:\n  name: you\n", SHADOW: 'mounts:\n- location: "/x"\n  mountPoint: "/h/{{.User}}"\n'},
        ["/x=>/h/guard ro"],
    ),
    case(
        "user in base, template without",
        {TEMPLATE: IMAGES + 'mounts:\n- location: "/x"\n  mountPoint: "/h/{{.User}}"\n', BASE: "user:\n  name: you\n"},
        ["/x=>/h/you ro"],
    ),
    case(
        "opensuse",
        {TEMPLATE: "base: [template:_images/opensuse-leap-15, template:_default/mounts]\n"},
        ["~=>~ ro"],
        transport="reverse-sshfs",
    ),
    case(
        "debian12",
        {TEMPLATE: "base: [template:_images/debian-12, template:_default/mounts]\n"},
        ["~=>~ ro"],
        transport="reverse-sshfs",
    ),
)
LIVE = {
    "base adds",
    "wildcard location",
    "template mountType absent, base.yaml",
    "relative in template",
    "twice",
    "null in base blocks next",
}


def lay(lima: Lima, one: Case) -> None:
    for path, text in one.files.items():
        file = path if path.startswith("_") else f"../{path.removeprefix('.lima/')}"
        lima.write(file, text.replace("HOME", str(lima.machine.home)))


@pytest.mark.parametrize("one", CASES, ids=lambda one: one.name.replace(" ", "-"))
def test_shares_of_a_new_instance(lima: Lima, one: Case) -> None:
    lay(lima, one)
    row = lima.row("lima/(new)")
    if one.shares is None:
        # a template that is not known here may be one that Lima ships
        assert row["will_start"] is False or one.name == "missing template"
        assert row["verdict"] != "LOCKED"
        return
    assert row["refusal"] is None
    found = [f"{location}=>{point} {access}" for location, point, access in lima.seen("lima/(new)")]
    assert found == [share.replace("guard", "me") for share in one.shares]
    assert {share["transport"] for share in row["shares"]} <= {one.transport or "9p"}


def shadow_of(*entries: str) -> str:
    return (
        "# What new Lima instances share, written by colima-guard; it stands before\n"
        "# Lima's own template, which shares the whole home. Never empty the list by\n"
        "# hand: remove the file to have Lima's own again.\n"
        "mounts:\n" + "".join(entries)
    )


RW_PROJECTS = "  - location: ~/projects\n    writable: true\n"


def test_asked_again_of_the_real_program(lima: Lima) -> None:
    if Host().which("limactl") is None or Host().uid == 0:
        pytest.skip("needs a limactl on PATH that takes us: it refuses root")
    environ = {**Host().environ, "HOME": str(lima.machine.home)}
    environ.pop("LIMA_HOME", None)
    for one in CASES:
        if one.name not in LIVE:
            continue
        lima.machine.mkdir(".lima/_config")
        lay(lima, one)
        argv = ["limactl", "template", "yq", "template:default", ".mounts // [] | @json"]
        done = subprocess.run(argv, env=environ, capture_output=True, text=True, check=False, timeout=60)
        if one.shares is None:
            assert done.returncode != 0
        else:
            said = json.loads(done.stdout)
            got = [f"{m['location']}=>{m['mountPoint']} {'rw' if m['writable'] else 'ro'}" for m in said]
            assert [text.replace(str(lima.machine.home), "~") for text in got] == one.shares, one.name
        for path in one.files:
            lima.write(path if path.startswith("_") else f"../{path.removeprefix('.lima/')}", None)


# -- when it is listed ---------------------------------------------------------------------------------------------


def test_listed_only_where_there_is_a_home_or_it_is_asked_for(lima: Lima) -> None:
    lima.machine.home.joinpath(".lima").rmdir()
    assert [one["name"] for one in lima.machine.run("status", "--json").json["instances"]] == ["colima/(new)"]
    assert list(lima.status(None)) == ["lima/(new)"]
    row = lima.row("lima/(new)", None)
    assert (row["verdict"], row["assumed_release"], row["release"]) == ("OPEN", True, "2.2.0")
    missing = lima.machine.home / ".lima/_templates/_default/mounts.yaml"
    why = f"because {missing} does not exist, and Lima's own template shares it"
    assert finding(row, "CG103")["message"] == f"{lima.machine.home} is shared read-only, {why}"
    lima.machine.mkdir(".lima")
    names = [one["name"] for one in lima.machine.run("status", "--json").json["instances"]]
    assert names == ["colima/(new)", "lima/(new)"]


def test_what_it_shares_by_release(lima: Lima) -> None:
    """Until 1.2 /tmp/lima too, writable; until 1.1 by a template that says 9p is not supported."""
    home, tmp = ("~", "~", "ro"), ("/tmp/lima", "/tmp/lima", "rw")
    for release in RELEASES:
        assert lima.seen("lima/(new)", release) == ([home] if release >= "2.0.0" else [home, tmp])
        transport = lima.row("lima/(new)", release)["shares"][0]["transport"]
        assert transport == ("9p" if release >= "1.2.0" else "reverse-sshfs")


# -- the lock ------------------------------------------------------------------------------------------------------


def test_a_shadow_is_written_edited_and_taken_back(lima: Lima) -> None:
    before = lima.machine.files()
    lima.lock("~/projects", code=0)
    assert lima.read(SHADOW) == shadow_of(RW_PROJECTS)
    assert lima.verdicts("lima/(new)", [one for one in RELEASES if one >= "1.2.0"]) == dict.fromkeys(
        [one for one in RELEASES if one >= "1.2.0"], "LOCKED"
    )
    first = lima.machine.files()
    lima.lock("~/projects", "~/data:ro", code=0)
    assert lima.read(SHADOW) == shadow_of(RW_PROJECTS, "  - location: ~/data\n    writable: false\n")
    again = lima.lock("~/projects", "~/data:ro", "--json", code=0)
    assert (again.json["files"], again.json["change"]) == ([], None)
    assert lima.machine.run("rollback", "--yes").code == 0
    assert lima.machine.files() == first
    # the file and the directories that we made go
    assert (
        lima.machine.run("rollback", "--yes", lima.machine.run("history", "--json").json["changes"][-1]["id"]).code == 0
    )
    assert lima.machine.files() == before


def test_nothing_allowed_is_the_placeholder_and_never_an_empty_list(lima: Lima) -> None:
    lima.lock("--nothing", code=0)
    entry = "  - location: ~/.local/share/colima-guard/nothing-shared\n    writable: false\n"
    assert lima.read(SHADOW) == shadow_of(entry)
    assert lima.row("lima/(new)")["verdict"] == "LOCKED"


def test_allow_and_revoke(lima: Lima) -> None:
    run = lima.machine.run
    lima.lock("~/projects", code=0)
    assert run("allow", "~/data:ro", "--yes", "--backend", "lima").code == 0
    assert lima.seen("lima/(new)") == [("~/projects", "~/projects", "rw"), ("~/data", "~/data", "ro")]
    assert run("revoke", "~/projects", "--yes", "--backend", "lima").code == 0
    assert lima.read(SHADOW) == shadow_of("  - location: ~/data\n    writable: false\n")
    assert run("check", "--backend", "lima").code == 0


def test_a_shadow_of_the_users_keeps_its_comments(lima: Lima) -> None:
    lima.write(
        SHADOW, "# what I share\nmounts:\n# my home\n- location: '~'\n- location: ~/projects # code\n  writable: true\n"
    )
    lima.lock("~/projects", code=0)
    assert lima.read(SHADOW) == (
        "# what I share\nmounts:\n# my home\n- location: ~/projects # code\n  writable: true\n"
    )


def test_base_yaml_is_narrowed(lima: Lima) -> None:
    lima.write(BASE, "# for new ones\nmounts:\n- location: '~'\n  writable: true\ncpus: 1\n")
    lima.lock("~/projects", code=0)
    assert lima.read(BASE) == "# for new ones\ncpus: 1\n"
    assert lima.row("lima/(new)")["verdict"] == "LOCKED"


def test_a_param_of_base_yaml_goes_with_its_mount(lima: Lima) -> None:
    """It becomes a part of lima.yaml, which does not load with a param that nothing uses."""
    lima.write(
        BASE,
        "cpus: 1\nparam:\n  D: /srv\n  E: x\n"
        "mounts:\n- location: '{{.Param.D}}'\nprobes:\n- script: 'echo {{.Param.E}}'\n",
    )
    lima.lock("~/projects", code=0)
    assert lima.read(BASE) == "cpus: 1\nparam:\n  E: x\nprobes:\n- script: 'echo {{.Param.E}}'\n"


def test_a_base_of_the_lima_home_is_narrowed_too(lima: Lima) -> None:
    lima.write(BASE, "base: template:mine\n")
    lima.write("_templates/mine.yaml", "cpus: 2\n" + mounts("~:rw"))
    assert ("~", "~", "rw") in lima.seen("lima/(new)")
    lima.lock("~/projects", code=0)
    assert (lima.read(BASE), lima.read("_templates/mine.yaml")) == ("base: template:mine\n", "cpus: 2\n")
    assert lima.row("lima/(new)")["verdict"] == "LOCKED"


def test_a_base_elsewhere_is_refused_by_name(lima: Lima) -> None:
    lima.write(BASE, "base: ~/dotfiles/lima.yaml\n")
    lima.machine.write("dotfiles/lima.yaml", "cpus: 2\n" + mounts("~:rw"))
    done = lima.refused("~/projects", "--json")
    (refused,) = done.json["refused"]
    assert (refused["path"], refused["line"]) == (str(lima.machine.home / "dotfiles/lima.yaml"), 3)


def test_a_base_that_is_not_read_here_is_unknown(lima: Lima) -> None:
    lima.lock("~/projects", code=0)
    lima.write(BASE, "base: https://example.com/base.yaml\n")
    row = lima.row("lima/(new)")
    assert row["verdict"] == "UNKNOWN"
    lima.write(BASE, None)
    lima.write(SHADOW, lima.read(SHADOW) + "base: github:someone\n")
    assert lima.row("lima/(new)")["verdict"] == "UNKNOWN"


def test_a_default_template_of_the_users(lima: Lima) -> None:
    text = (
        IMAGES
        + "base: [template:_images/ubuntu, template:_default/mounts]\nmountType: reverse-sshfs\n"
        + mounts("~:rw")
    )
    lima.write(TEMPLATE, text)
    assert lima.row("lima/(new)")["verdict"] == "OPEN"
    lima.lock("~/projects", code=1)
    assert lima.read(TEMPLATE) == text.replace('- location: "~"', "- location: ~/projects")
    assert lima.row("lima/(new)")["verdict"] == "SOFT"
    lima.lock("--confine", code=0)
    assert "mountType: 9p\n" in lima.read(TEMPLATE)
    assert lima.row("lima/(new)")["verdict"] == "LOCKED"


def test_base_yaml_with_a_transport(lima: Lima) -> None:
    """It counts where the template leaves it open, and goes by --confine."""
    lima.write(TEMPLATE, IMAGES + mounts("~/projects:rw"))
    lima.write(BASE, "mountType: reverse-sshfs\n")
    lima.lock("~/projects", code=1)
    assert lima.row("lima/(new)")["verdict"] == "SOFT"
    lima.lock("--confine", code=0)
    assert lima.read(BASE) == ""


def test_release_1_0_knows_no_shadow(lima: Lima) -> None:
    lima.write(BASE, mounts("/srv"))
    lima.instance("a")
    row = lima.row("lima/(new)", "1.0.7")
    assert (row["verdict"], lima.seen("lima/(new)", "1.0.7")[0]) == ("OPEN", ("~", "~", "ro"))
    assert {one["remedy"][:22] for one in row["findings"] if one["id"] == "CG103"} == {"use Lima 1.1 or later:"}
    done = lima.lock("~/projects", "--release", "lima=1.0.7", "--json", code=1)
    (refused,) = done.json["refused"]
    assert "1.0.7 has no template directory" in refused["reason"]
    assert not lima.exists(SHADOW)
    assert lima.row(release="1.0.7")["verdict"] == "LOCKED"
    # what exists need not wait for it, a shared file included
    lima.write(DEFAULT, mounts("~:rw"))
    lima.lock("~/projects", "--release", "lima=1.0.7", code=1)
    assert lima.read(DEFAULT) == ""
    assert lima.row(release="1.0.7")["verdict"] == "LOCKED"


def test_release_that_is_not_known(lima: Lima) -> None:
    """Judged by the newest; the releases in which it would be open are a finding."""
    lima.lock("~/projects", code=0)
    row = lima.row("lima/(new)", None)
    assert (row["verdict"], row["assumed_release"]) == ("LOCKED", True)
    assert finding(row, "CG304")["message"] == "releases in which it would be open: 1.0.0 and later, before 1.1.0"


def test_default_and_override_reach_a_new_instance(lima: Lima) -> None:
    lima.write(DEFAULT, mounts("~=>/h"))
    lima.write(OVERRIDE, mounts("~/data=>/h:rw"))
    assert lima.seen("lima/(new)") == [("~", "/h", "rw"), ("~", "~", "ro")]
    lima.lock("~/projects", code=0)
    assert (lima.read(DEFAULT), lima.read(OVERRIDE)) == ("", "")
    assert lima.row("lima/(new)")["verdict"] == "LOCKED"


# -- templates -----------------------------------------------------------------------------------------------------


def test_templates_with_mounts_of_their_own_are_named(lima: Lima) -> None:
    lima.write("_templates/web.yaml", IMAGES + mounts("~/web:rw"))
    lima.write("_templates/deep/er/down.yml", IMAGES + mounts("~"))
    lima.write("_templates/broken.yaml", "a: [\n")
    lima.write("_templates/fine.yaml", IMAGES + "base: template:_default/mounts\n")
    lima.write("_templates/.hidden.yaml", IMAGES + mounts("~"))
    lima.lock("~/projects", code=0)
    row = lima.row("lima/(new)")
    named = [one["file"].partition("_templates/")[2] for one in row["findings"] if one["id"] == "CG308"]
    assert named == ["broken.yaml", "deep/er/down.yml", "web.yaml"]
    assert row["verdict"] == "LOCKED"


def test_lima_templates_path(lima: Lima) -> None:
    """It replaces what lies in the Lima home; a shadow there would not be read."""
    elsewhere = lima.machine.home / "templates"
    lima.machine.environ["LIMA_TEMPLATES_PATH"] = f"{elsewhere}:{lima.machine.home}/more"
    lima.write(SHADOW, mounts("~/projects:rw"))
    row = lima.row("lima/(new)")
    assert (row["will_start"], row["refusal"]) == (False, "template `default` not found")
    assert "CG309" in findings(row)
    lima.machine.write("more/default.yaml", IMAGES + "base: [template:_images/ubuntu, template:_default/mounts]\n")
    assert lima.row("lima/(new)")["refusal"] == "template `_images/ubuntu` not found"
    lima.machine.write("more/_images/ubuntu.yaml", IMAGES)
    lima.machine.write("more/_default/mounts.yaml", mounts("~"))
    assert lima.seen("lima/(new)") == [("~", "~", "ro")]
    assert "LIMA_TEMPLATES_PATH" in finding(lima.row("lima/(new)"), "CG101")["remedy"]
    done = lima.refused("~/projects", "--json")
    (refused,) = done.json["refused"]
    assert "LIMA_TEMPLATES_PATH" in refused["reason"]
    assert refused["paste"] == "mounts:\n" + RW_PROJECTS
    # done by hand, there is nothing left to refuse
    lima.machine.write("templates/_default/mounts.yaml", refused["paste"])
    done = lima.lock("~/projects", "--json", code=0)
    assert done.json["refused"] == []
    assert lima.row("lima/(new)")["verdict"] == "LOCKED"


@pytest.mark.parametrize("shadow", [None, mounts("~")])
def test_lima_templates_path_with_a_default_that_lists_mounts(lima: Lima, shadow: str | None) -> None:
    """A shadow takes nothing out of it: the file itself is named, and what is advised helps."""
    lima.machine.environ["LIMA_TEMPLATES_PATH"] = str(lima.machine.home / "x")
    base = "base: template:_default/mounts\n" if shadow else ""
    lima.machine.write("x/default.yaml", IMAGES + base + mounts("~:rw"))
    files = ["x/default.yaml"]
    if shadow:
        lima.machine.write("x/_default/mounts.yaml", shadow)
        files.append("x/_default/mounts.yaml")
    named = " and of ".join(str(lima.machine.home / file) for file in files)
    (refused,) = lima.refused("~/projects", "--json").json["refused"]
    said = f"LIMA_TEMPLATES_PATH is set: take out of the `mounts` of {named} what is not allowed"
    assert (refused["path"], refused["reason"]) == (str(lima.machine.home / files[0]), said)
    assert finding(lima.row("lima/(new)"), "CG101")["remedy"] == said
    for file in files:
        lima.machine.write(file, (IMAGES + base if file == files[0] else "") + refused["paste"])
    assert lima.row("lima/(new)")["verdict"] == "LOCKED"
    lima.lock("~/projects", code=0)


@pytest.mark.parametrize("path", [BASE, SHADOW, TEMPLATE])
def test_a_file_that_is_no_file(lima: Lima, path: str) -> None:
    lima.lock("~/projects", code=0)
    lima.write(SHADOW, None)
    lima.machine.mkdir(f".lima/{path}")
    row = lima.row("lima/(new)")
    assert row["verdict"] in ("UNKNOWN", "OPEN")
    assert "CG205" in findings(row)
    done = lima.lock("~/projects", "--json", code=4)
    assert "is not a regular file" in done.json["refused"][0]["reason"]


@pytest.mark.parametrize("path", [BASE, SHADOW, TEMPLATE])
def test_a_file_that_does_not_load(lima: Lima, path: str) -> None:
    lima.write(path, "cpus: 1\nmounts: {}\n")
    row = lima.row("lima/(new)")
    assert (row["will_start"], row["verdict"] in ("UNKNOWN", "OPEN")) == (False, True)
    assert finding(row, "CG211")["line"] == 2
    done = lima.refused("~/projects", "--json")
    assert (done.json["refused"][0]["path"], done.json["refused"][0]["line"]) == (
        str(lima.machine.home / ".lima" / path),
        2,
    )
