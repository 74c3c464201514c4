"""WSL on Windows: what each distribution sees, its lock by fstab, and the one that nothing gets around."""

from __future__ import annotations

import pytest

from tests.conftest import Machine
from tests.machines.wsl import Wsl

ONLY = ("--backend", "wsl")
LOCK = ("lock", "--yes", *ONLY, "~/projects")
NOTHING = ("lock", "--yes", *ONLY, "--nothing")
UBUNTU = "wsl/Ubuntu"
LOCKED = "[automount]\nenabled=false\nmountFsTab=true\n\n[interop]\nenabled=false\nappendWindowsPath=false\n"


@pytest.fixture
def wsl(machine: Machine) -> Wsl:
    machine.mkdir("projects", ".ssh")
    return Wsl(machine)


def ids(wsl: Wsl, name: str = UBUNTU) -> set[str]:
    return {one["id"] for one in wsl.machine.instance(name)["findings"]}


def test_without_it_no_program_is_run(machine: Machine) -> None:
    machine.platform = "windows"
    machine.environ |= {"ProgramFiles": "/none", "SystemRoot": "/none"}
    machine.command("reg.exe", 'echo run >> "$HOME/said"')
    assert machine.run("status", *ONLY).code == 3
    assert not (machine.home / "said").exists()
    assert machine.last is not None and not any(kind == "run" for kind, _ in machine.last.questions)


def test_every_drive_is_mounted(wsl: Wsl) -> None:
    wsl.has("Ubuntu")
    found = wsl.machine.instance(UBUNTU)
    assert (found["verdict"], found["running"]) == ("OPEN", True)
    (share,) = found["shares"]
    assert (share["location"], share["mount_point"], share["transport"]) == ("C:\\", "/mnt/c", "drvfs")
    assert (share["effective_access"], share["confined"]) == ("rw", False)
    assert {"CG103", "CG104", "CG537"} <= ids(wsl)
    assert "do: colima-guard lock --nothing" in wsl.machine.run("status", *ONLY).out


@pytest.mark.parametrize(
    ("conf", "said"),
    [
        ("[boot]\ncommand=echo \\$X\n[automount]\nenabled=false\n", "the file ends for it at line 2"),
        ("[automount]\nenabled=no\n", "'no' is neither true nor false to it"),
        ("\ufeff[automount]\nenabled=false\n", "the file ends for it at line 1"),
        ("; mine\n[automount]\nenabled=false\n", "the file ends for it at line 1"),
        ("[automount]\nenabled=false \\\nroot=/\n", "neither true nor false to it"),
    ],
)
def test_what_wsl_does_not_read(wsl: Wsl, conf: str, said: str) -> None:
    wsl.has("Ubuntu", conf)
    found = wsl.machine.instance(UBUNTU)
    assert found["verdict"] == "OPEN"
    assert any(said in one["message"] for one in found["findings"] if one["id"] == "CG103")
    assert "CG535" in ids(wsl)
    assert wsl.machine.run(*LOCK).code == 1
    assert wsl.machine.verdicts()[UBUNTU] == "SOFT"


def test_soft_lock_and_rollback(wsl: Wsl) -> None:
    machine = wsl.machine
    conf, fstab = "# mine\r\n[boot]\r\nsystemd=true", "LABEL=x / ext4 defaults 0 0"
    wsl.has("Ubuntu", conf, fstab)
    done = machine.run(*LOCK)
    assert done.code == 1, done.err
    assert "its transport does not keep the VM within its shares: colima-guard lock --nothing" in done.out
    place = f"/mnt{machine.home}/projects"
    line = f"{machine.home}/projects {place} drvfs rw,noatime,uid=1000,gid=1000,umask=022,metadata 0 0"
    assert wsl.text("Ubuntu", "fstab") == f"{fstab}\n{line}\n"
    assert wsl.text("Ubuntu") == LOCKED.replace("\n", "\r\n") + "\r\n" + conf
    assert machine.verdicts()[UBUNTU] == "SOFT"
    assert machine.run("check", *ONLY, "--allow-soft").code == 0
    assert "CG565" in ids(wsl)
    assert "nothing to change" in machine.run(*LOCK).out
    assert not list((wsl.distributions / "Ubuntu/etc").glob("*colima-guard*"))
    assert machine.run("rollback", "--yes").code == 0
    assert (wsl.text("Ubuntu"), wsl.text("Ubuntu", "fstab")) == (conf, fstab)


