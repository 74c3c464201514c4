"""What the daemon's file says, and where it lies."""

from __future__ import annotations

import posixpath

import pytest

from colima_guard.backends.multipass import layout, setting
from colima_guard.host.machine import Host
from colima_guard.host.values import Platform


@pytest.mark.parametrize(
    ("text", "mounts"),
    [
        ("[General]\nlocal.privileged-mounts=false\n", False),
        ("[General]\nlocal.privileged-mounts=true\n", True),
        ("[local]\nprivileged-mounts=false\n", True),
        ("[general] \n local.privileged-mounts = 0\n", False),
        ("local.privileged-mounts=false\n", False),
        ("; a comment\n[General]\n;local.privileged-mounts=false\n", True),
        ("[General]\nLocal.privileged-mounts=false\n", True),
        ("\ufefflocal.privileged-mounts=false\n", False),
        ("local.privileged-mounts=false\x0b\n", True),
        ("local.privileged-mounts=false\u00a0\n", True),
        ('[General]\nlocal.privileged-mounts="Off"\n', False),
        ("[General]\r\nlocal.driver=qemu\r\nlocal.privileged-mounts=No\r\n", False),
        ("[client]\nlocal.privileged-mounts=false\n", True),
        ("[General]\nlocal.privileged-mounts=perhaps\n", True),
        ("[General]\nlocal.privileged-mounts=false\nlocal.privileged-mounts=true\n", True),
        ("", True),
    ],
)
def test_what_the_file_says(text: str, mounts: bool) -> None:
    assert setting.value_in(text.encode(), "linux") is mounts


@pytest.mark.parametrize(
    "text",
    [
        "\xff[",
        "local.passphrase=x\\\nlocal.privileged-mounts=false\n",
        'local.passphrase="x\nlocal.privileged-mounts=false\n',
        "local.privileged-mounts=\\x66alse\n",
        "local%2Eprivileged-mounts=false\n",
        "local.privileged-mounts=@ByteArray(false)\n",
        "local.privileged-mounts=false;\n",
        "[General\nlocal.privileged-mounts=false\n",
        "[client]x\nlocal.privileged-mounts=false\n",
    ],
)
def test_a_line_that_qt_reads_in_its_own_way(text: str) -> None:
    assert setting.value_in(text.encode("latin-1"), "linux") is None


def test_on_windows_a_key_is_the_same_in_any_case() -> None:
    assert setting.value_in(b"[GENERAL]\nLocal.Privileged-Mounts=true\n", "windows") is True


@pytest.mark.parametrize(("platform", "on"), [("macos", True), ("linux", True), ("windows", False)])
def test_what_a_new_daemon_has(platform: Platform, on: bool) -> None:
    assert setting.default_on(platform) is on
    assert setting.value_in(b"[General]\n", platform) is on


@pytest.mark.parametrize(
    ("platform", "environ", "path"),
    [
        ("macos", {}, "/var/root/Library/Preferences/multipassd/multipassd.conf"),
        ("linux", {}, posixpath.join("/root", ".config/multipassd/multipassd.conf")),
        ("linux", {"DAEMON_CONFIG_HOME": "/etc/multipass"}, "/etc/multipass/multipassd/multipassd.conf"),
    ],
)
def test_where_the_file_lies(platform: Platform, environ: dict[str, str], path: str) -> None:
    host = _WithoutSnap({"HOME": "/home/me", **environ}, platform)
    assert layout.settings_file(host).replace("\\", "/") == path


def test_where_the_file_of_the_snap_lies() -> None:
    host = _WithSnap({"HOME": "/home/me"}, "linux")
    path = layout.settings_file(host).replace("\\", "/")
    assert path == "/var/snap/multipass/current/config/multipassd/multipassd.conf"
    assert [one.replace("\\", "/") for one in layout.own_directories(host)] == [
        "/var/snap/multipass/current/config/multipassd",
        "/home/me/snap/multipass",
        "/var/snap/multipass/common/data/multipassd",
    ]


class _WithoutSnap(Host):
    def look(self, path: str) -> None:
        return None


class _WithSnap(Host):
    def look(self, path: str) -> str | None:  # type: ignore[override]  # one answer is enough
        return "dir" if path == "/var/snap/multipass" else None
