"""status, check and why: what is seen, by whom, from which line."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest

from colima_guard.model.secrets import CATALOGUE, PRIVATE_SORTS
from tests.conftest import Machine
from tests.machines.colima import LOCKED, SSHFS, profile
from tests.machines.colima_start import start

FILE = ".colima/default/colima.yaml"


@pytest.fixture
def colima(machine: Machine) -> Machine:
    machine.mkdir("projects", "data")
    machine.write(FILE, profile())
    machine.command("colima", "echo colima version 0.10.3")
    return machine


# -- status ----------------------------------------------------------------------------------------------------------


def test_the_whole_table(colima: Machine) -> None:
    colima.mkdir(".ssh", ".aws", ".kube", ".gnupg", ".docker")
    colima.write(".colima/work/colima.yaml", profile(LOCKED))
    done = colima.run("status")
    assert (done.code, done.err) == (0, "")
    assert str(colima.home) not in done.out
    lists = "is shared writable, because `mounts` is empty"
    template = "~/.colima/_templates/default.yaml"
    assert [line.rstrip() for line in done.out.splitlines()] == [
        "INSTANCE          VERDICT  SEES                       WITHIN REACH",
        "colima/default    OPEN     rw ~ (the whole home),     5: ~/.aws ~/.docker",
        "stopped                    virtiofs                   ~/.gnupg ~/.kube ...",
        "colima/work       OPEN     rw ~/projects, virtiofs    none",
        "stopped",
        "colima/(new)      OPEN     rw ~ (the whole home),     5: ~/.aws ~/.docker",
        "the next new VM,           virtiofs                   ~/.gnupg ~/.kube ...",
        "release 0.10.3",
        "policy: none yet, so nothing is allowed. Start with: colima-guard lock ~/projects",
        f"CG103 colima/default: ~ {lists} (~/{FILE}:10)",
        "      do: colima-guard lock DIR",
        "CG101 colima/work: ~/projects is shared writable (~/.colima/work/colima.yaml:11)",
        "      do: colima-guard lock DIR",
        f"CG103 colima/(new): ~ is shared writable, because {template} does not exist",
        "      do: colima-guard lock DIR",
        "4 more to know: colima-guard status --verbose",
    ]


@pytest.mark.parametrize("platform", ["macos", "linux"])
def test_only_what_exists_is_within_reach(colima: Machine, platform: Any) -> None:
    colima.platform = platform
    colima.write(FILE, profile(vmType="qemu", mountType="9p"))
    assert colima.instance()["within_reach"] == []
    for secret in CATALOGUE:
        path = colima.home / secret.path
        if not path.exists():
            path.mkdir(parents=True)
    wanted = sorted(
        f"{colima.home}/{secret.path}"
        for secret in CATALOGUE
        if secret.sort in PRIVATE_SORTS and platform in secret.platforms
    )
    assert colima.instance()["within_reach"] == wanted
    assert f"{len(wanted)}: ~/" in colima.run("status").out


@pytest.mark.parametrize(
    "path",
    [
        *(".ssh", ".aws", ".gnupg", ".kube", ".config/gcloud", ".docker", ".netrc", "Library/Keychains", ".claude"),
        *("Library/Application Support/Google/Chrome", "Library/Application Support/Firefox", ".password-store"),
        *(".bash_history", ".zsh_history", ".codex", ".gemini", ".config/github-copilot"),
    ],
)
def test_what_the_issue_names_is_in_the_table(path: str) -> None:
    (found,) = [secret for secret in CATALOGUE if secret.path == path]
    assert found.sort in PRIVATE_SORTS


def test_only_through_what_is_shared(colima: Machine) -> None:
    colima.mkdir("work/.ssh", ".ssh", ".config/gcloud")
    (colima.home / ".aws").symlink_to("work/aws")
    colima.mkdir("work/aws")
    colima.write(FILE, profile("mounts:\n  - location: ~/work\n  - location: ~/.config"))
    assert colima.instance()["within_reach"] == [f"{colima.home}/.aws", f"{colima.home}/.config/gcloud"]


def test_other_ways_to_the_host_are_findings_and_no_verdict(colima: Machine) -> None:
    colima.run("lock", "~/projects", "--yes")
    colima.mkdir(".docker/certs.d")
    more = (
        "forwardAgent: true\nnetwork: {address: true}\nprovision: [{mode: system, script: x}]\n"
        "docker: {hosts: ['tcp://0.0.0.0:2375']}\nkubernetes: {enabled: true}\nmountInotify: true\ndiskImage: /x\n"
    )
    colima.write(FILE, profile(LOCKED, env="{A: b}") + more)
    instance = colima.instance()
    assert instance["verdict"] == "LOCKED"
    ids = {finding["id"]: finding["severity"] for finding in instance["findings"]}
    assert {id_ for id_ in ids if id_.startswith("CG4")} == {f"CG4{number:02}" for number in range(1, 12)}
    assert set(ids.values()) <= {"info", "warn"}
    assert colima.run("check").out == ""
    assert "CG401 colima/default: root in the VM can use your SSH agent" in colima.run("status", "-v").out


def test_a_misspelt_key_is_a_finding(colima: Machine) -> None:
    colima.run("lock", "~/projects", "--yes")
    for key in ("Mounts", "mount", "MOUNTS"):
        colima.write(FILE, profile(LOCKED.replace("mounts", key)))
        assert f"CG202 colima/default: `{key}` is ignored: Colima's key is `mounts`" in colima.run("status").out
        # null is nothing to this release, and the home to an older one
        assert colima.verdicts()["colima/default"] == "LOCKED"
        assert colima.verdicts("--release", "colima=0.9.1")["colima/default"] == "OPEN"


def test_no_control_character_reaches_the_terminal(colima: Machine) -> None:
    colima.write(".colima/e\x1b[31mvil\n/colima.yaml", profile('mounts: [{location: "/x\\e[2J\\ny"}]'))
    colima.run("lock", "~/projects", "--yes", "--instance", "default")
    for argv in (["status", "-v"], ["check"], ["why", "/x"], ["lock", "-n"], ["lock", "--yes"], ["history"]):
        done = colima.run(*argv)
        assert done.code in (0, 1), done.err
        for line in (done.out + done.err).split("\n"):
            assert line.isprintable(), line
    assert "colima/e\\e[31mvil\\n" in colima.run("status").out


def test_names_that_are_no_text(colima: Machine) -> None:
    colima.platform = "linux"
    colima.write(".colima/\udcff/colima.yaml", profile(vmType="qemu", mountType="9p"))
    assert "colima/\\udcff" in colima.run("status").out
    assert json.loads(colima.run("status", "--json").out)["instances"]
    assert colima.run("lock", "~/projects", "--yes").code == 0


# -- the active docker context ---------------------------------------------------------------------------------------


def context(machine: Machine, name: str, host: str) -> None:
    folder = hashlib.sha256(name.encode()).hexdigest()
    meta = {"Name": name, "Metadata": {}, "Endpoints": {"docker": {"Host": host, "SkipTLSVerify": False}}}
    machine.write(f".docker/contexts/meta/{folder}/meta.json", json.dumps(meta))


def active(machine: Machine) -> list[str]:
    return [one["name"] for one in machine.run("status", "--json").json["instances"] if one["active"]]


@pytest.fixture
def docker(colima: Machine) -> Machine:
    colima.write(".colima/work/colima.yaml", profile())
    context(colima, "colima", f"unix://{colima.home}/.colima/default/docker.sock")
    context(colima, "colima-work", f"unix://{colima.home}/.colima/work/docker.sock")
    context(colima, "far", "ssh://me@host")
    return colima


def test_by_the_saved_context(docker: Machine) -> None:
    docker.write(".docker/config.json", '{"auths": {}, "currentContext": "colima-work"}')
    assert active(docker) == ["colima/work"]
    out = docker.run("status").out
    assert "colima/work*" in out
    assert "* the docker command talks to this one\n" in out


@pytest.mark.parametrize(
    ("variables", "wanted"),
    [
        ({"DOCKER_CONTEXT": "colima"}, ["colima/default"]),
        ({"DOCKER_CONTEXT": "far"}, []),
        ({"DOCKER_CONTEXT": "missing"}, []),
        ({"DOCKER_CONTEXT": "default"}, []),
        ({"DOCKER_HOST": "unix://{home}/.colima/default/docker.sock"}, ["colima/default"]),
        ({"DOCKER_HOST": "unix://{home}/.colima/docker.sock"}, ["colima/default"]),
        ({"DOCKER_HOST": "tcp://127.0.0.1:2375"}, []),
        ({"DOCKER_HOST": "unix://{home}/.colima/work/docker.sock", "DOCKER_CONTEXT": "colima"}, ["colima/work"]),
        ({"DOCKER_CONTEXT": ""}, ["colima/work"]),
        ({"DOCKER_CONFIG": "{home}/nowhere"}, []),
    ],
)
def test_by_a_variable(docker: Machine, variables: dict[str, str], wanted: list[str]) -> None:
    docker.write(".docker/config.json", '{"currentContext": "colima-work"}')
    docker.environ |= {name: value.format(home=docker.home) for name, value in variables.items()}
    assert active(docker) == wanted


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"currentContext": 3}', "\xff", "[" * 100_000])
def test_a_broken_file_of_dockers_stops_nothing(docker: Machine, text: str) -> None:
    docker.write(".docker/config.json", text.encode("latin-1"))
    assert active(docker) == []
    folder = hashlib.sha256(b"colima").hexdigest()
    docker.write(f".docker/contexts/meta/{folder}/meta.json", text.encode("latin-1"))
    docker.environ["DOCKER_CONTEXT"] = "colima"
    assert active(docker) == []


def test_a_directory_in_the_place_of_dockers_file(docker: Machine) -> None:
    docker.mkdir(".docker/config.json")
    assert active(docker) == []


# -- check -----------------------------------------------------------------------------------------------------------


def test_silent_and_zero(colima: Machine) -> None:
    colima.run("lock", "~/projects", "--yes")
    done = colima.run("check")
    assert (done.code, done.out, done.err) == (0, "", "")
    document = colima.run("check", "--json").json
    assert (document["ok"], document["instances"]) == (True, [])


def test_one_line_an_offence(colima: Machine) -> None:
    colima.run("lock", "~/projects", "--yes")
    own = "mounts:\n  - location: ~/data\n  - location: /srv\n    writable: true\n  - location: ~/projects"
    colima.write(FILE, profile(own))
    colima.write(".colima/work/colima.yaml", profile(LOCKED, **SSHFS))
    done = colima.run("check")
    assert (done.code, done.err) == (1, "")
    assert done.out.splitlines() == [
        f"colima/default OPEN: ~/data is shared read-only (~/{FILE}:11); do: colima-guard lock [CG101]",
        f"colima/default OPEN: /srv is shared writable (~/{FILE}:12); do: colima-guard lock [CG101]",
        "colima/work SOFT: reverse-sshfs does not keep the VM within the shared directories "
        "(~/.colima/work/colima.yaml:11); do: colima-guard lock --confine [CG104]",
    ]
    assert [one["name"] for one in colima.run("check", "--json").json["instances"]] == ["colima/default", "colima/work"]
    soft = colima.run("check", "--allow-soft")
    assert (soft.code, "work" in soft.out) == (1, False)
    assert colima.run("check", "--allow-soft", "--instance", "work").code == 0
    assert colima.run("check", "--instance", "colima/(new)").code == 0


def test_writable_where_it_may_only_be_read(colima: Machine) -> None:
    colima.run("lock", "~/projects:ro", "--yes")
    colima.write(FILE, profile(LOCKED))
    assert colima.run("check").out == (
        "colima/default OPEN: ~/projects is writable, the allowlist says read-only "
        f"(~/{FILE}:11); do: colima-guard lock [CG102]\n"
    )


def test_an_instance_that_is_not_there(colima: Machine) -> None:
    colima.run("lock", "~/projects", "--yes")
    for argv in (["status"], ["check"], ["why", "~"], ["lock", "--yes"], ["lock", "~/projects", "--yes"]):
        done = colima.run(*argv, "--instance", "nope")
        assert done.code == 3
        assert "there is no instance nope" in done.err
        assert "known are: colima/default, colima/(new)" in done.err


# -- why -------------------------------------------------------------------------------------------------------------


def test_through_which_share_from_which_line(colima: Machine) -> None:
    colima.mkdir(".ssh")
    own = "mounts:\n  - location: ~/data\n    writable: false\n  - {location: ~/projects, mountPoint: /p, writable: on}"
    colima.write(".colima/work/colima.yaml", profile(own))
    colima.run("lock", "~/projects", "--yes", "--instance", "colima/(new)")
    said = colima.run("why", "~/projects/a/b")
    assert (said.code, said.err) == (0, "")
    assert said.out == (
        "colima/default: yes, writable\n  through ~, which is shared writable\n"
        f"  from ~/{FILE}:10, because `mounts` is empty\n  do: colima-guard lock\n"
        "colima/work: yes, writable\n  through ~/projects, which is shared writable\n"
        "  from ~/.colima/work/colima.yaml:13\n  do: nothing: the policy allows it\n"
        "colima/(new): yes, writable\n  through ~/projects, which is shared writable\n"
        "  from ~/.colima/_templates/default.yaml:40\n  do: nothing: the policy allows it\n"
    )
    assert (
        "colima/work: yes, read-only\n  through ~/data, which is shared read-only\n"
        "  from ~/.colima/work/colima.yaml:11\n  do: colima-guard lock\n" in colima.run("why", "~/data").out
    )
    assert "colima/work: no\n" in colima.run("why", "~/.ssh").out
    document = colima.run("why", "~/data/x", "--json").json
    assert document["path"] == f"{colima.home}/data/x"
    assert [one["visible"] for one in document["instances"]] == ["rw", "ro", "no"]
    assert [one["name"] for one in document["instances"]] == ["colima/default", "colima/work", "colima/(new)"]


def test_a_path_that_is_a_link(colima: Machine) -> None:
    """What counts is what it leads to."""
    colima.mkdir(".ssh")
    (colima.home / "projects/keys").symlink_to("../.ssh")
    colima.run("lock", "~/projects", "--yes")
    assert colima.run("why", "~/projects/keys/id").out.splitlines() == [
        "colima/default: no",
        "colima/(new): no",
    ]


def test_a_path_that_looks_like_an_access(colima: Machine) -> None:
    assert colima.run("why", "~/data:ro").code == 0
    assert colima.run("why", "~/x:y:rw").code == 0


def test_what_cannot_be_told(colima: Machine) -> None:
    colima.run("lock", "~/projects", "--yes")
    colima.write(".colima/_lima/colima/lima.yaml", "{}\n")
    colima.write(".colima/_lima/colima/ha.pid", "x")
    done = colima.run("why", "~/data")
    assert "colima/default: it cannot be told\n" in done.out
    assert colima.run("why", "~/data", "--json").json["instances"][0]["visible"] is None


def test_while_it_runs_with_older_shares(colima: Machine) -> None:
    """Its next start will not see it, and what it sees now nobody knows."""
    import time

    start(colima)
    time.sleep(0.02)
    colima.run("lock", "~/projects", "--yes")
    done = colima.run("why", "~/data")
    assert done.out.startswith(
        "colima/default: it cannot be told\n  it runs with the shares of an older start\n  do: colima "
    )
    assert colima.run("why", "~/data", "--json").json["instances"][0]["visible"] is None


@pytest.mark.parametrize("command", ["status", "why"])
def test_only_check_judges(colima: Machine, command: str) -> None:
    assert colima.run(command, *(["~"] if command == "why" else [])).code == 0