def test_a_file_that_was_not_there_goes_again(wsl: Wsl) -> None:
    etc = wsl.has("Ubuntu")
    wsl.machine.run(*LOCK)
    assert sorted(path.name for path in etc.iterdir()) == ["fstab", "wsl.conf"]
    assert wsl.machine.run("rollback", "--yes").code == 0
    assert list(etc.iterdir()) == []


def test_rollback_of_values_where_the_file_was_edited_since(wsl: Wsl) -> None:
    etc = wsl.has("Ubuntu", "[automount]\nenabled=true # why\n[interop]\n", "")
    wsl.machine.run(*NOTHING)
    (etc / "wsl.conf").write_text(wsl.text("Ubuntu") + "[user]\ndefault=me\n")
    assert wsl.machine.run("rollback", "--yes").code == 0
    assert wsl.text("Ubuntu") == "[automount]\nenabled=true # why\n[interop]\n[user]\ndefault=me\n"


def test_fstab_lines_outside_the_allowlist_go(wsl: Wsl) -> None:
    kept = f"{wsl.machine.home}/projects /p drvfs rw 0 0"
    gone = "C:\\134Users /u drvfs defaults 0 0\nD: /d 9p ro,aname=drvfs;path=D:\\134 0 0"
    fstab = f"# mine\n{gone}\n{kept}\ntmpfs /t tmpfs\n"
    wsl.has("Ubuntu", LOCKED, fstab)
    seen = {share["location"] for share in wsl.machine.instance(UBUNTU)["shares"]}
    assert {"C:\\Users", "D:\\", f"{wsl.machine.home}/projects"} <= seen
    wsl.machine.run(*LOCK)
    assert wsl.text("Ubuntu", "fstab") == f"# mine\n{kept}\ntmpfs /t tmpfs\n"


def test_nothing_is_hard(wsl: Wsl) -> None:
    machine = wsl.machine
    before = "# mine\r\n[wsl2]\r\nmemory=4GB\r\nswapFile=C:\\temp\\a.vhdx\r\n"
    machine.write(".wslconfig", before)
    wsl.has("Ubuntu")
    wsl.started("Ubuntu", 60)
    done = machine.run(*NOTHING)
    assert done.code == 1 and "wsl.exe --shutdown" in done.out, done.out
    hard = "# mine\r\n[wsl2]\r\nhostFileSystemAccess=false\r\nmemory=4GB\r\nswapFile=C:\\temp\\a.vhdx\r\n"
    assert (machine.home / ".wslconfig").read_bytes().decode() == hard
    assert wsl.text("Ubuntu") == LOCKED
    # the VM is older than the files
    assert machine.verdicts()[UBUNTU] == "UNKNOWN"
    assert "CG301" in ids(wsl)
    wsl.started("Ubuntu", -10)
    assert machine.verdicts()[UBUNTU] == "LOCKED"
    assert "CG538" in ids(wsl)
    assert machine.run("check", *ONLY).code == 0
    assert machine.run("rollback", "--yes").code == 0
    assert (machine.home / ".wslconfig").read_bytes().decode() == before


def test_interop_alone_opens_a_vm_that_is_served_nothing(wsl: Wsl) -> None:
    wsl.machine.write(".wslconfig", "[wsl2]\nhostFileSystemAccess=0\n")
    wsl.has("Ubuntu", "[interop]\nenabled=off\n")
    found = wsl.machine.instance(UBUNTU)
    assert (found["verdict"], [one["transport"] for one in found["shares"]]) == ("OPEN", ["interop"])
    wsl.machine.write(".wslconfig", "[wsl2]\nsafeMode=true\n")
    wsl.started("Ubuntu", -10)
    assert wsl.machine.verdicts()[UBUNTU] == "LOCKED"


def test_a_bad_header_keeps_the_key_from_the_vm(wsl: Wsl) -> None:
    wsl.machine.write(".wslconfig", "[wsl2]\n[foo bar]\nhostFileSystemAccess=false\n")
    wsl.has("Ubuntu", LOCKED, "")
    assert wsl.machine.verdicts()[UBUNTU] == "SOFT"
    assert "CG536" in ids(wsl)
    wsl.machine.run(*NOTHING)
    wsl.started("Ubuntu", -10)
    assert wsl.machine.verdicts()[UBUNTU] == "LOCKED"


