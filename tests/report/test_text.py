"""Paths as a person is given them: ``~/``, as a shell takes it back."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from colima_guard.model.shell import word
from colima_guard.report.text import homely

HOME = "/home/me"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("/home/me/projects is shared writable", "~/projects is shared writable"),
        ("/home/me is shared writable", "~ is shared writable"),
        ("now: /home/me", "now: ~"),
        ("seen (/home/me/a:12), and /home/me: too", "seen (~/a:12), and ~: too"),
        ("it lies in /home/me. Mend it", "it lies in ~. Mend it"),
        ("COLIMA_HOME=/home/me/.config/colima colima restart", "COLIMA_HOME=~/.config/colima colima restart"),
        ("`/home/me/bin/colima`", "`~/bin/colima`"),
        # others whose name begins alike, or that lie elsewhere
        ("/home/me2/x and /home/me.old/x and /home/me-too", "/home/me2/x and /home/me.old/x and /home/me-too"),
        ("/home/me and/more is another directory", "/home/me and/more is another directory"),
        ("/mnt/home/me/x", "/mnt/home/me/x"),
        ("file:///home/me/x", "file:///home/me/x"),
        ("/srv and /", "/srv and /"),
        # a shell takes ~ for the home outside quotes alone
        ("mkdir -p '/home/me/My Dir'", "mkdir -p ~/'My Dir'"),
        ("LIMA_HOME='/home/me/a b' limactl start 'x y'", "LIMA_HOME=~/'a b' limactl start 'x y'"),
        ("""mkdir '/home/me/it'"'"'s'""", """mkdir ~/'it'"'"'s'"""),
        ("mkdir '/home/me/plain'", "mkdir ~/plain"),
        ("'/home/me'", "~"),
    ],
)
def test_the_home_is_a_tilde(text: str, shown: str) -> None:
    assert homely(text, HOME) == shown


@pytest.mark.parametrize("home", ["/", "/Users/John Doe", "/home/a+b", "/home/o'b"])
def test_any_home(home: str) -> None:
    below = home.rstrip("/") + "/x"
    assert homely(f"{below} is shared", home) == ("/x is shared" if home == "/" else "~/x is shared")
    assert homely("/elsewhere/x is shared", home) == "/elsewhere/x is shared"


def test_a_home_of_windows() -> None:
    home = r"C:\Users\me"
    assert homely(r"C:\Users\me\work\a is shared", home) == "~/work/a is shared"
    assert homely(r"colima-guard revoke " + word(r"C:\Users\me\My Dir"), home) == 'colima-guard revoke "~/My Dir"'


#: what a name can hold, but for the two that none does
NAMES = st.text(st.characters(exclude_characters="/\0", codec="utf-8"), min_size=1, max_size=12)


@settings(deadline=None)  # a shell is started
@given(names=st.lists(NAMES, min_size=1, max_size=3), home=st.sampled_from(["/home/me", "/home/John Doe"]))
def test_a_shell_reads_back_what_a_person_is_told(names: list[str], home: str) -> None:
    """Whatever a directory is called, its word in a command that is printed is that directory to a shell."""
    path = "/".join([home, *names])
    command = homely(f"printf %s {word(path)}", home)
    assert "~/" in command
    said = subprocess.run(["/bin/sh", "-c", command], env={"HOME": home}, capture_output=True, check=True)
    assert said.stdout == path.encode()


@settings(deadline=None)
@given(text=NAMES)
def test_a_word_is_one_word(text: str) -> None:
    said = subprocess.run(["/bin/sh", "-c", f"printf '<%s>' {word(text)}"], env={"HOME": HOME}, capture_output=True)
    expected = HOME if text == "~" else text
    assert said.stdout.decode() == f"<{expected}>"


def test_every_shell_here(tmp_path: Path) -> None:
    """A variable before a command takes the tilde too."""
    (tmp_path / "a b").mkdir()
    line = homely(f"IT={word(f'{tmp_path}/a b')} printenv IT", str(tmp_path))
    assert line == "IT=~/'a b' printenv IT"
    for shell in ("sh", "bash", "dash", "zsh"):
        try:
            said = subprocess.run(
                [shell, "-c", line], env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}, capture_output=True
            )
        except FileNotFoundError:
            continue
        assert said.stdout.decode() == f"{tmp_path}/a b\n", shell
