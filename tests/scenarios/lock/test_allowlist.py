"""Which directories can be allowed, and how they are written."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from colima_guard.backends.colima.profile import Profile
from colima_guard.formats.golang.yaml_v3.document import decode
from tests.conftest import Machine
from tests.machines.colima import LOCKED, QEMU, profile

FILE = ".colima/default/colima.yaml"
POLICY = ".config/colima-guard/policy.yaml"


def mounts(machine: Machine, path: str = FILE) -> list[tuple[str, str, bool]]:
    """What the decoder makes of the written file."""
    decoded = decode((machine.home / path).read_bytes(), Profile)
    assert decoded.ok
    return [(one.location, one.mount_point, one.writable) for one in decoded.value.mounts or []]


@pytest.fixture
def colima(machine: Machine) -> Machine:
    machine.mkdir("projects", "data")
    machine.write(FILE, profile())
    return machine


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("prøjects", "~/prøjects"),
        ("Größe", "~/Größe"),
        ("Gro\u0308ße", "~/Gro\u0308ße"),  # in two characters, as macOS has it
        ("日本", "~/日本"),
        ("c#", "~/c#"),
        ("c++", "~/c++"),
        ("a@b", "~/a@b"),
        ("50%", "~/50%"),
        ("-x", "~/-x"),
        ("a&b", "~/a&b"),
        ("a;b", "~/a;b"),
        ("a(b)", "~/a(b)"),
        ("a[b]", "~/a[b]"),
        ("a*b?", "~/a*b?"),
        ("a!b", "~/a!b"),
        ("a|b", "~/a|b"),
        ("a<b>", "~/a<b>"),
        ("a=b", "~/a=b"),
        ("...", "~/..."),
        ("🙂", "~/🙂"),
        ("no", "~/no"),
        ("x" * 200, "~/" + "x" * 200),
    ],
)
def test_a_name_is_written_right(colima: Machine, name: str, written: str) -> None:
    colima.platform = "linux"  # where a name is what its bytes are
    colima.mkdir(name)
    colima.write(FILE, profile(**QEMU))
    done = colima.run("lock", f"{colima.home}/{name}:ro", "~/data", "--yes")
    assert done.code == 0, done.out + done.err
    assert sorted(mounts(colima)) == sorted([(written, "", False), ("~/data", "", True)])
    (read_again,) = [one for one in colima.run("status", "--json").json["policy"]["allow"] if one["access"] == "ro"]
    assert read_again["path"] == f"{colima.home}/{name}"
    assert colima.run("check").code == 0


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("my projects", "it holds a blank, "),
        ("a,b", "it holds ',', "),
        ("it's", 'it holds "\'", '),
        ('a"b', "it holds '\"', "),
        ("$HOME", "it holds '$', "),
        ("a$b", "it holds '$', "),
        ("a`b", "it holds '`', "),
        ("a\\b", "it holds '\\\\', "),
        ("{{.Home}}", "it holds '{', "),
        ("a:b", "it holds ':', "),
        ("a~b", "it holds '~', "),
        ("a\nb", "it holds '\\n', "),
        ("a\tb", "it holds '\\t', "),
        ("a\x1b[31mb", "it holds '\\x1b', "),
        ("a\x7fb", "it holds '\\x7f', "),
        ("a\u202eb", "it holds '\\u202e', "),
        ("a\u200bb", "it holds '\\u200b', "),
        ("a\u00a0b", "it holds '\\xa0', "),
        ("\udcff\udcfe", "it holds '\\udcff', "),  # bytes that are no text
    ],
)
def test_a_name_that_would_be_misread_is_refused(colima: Machine, name: str, why: str) -> None:
    colima.platform = "linux"
    os.mkdir(os.path.join(colima.home, name))
    before = colima.tree()
    done = colima.run("lock", f"{colima.home}/{name}", "--yes")
    assert done.code == 4
    what = done.err.splitlines()
    assert what[0].startswith("colima-guard: ~/")
    assert f" cannot be shared: {why}which Colima, Lima, QEMU or the VM's fstab would misread" in what[0]
    assert all(line.isprintable() for line in what)
    assert len(what) == 3
    assert colima.tree() == before
    json = colima.run("lock", f"{colima.home}/{name}", "--yes", "--json")
    assert json.code == 4
    assert json.json["ok"] is False


def test_the_guests_path_must_be_one_too(colima: Machine) -> None:
    """A link is written as what it leads to, and its own name goes into the file as mount point."""
    (colima.home / "my link").symlink_to("projects")
    done = colima.run("lock", "~/my link", "--yes")
    assert done.code == 4
    assert "~/my link cannot be shared: it holds a blank" in done.err
    (colima.home / "fine").symlink_to("my data")
    colima.mkdir("my data")
    done = colima.run("lock", "~/fine", "--yes")
    assert done.code == 4
    assert "~/fine, which leads to ~/my data, cannot be shared: it holds a blank" in done.err


@pytest.mark.parametrize(
    ("text", "code", "what"),
    [
        ("", 2, "names no directory"),
        (":ro", 2, "names no directory"),
        ("~/projects:ro:rw", 2, "names two accesses"),
        ("~/projects:RO", 4, "does not exist"),
        ("~/projects:", 4, "does not exist"),
        ("~root/x", 2, "another user's home is not known here"),
        ("~root", 2, "another user's home is not known here"),
        ("~/nowhere", 4, "~/nowhere does not exist"),
        ("~/file", 4, "~/file is not a directory"),
        ("~/projects\0", 4, "does not exist"),
        ("~/loop", 4, "does not exist"),
        ("~", 4, "it is your home"),
        ("~/", 4, "it is your home"),
        ("~/.", 4, "it is your home"),
        ("~/..", 4, "it holds your home"),
        ("~/projects/..", 4, "it is your home"),
        (".", 4, "it is your home"),
        ("/", 4, "it holds your home"),
        ("/tmp", 4, "it holds your home"),
        ("/etc", 4, "it is a system directory"),
        ("/etc/ssl", 4, "it is a system directory"),
        ("/usr", 4, "it is a system directory"),
        ("/dev/shm", 4, "it is a system directory"),
        ("~/.ssh", 4, "it holds, or lies in, ~/.ssh (secrets)"),
        ("~/.ssh/keys", 4, "it holds, or lies in, ~/.ssh (secrets)"),
        ("~/link", 4, "it holds, or lies in, ~/.ssh (secrets)"),
        ("~/.config", 4, "colima-guard's own ~/.config/colima-guard"),
        ("~/.local/state", 4, "colima-guard's own ~/.local/state/colima-guard"),
        ("~/.local", 4, "colima-guard's own ~/.local/"),
        ("~/.colima", 4, "~/.colima, where colima keeps its configuration"),
        ("~/.colima/default", 4, "~/.colima, where colima keeps its configuration"),
        ("~/Library", 4, "it holds, or lies in, ~/Library/Keychains (secrets)"),
        ("~/bin", 4, "it holds, or lies in, ~/bin (programs or start-up files that you run)"),
        ("~/dotfiles", 4, "it holds, or lies in, ~/.zshrc (programs or start-up files that you run)"),
    ],
)
def test_what_must_not_be_allowed(colima: Machine, text: str, code: int, what: str) -> None:
    colima.mkdir(".ssh/keys", ".config", ".local/state", ".colima/default", "Library/Keychains", "bin")
    colima.write("file", "")
    colima.write("dotfiles/zshrc", "")
    (colima.home / ".zshrc").symlink_to("dotfiles/zshrc")
    (colima.home / "link").symlink_to(".ssh")
    (colima.home / "loop").symlink_to("loop")
    before = colima.tree()
    done = colima.run("lock", text, "--yes")
    assert (done.code, what in done.err) == (code, True), done
    assert colima.tree() == before
    assert colima.run("lock", "~/projects", "--yes").code == 0
    done = colima.run("allow", text, "--yes")
    assert (done.code, what in done.err) == (code, True), done


def test_dangerous_takes_it_and_is_soft_at_best(colima: Machine) -> None:
    colima.mkdir(".ssh")
    done = colima.run("lock", "~/projects", "--dangerous", "~/.ssh:ro", "--yes")
    assert done.code == 1
    assert "~/.ssh is on the allowlist although it is dangerous to share" in done.out
    assert sorted(mounts(colima)) == [("~/.ssh", "", False), ("~/projects", "", True)]
    assert set(colima.verdicts().values()) == {"SOFT"}
    assert "    dangerous: true\n" in colima.read(POLICY)
    check = colima.run("check")
    assert check.code == 1
    assert check.out.count("CG109") == 2
    assert colima.run("check", "--allow-soft").code == 0
    # the saved policy goes on to say so
    assert colima.run("lock", "--yes").code == 1
    assert colima.run("revoke", "~/.ssh", "--yes").code == 0
    assert set(colima.verdicts().values()) == {"LOCKED"}


def test_dangerous_the_whole_home(colima: Machine) -> None:
    done = colima.run("lock", "--dangerous", "~", "--yes")
    assert done.code == 1, done.err
    assert set(colima.verdicts().values()) == {"SOFT"}
    assert mounts(colima) == [("~", "", True)]


def test_a_forbidden_entry_in_the_policy_is_not_taken_silently(colima: Machine) -> None:
    """Written by hand, or a link that leads elsewhere by now: nobody said --dangerous to it."""
    colima.mkdir(".ssh", "work")
    (colima.home / "link").symlink_to("work")
    assert colima.run("lock", "~/link", "~/projects", "--yes").code == 0
    (colima.home / "link").unlink()
    (colima.home / "link").symlink_to(".ssh")
    before = colima.tree()
    for argv in (["lock", "--yes"], ["allow", "~/data", "--yes"], ["revoke", "~/projects", "--yes"]):
        done = colima.run(*argv)
        assert done.code == 4
        assert "~/link, which leads to ~/.ssh, must not be allowed" in done.err
    assert colima.tree() == before
    assert colima.run("check").code == 1
    assert colima.run("revoke", "~/link", "--yes").code == 0
    assert colima.read(FILE) == profile(LOCKED)


def test_a_linked_directory_keeps_its_path_in_the_guest(colima: Machine) -> None:
    real = colima.home.parent / "volume"
    real.mkdir()
    (colima.home / "work").symlink_to(real)
    assert colima.run("lock", "~/work", "--yes").code == 0
    assert colima.read(FILE) == profile(f"mounts:\n  - location: {real}\n    mountPoint: ~/work\n    writable: true")
    assert "  - path: ~/work\n" in colima.read(POLICY)
    (share,) = colima.instance()["shares"]
    assert (share["location"], share["mount_point"]) == (str(real), f"{colima.home}/work/")
    # by either name it is the same
    again = colima.run("lock", "~/work", "--yes")
    assert (again.code, "nothing to change" in again.out) == (0, True)
    assert colima.run("revoke", str(real), "--yes").code == 0


@pytest.mark.parametrize("link", [".colima/default/colima.yaml", ".colima/default", ".colima/_templates/default.yaml"])
def test_a_configuration_that_is_kept_in_the_directory(machine: Machine, link: str) -> None:
    """As stow keeps it: through the link the VM would write what its next start reads."""
    machine.mkdir("projects/dotfiles", "other")
    kept = "projects/dotfiles/kept" + ("/colima.yaml" if link == ".colima/default" else "")
    machine.write(kept, profile())
    (machine.home / link).parent.mkdir(parents=True, exist_ok=True)
    (machine.home / link).symlink_to(machine.home / "projects/dotfiles/kept")
    for directory in ("~/projects", "~/projects/dotfiles", "~/projects:ro"):
        done = machine.run("lock", directory, "--yes")
        assert done.code == 4, done.out
        assert ", where colima keeps its configuration" in done.err
    assert machine.run("lock", "~/other", "--yes").code == 0
    assert set(machine.verdicts().values()) == {"LOCKED"}
    # and where somebody insists, it is said
    machine.run("lock", "--dangerous", "~/projects", "--yes")
    assert "SOFT" in machine.verdicts().values()
    assert "CG111" in machine.run("status", "--verbose").out


def test_a_policy_that_is_kept_in_the_directory(colima: Machine) -> None:
    colima.write("projects/policy.yaml", "version: 1\nallow:\n  - path: ~/data\n    access: rw\n")
    colima.mkdir(".config/colima-guard")
    (colima.home / POLICY).symlink_to(colima.home / "projects/policy.yaml")
    done = colima.run("lock", "~/projects", "--yes")
    assert (done.code, "colima-guard's own ~/.config/colima-guard/policy.yaml" in done.err) == (4, True)
    assert colima.run("lock", "--yes").code == 0


def test_a_home_that_is_a_link(machine: Machine, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    machine.home.rename(tmp_path / "data/me")
    machine.home.symlink_to("data/me")
    machine.mkdir("projects", ".ssh")
    machine.write(FILE, profile())
    assert machine.run("lock", "~/projects", "--yes").code == 0
    entry = f"mounts:\n  - location: {tmp_path}/data/me/projects\n    mountPoint: ~/projects\n    writable: true"
    assert machine.read(FILE) == profile(entry)
    assert machine.verdicts() == {"colima/default": "LOCKED", "colima/(new)": "LOCKED"}
    assert machine.instance()["within_reach"] == []
    assert machine.run("lock", f"{tmp_path}/data/me", "--yes").code == 4
    assert machine.run("lock", f"{tmp_path}/data/me/.ssh", "--yes").code == 4
    # and the placeholder in it
    nothing = machine.run("lock", "--nothing", "--yes")
    assert nothing.code == 0, nothing.out
    assert machine.run("check").code == 0
    assert machine.run("lock", "--nothing", "-n", "--exit-code").code == 0


def test_a_path_that_reads_as_another_directory(colima: Machine) -> None:
    colima.mkdir("a/b")
    (colima.home / "link").symlink_to("a/b")
    done = colima.run("lock", "~/link/../projects", "--yes")
    assert done.code == 2
    assert "leads to ~/a/projects, and reads as ~/projects" in done.err
    assert colima.run("lock", "~/data/../projects", "--yes").code == 0
    assert colima.read(FILE) == profile(LOCKED)


def test_relative_to_where_the_command_is_run(colima: Machine) -> None:
    colima.cwd = f"{colima.home}/projects"
    assert colima.run("lock", ".", "../data:ro", "--yes").code == 0
    assert sorted(mounts(colima)) == [("~/data", "", False), ("~/projects", "", True)]


def test_nested_directories_collapse_to_the_outer_one(colima: Machine) -> None:
    colima.mkdir("projects/a/b", "projects/ab")
    done = colima.run("lock", "~/projects/a/b", "~/projects/a", "~/projects", "~/projects", "~/projects/ab", "--yes")
    assert done.code == 0
    assert done.err.splitlines() == [
        f"{name} lies in another allowed directory and needs no entry"
        for name in ("~/projects/a", "~/projects/a/b", "~/projects/ab")
    ]
    assert colima.read(FILE) == profile(LOCKED)
    assert "~/projects/a" not in colima.read(POLICY)


@pytest.mark.parametrize(
    ("outer", "inner"),
    [("~/projects", "~/projects/a:ro"), ("~/projects:ro", "~/projects/a"), ("~/projects", "~/projects:ro")],
)
def test_one_access_within_another_is_an_error_of_the_policy(colima: Machine, outer: str, inner: str) -> None:
    """Written by hand: the outer share would decide, and the policy would say something else."""
    colima.mkdir("projects/a")
    entries = [entry.partition(":")[::2] for entry in (outer, inner)]
    allow = "".join(f"  - path: {path}\n    access: {access or 'rw'}\n" for path, access in entries)
    colima.write(POLICY, f"version: 1\nallow:\n{allow}")
    for command in ("check", "status", "lock"):
        done = colima.run(command)
        assert done.code == 2
        assert "lies in ~/projects (" in done.err


def test_a_link_in_a_writable_directory_names_nothing(colima: Machine) -> None:
    """What runs in a VM could lead it elsewhere, and so decide what is allowed."""
    colima.mkdir("projects/a", "data")
    (colima.home / "projects/data").symlink_to("../data")
    done = colima.run("lock", "~/projects", "~/projects/data:ro", "--yes")
    assert done.code == 4
    assert done.err.startswith("colima-guard: ~/projects/data goes through a link in ~/projects\n")
    assert "do:  name the directory itself: ~/data" in done.err
    # a directory of the policy that a guest has replaced since
    assert colima.run("lock", "~/projects", "--yes").code == 0
    colima.write(POLICY, "version: 1\nallow:\n  - path: ~/projects\n  - path: ~/projects/a\n")
    assert colima.run("check").code == 0
    (colima.home / "projects/a").rmdir()
    (colima.home / "projects/a").symlink_to("../data")
    for command in ("check", "status", "lock"):
        done = colima.run(command)
        assert done.code == 2
        assert "~/projects/a goes through a link in ~/projects, where VMs may" in done.err


@pytest.mark.parametrize(
    ("outer", "inner"),
    [("~/projects", "~/projects/a:ro"), ("~/projects:ro", "~/projects/a"), ("~/projects", "~/projects:ro")],
)
def test_one_access_within_another_is_refused(colima: Machine, outer: str, inner: str) -> None:
    colima.mkdir("projects/a")
    before = colima.tree()
    for argv in ([outer, inner], [inner, outer]):
        done = colima.run("lock", *argv, "--yes")
        assert done.code == 4
        assert " lies in ~/projects (" in done.err
        assert "Colima refuses overlapping mounts" in done.err
    assert colima.tree() == before


def test_a_name_that_only_begins_alike_is_not_within(colima: Machine) -> None:
    colima.mkdir("project", "projects")
    assert colima.run("lock", "~/project:ro", "~/projects", "--yes").code == 0
    assert sorted(mounts(colima)) == [("~/project", "", False), ("~/projects", "", True)]


def test_letter_case_on_a_mac(colima: Machine) -> None:
    """There ~/PROJECTS is ~/projects, and in the case that is on the disk it is compared."""
    assert colima.run("lock", "~/projects", "--yes").code == 0
    colima.write(FILE, profile("mounts:\n  - location: ~/PROJECTS\n    writable: true"))
    assert colima.verdicts()["colima/default"] == "LOCKED"
    colima.linux()
    assert colima.verdicts()["colima/default"] == "OPEN"


# -- allow and revoke ------------------------------------------------------------------------------------------------


def test_allow_and_revoke(colima: Machine) -> None:
    colima.mkdir("other")
    assert colima.run("lock", "~/projects", "--yes").code == 0
    before = colima.read(FILE)
    done = colima.run("allow", "~/data:ro", "--yes")
    assert done.code == 0
    assert "no longer" not in done.out
    assert colima.read(FILE) == before.replace(
        LOCKED, "mounts:\n  - location: ~/projects\n    writable: true\n  - location: ~/data\n    writable: false"
    ) or sorted(mounts(colima)) == [("~/data", "", False), ("~/projects", "", True)]
    assert "  - path: ~/data\n    access: ro\n" in colima.read(POLICY)
    again = colima.run("allow", "~/data:ro", "--yes")
    assert (again.code, "nothing to change" in again.out) == (0, True)
    # another access
    assert colima.run("allow", "~/data", "--yes").code == 0
    assert sorted(mounts(colima)) == [("~/data", "", True), ("~/projects", "", True)]
    gone = colima.run("revoke", "~/data", "--yes")
    assert gone.code == 0
    assert "no longer allowed: ~/data\n" in gone.out
    assert "colima/default will no longer see ~/data\n" in gone.out
    assert colima.read(FILE) == before


def test_revoke_of_the_last_one_shares_an_empty_directory(colima: Machine) -> None:
    """An empty list would share the whole home again."""
    assert colima.run("lock", "~/projects", "--yes").code == 0
    done = colima.run("revoke", "~/projects", "--yes")
    assert done.code == 0, done.out
    assert mounts(colima) == [("~/.local/share/colima-guard/nothing-shared", "", False)]
    nothing = colima.home / ".local/share/colima-guard/nothing-shared"
    assert nothing.stat().st_mode & 0o7777 == 0o555
    assert list(nothing.iterdir()) == []
    assert set(colima.verdicts().values()) == {"LOCKED"}
    assert colima.run("check").code == 0
    assert colima.run("lock", "--yes").out.count("nothing to change") == 1
    assert colima.run("rollback", "--yes").code == 0
    assert not nothing.exists()
    assert colima.read(FILE) == profile(LOCKED)


def test_lock_nothing(colima: Machine) -> None:
    assert colima.run("lock", "--nothing", "--yes").code == 0
    assert mounts(colima) == [("~/.local/share/colima-guard/nothing-shared", "", False)]
    assert colima.run("lock", "--nothing", "~/projects", "--yes").code == 2


@pytest.mark.parametrize("harm", ["gone", "a file in it", "a file in its place", "a link in its place"])
def test_the_directory_that_stands_for_nothing_must_be_empty(colima: Machine, harm: str) -> None:
    assert colima.run("lock", "--nothing", "--yes").code == 0
    nothing = colima.home / ".local/share/colima-guard/nothing-shared"
    if harm == "a file in it":
        nothing.chmod(0o755)
        (nothing / "secret").write_text("x")
    else:
        nothing.rmdir()
        if harm == "a file in its place":
            nothing.write_text("")
        elif harm == "a link in its place":
            nothing.symlink_to(colima.home)
    check = colima.run("check")
    assert check.code == 1
    assert check.out.count("CG110") == 2, check.out
    assert "LOCKED" not in colima.verdicts().values()
    if harm == "gone":
        done = colima.run("lock", "--yes")
        assert done.code == 0, done.out
        assert "new directory" in done.out
        assert colima.run("check").code == 0


def test_revoke_what_is_not_allowed(colima: Machine) -> None:
    colima.mkdir("projects/a")
    assert colima.run("lock", "~/projects", "--yes").code == 0
    done = colima.run("revoke", "~/projects/a", "--yes")
    assert done.code == 2
    assert "~/projects/a is not on the allowlist" in done.err
    assert "it is seen because it lies in ~/projects" in done.err
    assert colima.run("revoke", "~/data", "--yes").code == 2


@pytest.mark.parametrize("command", [["lock"], ["allow", "~/projects"], ["revoke", "~/projects"], ["check"]])
def test_without_a_policy(colima: Machine, command: list[str]) -> None:
    before = colima.tree()
    done = colima.run(*command)
    assert done.code == 2
    assert "there is no policy yet" in done.err
    assert colima.tree() == before


def test_allow_without_a_directory(colima: Machine) -> None:
    assert colima.run("allow").code == 2
    assert colima.run("revoke").code == 2


def test_an_entry_of_the_policy_without_an_access_is_rw(colima: Machine) -> None:
    """As DIR on the command line is."""
    colima.write(POLICY, "version: 1\nallow:\n  - path: ~/projects  # mine\n")
    assert colima.run("lock", "--yes").code == 0
    assert colima.read(FILE) == profile(LOCKED)
    assert colima.read(POLICY) == "version: 1\nallow:\n  - path: ~/projects  # mine\n"


def test_lock_replaces_the_policy_and_says_what_goes(colima: Machine) -> None:
    assert colima.run("lock", "~/projects", "--yes").code == 0
    done = colima.run("lock", "~/data", "--yes")
    assert "no longer allowed: ~/projects\n" in done.out
    assert mounts(colima) == [("~/data", "", True)]
    narrower = colima.run("lock", "~/data:ro", "--yes")
    assert "no longer writable: ~/data\n" in narrower.out
    assert "no longer allowed" not in narrower.out


def test_comments_of_the_policy_stay(colima: Machine) -> None:
    assert colima.run("lock", "~/projects", "--yes").code == 0
    colima.edit(POLICY, "  - path: ~/projects\n", "  # what I work on\n  - path: ~/projects   # all of it\n")
    assert colima.run("allow", "~/data:ro", "--yes").code == 0
    text = colima.read(POLICY)
    assert "  # what I work on\n  - path: ~/projects   # all of it\n    access: rw\n" in text
    assert colima.run("revoke", "~/data", "--yes").code == 0
    assert "  # what I work on\n  - path: ~/projects   # all of it\n    access: rw\n" in colima.read(POLICY)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "`version: 1` is the only one"),
        ("version: 2\nallow: []\n", "policy.yaml:1: `version: 1` is the only one"),
        ("version: 1\nallow: ~/a\n", "policy.yaml:2:"),
        ("version: 1\nallow:\n  - ~/a\n", "policy.yaml:3:"),
        ("version: 1\nallow:\n  - path: a\n", "policy.yaml:3: `path` must be absolute or begin with ~/, not `a`"),
        ("version: 1\nallow:\n  - path: ~/a\n    access: w\n", "policy.yaml:3: `access` is `ro` or `rw`, not `w`"),
        ("version: 1\nallow:\n  - path: ~/a\n    acess: ro\n", "policy.yaml:4: unknown key `acess`"),
        ("version: 1\nalow: []\n", "policy.yaml:2: unknown key `alow`"),
        ("version: 1\nversion: 1\n", "policy.yaml:2:"),
        ("version: 1\n\tallow: []\n", "policy.yaml:2:"),
        ("version: 1\nallow: []\nconfine: maybe\n", "policy.yaml:3:"),
    ],
)
def test_a_policy_that_is_half_understood_protects_nothing(colima: Machine, text: str, what: str) -> None:
    colima.write(POLICY, text)
    before = colima.tree()
    for argv in (["check"], ["status"], ["lock", "--yes"], ["lock", "~/projects", "--yes"], ["why", "~"]):
        done = colima.run(*argv)
        assert done.code == 2, done
        assert what in done.err
    assert colima.tree() == before