def test_the_registry_keeps_drives_from_being_mounted(wsl: Wsl) -> None:
    wsl.has("Ubuntu", "[interop]\nenabled=false\n", flags=0xB)
    assert wsl.machine.verdicts()[UBUNTU] == "SOFT"


def test_a_distribution_that_does_not_run_is_never_started(wsl: Wsl) -> None:
    wsl.has("Ubuntu", LOCKED, "")
    wsl.runs()
    assert wsl.machine.verdicts()[UBUNTU] == "UNKNOWN"
    assert "do: wsl -d Ubuntu, and run this again" in wsl.machine.run("status", *ONLY).out
    done = wsl.machine.refused(*LOCK)
    assert "would be started by that" in done.out
    assert not any(line.startswith("-d") for line in wsl.said())


def test_one_vm_for_all_distributions(wsl: Wsl) -> None:
    """Root in one gets into the others: the worst of them decides."""
    wsl.has("Debian", LOCKED, "")
    wsl.has("Ubuntu")
    assert wsl.machine.verdicts() == {"wsl/Debian": "OPEN", UBUNTU: "OPEN"}
    (found,) = (one for one in wsl.machine.instance("wsl/Debian")["findings"] if one["id"] == "CG103")
    assert f"{UBUNTU} has it, in the same VM" in found["message"]
    wsl.machine.run(*LOCK)
    assert wsl.machine.verdicts() == {"wsl/Debian": "SOFT", UBUNTU: "SOFT"}


@pytest.mark.parametrize("name", ["docker-desktop", "rancher-desktop", "podman-machine-default"])
def test_managed_ones_are_told_and_left_alone(wsl: Wsl, name: str) -> None:
    conf = "[automount]\nroot=/mnt/host\n[user]\ndefault=user\n"
    wsl.has(name, conf)
    wsl.has("Ubuntu")
    done = wsl.machine.run(*LOCK)
    assert done.code == 1 and f"wsl/{name}:/etc/wsl.conf: " in done.out and "makes this distribution" in done.out
    assert wsl.text(name) == conf and wsl.text("Ubuntu") == LOCKED
    assert wsl.machine.verdicts() == {f"wsl/{name}": "OPEN", UBUNTU: "OPEN"}
    assert "CG540" in ids(wsl, f"wsl/{name}")


def test_wsl_1_is_no_vm(wsl: Wsl) -> None:
    wsl.has("Old", flags=0x7)
    assert wsl.machine.run("status", *ONLY).code == 3


def test_one_with_an_old_file_system_is_in_the_vm_too(wsl: Wsl) -> None:
    wsl.has("Old")
    told = wsl.machine.home / "registry"
    told.write_text(
        told.read_text().replace("Version    REG_DWORD    0x2\n    Base", "Version    REG_DWORD    0x1\n    Base")
    )
    assert "Version    REG_DWORD    0x1" in told.read_text() and wsl.machine.verdicts() == {"wsl/Old": "OPEN"}


def test_a_command_at_the_start_may_mount_more(wsl: Wsl) -> None:
    wsl.has("Ubuntu", f"{LOCKED}[boot]\ncommand=mount -t drvfs C: /c\n", "")
    found = wsl.machine.instance(UBUNTU)
    assert found["verdict"] == "UNKNOWN"
    done = wsl.machine.run(*LOCK)
    assert "boot.command may mount more" in done.out


@pytest.mark.parametrize("release", ["2.5.7.0", "", "2.3.26"])
def test_a_wsl_that_is_not_known_to_read_the_key(wsl: Wsl, release: str) -> None:
    wsl.has("Ubuntu", LOCKED, "")
    wsl.release(release)
    for text in ("hostFileSystemAccess=false", "safeMode=true"):
        wsl.machine.write(".wslconfig", f"[wsl2]\n{text}\n")
        wsl.started("Ubuntu", -10)
        found = wsl.machine.instance(UBUNTU)
        assert found["verdict"] == "SOFT"
        assert "wsl --update" in [one["remedy"] for one in found["findings"]]


def test_a_link_into_a_store_is_not_followed(wsl: Wsl) -> None:
    etc = wsl.has("Ubuntu", None, "")
    (etc / "static").write_text(LOCKED)
    (etc / "wsl.conf").symlink_to("static")
    assert wsl.machine.verdicts()[UBUNTU] == "UNKNOWN"
    assert "it is no file" in wsl.machine.run(*LOCK).out
    assert (etc / "wsl.conf").is_symlink() and wsl.text("Ubuntu", "static") == LOCKED


