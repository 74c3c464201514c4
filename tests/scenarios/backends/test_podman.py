"""Podman machine: the next one by a drop-in that is read last, and machines by their own files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from colima_guard.backends.podman.backend import Podman
from colima_guard.host.machine import Host
from colima_guard.live.guest import Guest
from colima_guard.model.release import release
from tests.conftest import Machine, shared
from tests.machines.podman import DEFAULT, DROP_IN, MACHINES, NEW, made, mount, system

ONLY = ("--backend", "podman")
LOCK = ("lock", "~/projects", "--yes", *ONLY)
FIVE, SIX = ("--release", "podman=5.8.3"), ("--release", "podman=6.0.0")
MAC = ("/Users", "/private", "/var/folders")


@pytest.fixture(autouse=True)
def admin(monkeypatch: pytest.MonkeyPatch, machine: Machine) -> Path:
    machine.mkdir("projects", ".ssh")
    machine.command("ps", "echo '1 /sbin/launchd'")
    return system(monkeypatch, machine)


def locations(machine: Machine, name: str, *argv: str) -> list[str]:
    return [one["location"] for one in machine.instance(name, *ONLY, *argv)["shares"]]


def test_without_it_there_is_no_row(machine: Machine) -> None:
    machine.write(".lima/one/lima.yaml", "mounts: []\n")
    assert NEW not in machine.verdicts()
    assert NEW in machine.verdicts(*ONLY)


def test_on_linux_the_engine_alone_says_nothing(machine: Machine) -> None:
    machine.write(".lima/one/lima.yaml", "mounts: []\n")
    machine.command("podman", "echo podman version 5.8.3")
    assert NEW in machine.verdicts()
    machine.linux()
    assert NEW not in machine.verdicts()
    machine.mkdir(MACHINES)
    assert NEW in machine.verdicts()


def test_the_defaults_of_each_platform(machine: Machine) -> None:
    configuration = str(machine.home / ".config/containers")
    assert locations(machine, NEW, *FIVE) == [*MAC]
    assert locations(machine, NEW, *SIX) == [*MAC, configuration]
    machine.linux()
    assert locations(machine, NEW, *FIVE) == [str(machine.home)]
    found = machine.instance(NEW, *ONLY, *SIX)
    assert found["verdict"] == "OPEN" and [one["mount_point"] for one in found["shares"]][1] == "/etc/containers"


def test_the_next_machine_is_locked_and_given_back(machine: Machine) -> None:
    before = machine.files()
    done = machine.run(*LOCK)
    assert done.code == 0, (done.out, done.err)
    assert machine.read(DROP_IN).endswith('[machine]\nvolumes = ["$HOME/projects:$HOME/projects", {append = false}]\n')
    for at in (FIVE, SIX, ("--release", "podman=4.9.5"), ()):
        found = machine.instance(NEW, *ONLY, *at)
        assert found["verdict"] == "LOCKED", (at, found["findings"])
    assert machine.run("lock", "--yes", *ONLY).out.count("+") == 0
    assert machine.run("rollback", "--yes").code == 0
    kept = {path: what for path, what in machine.files().items() if "colima-guard" not in path}
    assert kept == {path: what for path, what in before.items() if "colima-guard" not in path}


def test_nothing_is_one_empty_directory(machine: Machine) -> None:
    assert machine.run("lock", "--nothing", "--yes", *ONLY).code == 0
    assert "nothing-shared" in machine.read(DROP_IN)
    assert machine.instance(NEW, *ONLY)["verdict"] == "LOCKED"


def test_read_only_is_not_promised(machine: Machine) -> None:
    machine.write(".config/containers/containers.conf", f'[machine]\nvolumes = ["{machine.home}/projects:/p:ro"]\n')
    machine.write(".config/colima-guard/policy.yaml", "version: 1\nallow:\n  - path: ~/projects\n    access: ro\n")
    found = machine.instance(NEW, *ONLY)
    assert (found["verdict"], found["shares"][0]["effective_access"]) == ("OPEN", "rw")
    assert machine.run("lock", "~/projects:ro", "--yes", *ONLY).code in (0, 1)
    assert "projects" not in machine.read(DROP_IN).partition("[machine]")[2]
    assert machine.instance(NEW, *ONLY)["verdict"] == "LOCKED"


def test_a_sticky_append_is_stopped(machine: Machine) -> None:
    text = '# mine\n[machine]\nvolumes = ["/srv:/srv", {append = true}]\n'
    machine.write(".config/containers/containers.conf", text)
    assert locations(machine, NEW, *FIVE) == [*MAC, "/srv"]
    assert machine.run(*LOCK).code == 0
    assert locations(machine, NEW, *FIVE) == [str(machine.home / "projects")]
    assert machine.read(".config/containers/containers.conf") == text


def test_what_is_read_after_ours_is_named(machine: Machine, admin: Path) -> None:
    (admin / "containers.conf.d").mkdir(parents=True)
    (admin / "containers.conf.d" / "zzz.conf").write_text('[machine]\nvolumes = ["/:/host"]\n')
    assert machine.run(*LOCK, *FIVE).code == 0
    assert machine.instance(NEW, *ONLY, *FIVE)["verdict"] == "LOCKED"
    assert "CG524" in {one["id"] for one in machine.instance(NEW, *ONLY, *FIVE)["findings"]}
    assert machine.instance(NEW, *ONLY, *SIX)["verdict"] == "OPEN"
    refused = machine.run(*LOCK, *SIX)
    assert refused.code in (1, 4) and "zzz.conf after our drop-in" in refused.out + refused.err


def test_a_file_that_a_variable_names_is_changed_too(machine: Machine) -> None:
    file = machine.write("own.conf", "[engine]\n# mine\n[Machine]\nVolumes = ['/:/host'] # all\n")
    machine.environ["CONTAINERS_CONF"] = str(file)
    assert locations(machine, NEW) == ["/"]
    assert machine.run(*LOCK).code == 0
    done = file.read_text()
    assert done.startswith("[engine]\n# mine\n[Machine]\nVolumes = [") and done.endswith("] # all\n")
    assert machine.instance(NEW, *ONLY)["verdict"] == "LOCKED"
    assert machine.run("rollback", "--yes").code == 0
    assert file.read_text() == "[engine]\n# mine\n[Machine]\nVolumes = ['/:/host'] # all\n"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('[machine]\nvolumes = "/a:/a"\n', "no list"),
        ("[[machine]]\nvolumes = []\n", "is a list"),
        ("[machine]\nvolumes = [{append = 1}]\n", "neither true nor false"),
        ("[machine]\nvolumes = [{other = true}]\n", "a key `other`"),
        ("[machine]\nvolumes = ['/srv:/tmp/']\n", "mounted on /tmp"),
        ("[machine\n", "is missing behind the name of a table"),
    ],
)
def test_what_podman_does_not_take(machine: Machine, text: str, reason: str) -> None:
    machine.write(".config/containers/containers.conf", text)
    found = machine.instance(NEW, *ONLY, *FIVE)
    assert found["will_start"] is False and found["verdict"] != "LOCKED"
    assert reason in json.dumps(found["findings"])


def test_twice_is_the_last_before_six(machine: Machine) -> None:
    machine.write(".config/containers/containers.conf", "[machine]\nvolumes = ['/a']\nvolumes = ['/b']\n")
    assert locations(machine, NEW, *FIVE) == ["/b"]
    assert machine.instance(NEW, *ONLY, *SIX)["will_start"] is False


def test_two_spellings_cannot_be_told(machine: Machine) -> None:
    machine.write(".config/containers/containers.conf", f"[machine]\nvolumes = ['{machine.home}/projects']\nVolumes=[]")
    machine.write(".config/colima-guard/policy.yaml", "version: 1\nallow:\n  - path: ~/projects\n    access: rw\n")
    found = machine.instance(NEW, *ONLY)
    assert found["verdict"] == "OPEN" and "CG523" in {one["id"] for one in found["findings"]}
    refused = machine.run(*LOCK)
    assert refused.code in (1, 4) and "in two ways" in refused.out + refused.err


def test_a_relative_source_may_be_anything(machine: Machine) -> None:
    machine.write(".config/containers/containers.conf", "[machine]\nvolumes = ['~/projects:/p']\n")
    found = machine.instance(NEW, *ONLY)
    assert (found["verdict"], found["shares"][0]["location"]) == ("OPEN", None)


def test_a_machine_is_seen_in_every_folder(machine: Machine) -> None:
    made(machine, mount("/Users"))
    made(machine, mount(str(machine.home)), provider="qemu", name="two")
    made(machine, mount("/x"), provider="libkrun")
    found = machine.verdicts(*ONLY)
    assert found[DEFAULT] == found["podman/two"] == found[f"{DEFAULT}@libkrun"] == "OPEN"


def test_a_wide_machine_is_made_anew_by_hand(machine: Machine) -> None:
    machine.mkdir("x")
    path = made(machine, mount(str(machine.home)))
    before = machine.read(path)
    done = machine.run(*LOCK)
    said = " ".join((done.out + done.err).split())
    assert done.code == 1 and "podman machine rm podman-machine-default" in said and "podman save" in said
    assert machine.read(path) == before and machine.verdicts(*ONLY) == {DEFAULT: "OPEN", NEW: "LOCKED"}


def test_entries_are_taken_from_a_stopped_machine(machine: Machine) -> None:
    projects = str(machine.home / "projects")
    path = made(machine, mount("/private"), mount(projects), mount("/opt"))
    before = machine.read(path)
    assert machine.run(*LOCK).code == 0
    assert [one["Source"] for one in json.loads(machine.read(path))["Mounts"]] == [projects]
    assert machine.verdicts(*ONLY) == {DEFAULT: "LOCKED", NEW: "LOCKED"}
    assert machine.run("rollback", "--yes").code == 0
    assert machine.read(path) == before


def test_no_list_of_a_machine_is_left_empty(machine: Machine) -> None:
    path = made(machine, mount("/opt"))
    assert machine.run(*LOCK).code == 0
    (left,) = json.loads(machine.read(path))["Mounts"]
    assert left["Source"].endswith("nothing-shared")
    assert machine.instance(DEFAULT, *ONLY)["verdict"] == "LOCKED"


def test_qemu_of_podman_five_can_have_any_list(machine: Machine) -> None:
    machine.linux()
    path = made(machine, mount(str(machine.home)), provider="qemu")
    assert machine.run(*LOCK, *SIX).code == 1
    assert machine.run(*LOCK, *FIVE).code == 0
    (entry,) = json.loads(machine.read(path))["Mounts"]
    assert entry["Source"] == entry["Target"] == str(machine.home / "projects") and len(entry["Tag"]) == 36


def test_a_running_machine_has_what_its_program_was_given(machine: Machine) -> None:
    projects = str(machine.home / "projects")
    path = made(machine, mount(projects))
    disk = machine.home / ".local/share/containers/podman/machine/applehv/podman-machine-default-arm64.raw"
    devices = f"--device virtio-fs,sharedDir={projects},mountTag=a --device virtio-fs,sharedDir=/Users,mountTag=b"
    machine.command("ps", f"echo '77 /opt/podman/bin/vfkit --device virtio-blk,path={disk} {devices}'")
    machine.starts[77] = (machine.home / path).stat().st_mtime + 5
    assert machine.run("lock", "~/projects", "--yes", *ONLY).code == 1
    found = machine.instance(DEFAULT, *ONLY)
    assert found["running"] and found["verdict"] == "OPEN" and found["next_start_verdict"] == "LOCKED"
    assert found["restart_needed"] and [one["location"] for one in found["running_shares"]] == [projects, "/Users"]
    command = "podman machine stop podman-machine-default && podman machine start podman-machine-default"
    assert command in machine.run("status", *ONLY, "--verbose").out + machine.run(*LOCK).out


def test_a_machine_of_wsl_is_told(machine: Machine) -> None:
    machine.platform, machine.os_version = "windows", ()
    made(machine, provider="wsl")
    found = machine.instance(DEFAULT, *ONLY)
    assert found["verdict"] == "OPEN" and "CG520" in {one["id"] for one in found["findings"]}
    assert machine.run(*LOCK).code in (1, 4)


def test_the_configuration_in_a_machine_is_never_locked(machine: Machine) -> None:
    configuration = str(machine.home / ".config/containers")
    made(machine, mount(configuration, "/etc/containers"))
    machine.write(
        ".config/colima-guard/policy.yaml", f"version: 1\nallow:\n  - path: {configuration}\n    access: rw\n"
    )
    found = machine.instance(DEFAULT, *ONLY)
    assert found["verdict"] in ("SOFT", "OPEN") and "CG111" in {one["id"] for one in found["findings"]}


@pytest.mark.parametrize("text", ["{", "[]", '{"Mounts": "/"}', '{"Mounts": [{"Source": 1}]}', ""])
def test_a_file_that_podman_does_not_load(machine: Machine, text: str) -> None:
    machine.write(f"{MACHINES}/applehv/one.json", text)
    found = machine.instance("podman/one", *ONLY)
    assert found["verdict"] == "UNKNOWN" and "CG521" in {one["id"] for one in found["findings"]}
    assert machine.run(*LOCK).code == 1


@pytest.mark.parametrize(
    ("much", "finding", "why"),
    [(" " * (1 << 20), "CG205", "is larger than"), ("[" * 70, "CG521", "it is not read: it is nested deeper")],
    ids=["large", "deep"],
)
def test_a_file_that_is_not_read_here_may_well_load(machine: Machine, much: str, finding: str, why: str) -> None:
    machine.write(f"{MACHINES}/applehv/one.json", f'{{"Version": 1, "x": {much}')
    found = machine.instance("podman/one", *ONLY)
    assert found["verdict"] == "UNKNOWN" and finding in {one["id"] for one in found["findings"]}
    done = machine.run(*LOCK)
    assert why in done.out and "does not load" not in done.out + str(found["findings"])


@pytest.mark.parametrize(
    "text",
    [
        '{"Version": 1, "Mounts": [{"Source": "/"}], "mounts": [{"Target": "/p"}]}',
        '{"Version": 1, "Mounts": [{"Source": "/srv", "source": "/opt", "Source": "/"}]}',
    ],
)
def test_what_go_reads_into_what_it_has_is_not_told(machine: Machine, text: str) -> None:
    machine.write(f"{MACHINES}/applehv/one.json", text)
    found = machine.instance("podman/one", *ONLY)
    assert (found["verdict"], found["will_start"]) == ("UNKNOWN", True)


def test_names_and_files_that_nobody_expects(machine: Machine) -> None:
    made(machine, mount("/srv"), name="(new)")
    machine.write(f"{MACHINES}/applehv/bom.json", '\ufeff{"Version": 1, "Mounts": []}')
    (machine.home / MACHINES / "applehv/gone.json").symlink_to("nowhere")
    assert machine.instance("podman/(new)@applehv", *ONLY)["shares"][0]["location"] == "/srv"
    assert machine.instance("podman/bom", *ONLY)["verdict"] == "UNKNOWN"
    assert "leads nowhere" in str(machine.instance("podman/gone", *ONLY)["findings"])
    refused = machine.run(*LOCK)
    assert "None" not in refused.out + refused.err


def test_a_directory_of_drop_ins_that_is_a_link(machine: Machine) -> None:
    """So dotfiles are laid: Podman before 5.7 does not go into it."""
    machine.mkdir(".config/containers", "dotfiles")
    (machine.home / ".config/containers/containers.conf.d").symlink_to(machine.home / "dotfiles")
    done = machine.run(*LOCK)
    assert done.code != 0 and "containers.conf.d is a link: make it a directory" in done.out
    assert machine.run(*LOCK, "--release", "podman=5.7.0").code == 0
    for at, verdict in (("6.0.0", "LOCKED"), ("5.8.3", "LOCKED"), ("5.7.0", "LOCKED"), ("5.6.2", "OPEN")):
        assert machine.instance(NEW, *ONLY, "--release", f"podman={at}")["verdict"] == verdict, at


@pytest.mark.parametrize("release", ["4.9.5", "5.8.3", "6.0.0"])
def test_a_drop_in_that_is_a_link_counts(machine: Machine, release: str) -> None:
    """So home-manager and stow lay it."""
    at = ("--release", f"podman={release}")
    assert machine.run(*LOCK, *at).code == 0 and machine.instance(NEW, *ONLY, *at)["verdict"] == "LOCKED"
    machine.write("dotfiles/wide.conf", '[machine]\nvolumes = ["$HOME:$HOME"]\n')
    (machine.home / ".config/containers/containers.conf.d/zzz.conf").symlink_to(machine.home / "dotfiles/wide.conf")
    assert machine.instance(NEW, *ONLY, *at)["verdict"] == "OPEN"
    assert f"Podman {release} reads" in machine.run(*LOCK, *at).out


def test_published_machines(machine: Machine) -> None:
    for number, file in enumerate(sorted(shared("corpus", "podman-machine").iterdir())):
        machine.write(f"{MACHINES}/qemu/m{number}.json", file.read_bytes())
    before = machine.files()
    assert set(machine.verdicts(*ONLY).values()) == {"OPEN"}
    assert machine.run(*LOCK).code == 1
    assert machine.run("rollback", "--yes").code == 0
    ours = "colima-guard"
    kept = {path: what for path, what in machine.files().items() if ours not in path}
    assert kept == {path: what for path, what in before.items() if ours not in path}


@pytest.mark.parametrize("text", [b"", b"[engine]\r\n# mine\r\nx = 1", b"[machine]\nvolumes = [ # a\n  '/',\n]\n"])
def test_render(machine: Machine, text: bytes) -> None:
    done = machine.run("render", "podman", "--allow", "~/projects", stdin=text)
    assert done.code == 0, done.err
    machine.write(".config/containers/containers.conf", done.out.encode())
    machine.write(".config/colima-guard/policy.yaml", "version: 1\nallow:\n  - path: ~/projects\n    access: rw\n")
    assert machine.instance(NEW, *ONLY)["verdict"] == "LOCKED"
    assert b"# mine" not in text or "# mine" in done.out


def test_render_refuses_what_cannot_be_proved(machine: Machine) -> None:
    done = machine.run("render", "podman", "--allow", "~/projects", stdin=b"[machine]\nvolumes = []\nVolumes = []\n")
    assert (done.code, done.out) == (4, "") and "set twice" in done.err


def test_how_a_running_machine_is_asked(machine: Machine) -> None:
    projects = str(machine.home / "projects")
    path = made(machine, mount(projects))
    disk = machine.home / ".local/share/containers/podman/machine/applehv/podman-machine-default-arm64.raw"
    machine.command("ps", f"echo '77 /opt/podman/bin/vfkit --device virtio-blk,path={disk}'")
    # the words go through ssh, behind which a shell reads them once more
    machine.command("podman", 'shift 3; exec /bin/sh -c "$*"')
    machine.environ["PATH"] += ":/usr/bin:/bin"
    backend, host = Podman(), machine.host()
    (one,) = (found for found in backend.find(host, {"podman": release("5.8.3")}) if not found.birthplace)
    client, shell = backend.engine(host, one), backend.shell(host, one)
    assert client is not None and client.argv == ("podman", "--connection", "podman-machine-default")
    assert shell is not None and Guest(host, shell).there([f"{machine.home}/it's $HOME; no", projects]) == (False, True)
    machine.edit(path, '"Rootful": false', '"Rootful": true')
    (one,) = (found for found in backend.find(host, {}) if not found.birthplace)
    client = backend.engine(host, one)
    assert client is not None and client.argv[-1] == "podman-machine-default-root"


def test_a_qemu_is_known_by_where_its_daemons_are(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    machine.linux()
    made(machine, mount(str(machine.home)), provider="qemu")
    socket = "/run/user/1000/podman/virtiofschar0"
    disk = "file=/x/containers/podman/machine/qemu/podman-machine-default-amd64.qcow2"
    vm = f"/usr/bin/qemu-system-x86_64 -chardev socket,id=virtiofschar0,path={socket} -device vhost-user-fs-pci,tag=a"
    daemon = f"/usr/libexec/virtiofsd --sandbox none --socket-path {socket} --shared-dir . --seccomp=none"
    machine.command("ps", f"echo '77 {vm} -drive if=virtio,{disk}'; echo '78 {daemon}'")
    link = Host.link
    monkeypatch.setattr(Host, "link", lambda self, path: "/srv" if path == "/proc/78/cwd" else link(self, path))
    assert [one["location"] for one in machine.instance(DEFAULT, *ONLY)["running_shares"]] == ["/srv"]
    machine.command("ps", f"echo '77 {vm} -drive if=virtio,{disk}'")
    found = machine.instance(DEFAULT, *ONLY)
    assert found["running_shares"] is None and "CG311" in {one["id"] for one in found["findings"]}


def test_a_machine_is_not_taken_for_another_one(machine: Machine) -> None:
    """One can be called as a directory is, in which the files of all others lie."""
    disk = str(machine.home / ".local/share/containers/podman/machine/applehv/other-arm64.raw")
    made(machine, mount(str(machine.home / "projects")), name="podman", ImagePath={"Path": f"{disk}.mine"})
    made(machine, mount("/opt"), name="other", ImagePath={"Path": disk})
    vm = f"/opt/podman/bin/vfkit --device virtio-blk,path={disk} --device virtio-fs,sharedDir=/opt,mountTag=a"
    machine.command("ps", f"echo '77 {vm}'")
    assert not machine.instance("podman/podman", *ONLY)["running"]
    assert [one["location"] for one in machine.instance("podman/other", *ONLY)["running_shares"]] == ["/opt"]