def test_read_only_is_left_out(wsl: Wsl) -> None:
    wsl.has("Ubuntu", LOCKED, "")
    done = wsl.machine.run("lock", "--yes", *ONLY, "~/projects:ro")
    assert "needs --share-ro-as-rw" in done.out
    assert wsl.text("Ubuntu", "fstab") == ""


@pytest.mark.parametrize("name", ["a,b", "a;b"])
def test_a_path_that_no_fstab_can_name(wsl: Wsl, name: str) -> None:
    wsl.machine.mkdir(name)
    wsl.has("Ubuntu")
    done = wsl.machine.run("lock", "--yes", *ONLY, f"~/{name}")
    assert done.code != 0 and "at which WSL ends the path" in done.out + done.err


def test_a_registry_that_does_not_answer(wsl: Wsl) -> None:
    wsl.has("Ubuntu")
    (wsl.machine.home / "registry").unlink()
    program = wsl.machine.home.parent / "programs/reg.exe"
    for said in ("echo no >&2; exit 5", "echo forbidden >&2; exit 1", "echo something else", "kill -9 $$"):
        program.write_text(f"#!/bin/sh\n{said}\n")
        assert wsl.machine.verdicts() == {"wsl/?": "UNKNOWN"}, said


def test_a_registry_that_has_none(wsl: Wsl) -> None:
    key = "HKEY_CURRENT_USER\\Software\\Microsoft\\Windows\\CurrentVersion\\Run"
    program = wsl.machine.home.parent / "programs/reg.exe"
    program.write_text(f"#!/bin/sh\ncase $2 in *Lxss) exit 1 ;; esac\nprintf '%s\\n' '{key}'\n")
    assert wsl.machine.run("status", *ONLY).code == 3


@pytest.mark.parametrize(
    "line",
    [
        "C:/a\u00a0b /mnt/x drvfs rw 0 0\n",
        "C:/a\x0cb /mnt/x drvfs rw 0 0\n",
        "C:/ /mnt/x drvfs,ntfs rw 0 0\n",
        'none /mnt/x 9p trans=vsock,"aname=drvfs;path=C:/" 0 0\n',
    ],
)
def test_lines_of_an_fstab_that_mount(wsl: Wsl, line: str) -> None:
    wsl.has("Ubuntu", LOCKED, line)
    assert wsl.machine.instance(UBUNTU)["verdict"] in ("OPEN", "UNKNOWN")
    wsl.machine.run(*LOCK)
    assert "/mnt/x" not in wsl.text("Ubuntu", "fstab")


@pytest.mark.parametrize("text", ["", "[boot]\ncommand=echo \\$X\n", "\ufeff[automount]\nenabled=false\n"])
def test_render(machine: Machine, text: str) -> None:
    done = machine.run("render", "wsl", "--nothing", stdin=text.encode())
    assert done.code == 0 and done.out.startswith(LOCKED) and done.out.endswith(text)
    done = machine.run("render", "wslconfig", "--nothing", stdin=b"")
    assert (done.code, done.out) == (0, "[wsl2]\nhostFileSystemAccess=false\n")


def test_a_command_that_mounts_undoes_a_rendered_text(wsl: Wsl) -> None:
    text = f"{LOCKED}[boot]\ncommand=mount --make-rshared /"
    done = wsl.machine.run("render", "wsl", "--nothing", stdin=text.encode())
    assert (done.code, done.out) == (0, text)
    wsl.has("Ubuntu", text, "")
    assert wsl.machine.instance(UBUNTU)["verdict"] == "SOFT"
    done = wsl.machine.run("render", "wsl", "--nothing", stdin=f"{text}; mount -t drvfs C: /c".encode())
    assert (done.code, done.out) == (4, "") and "boot.command may mount more" in done.err


def test_render_refuses_what_cannot_be_told(machine: Machine) -> None:
    for text in (b"\xff\xfe[", b"[wsl2]\n\xe9=1\n", b"[wsl2]\n\x1a\nmemory=4GB\n"):
        done = machine.run("render", "wslconfig", "--nothing", stdin=text)
        assert (done.code, done.out) == (4, "")
    done = machine.run("render", "wsl", "--nothing", "--allow", "~", stdin=b"")
    assert (done.code, done.out) == (2, "")
