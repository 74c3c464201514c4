"""Whatever lies where our files and those of the VM programs are: an answer or a refusal, never a bug of ours."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import NamedTuple

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.machines.colima import profile
from tests.machines.quiet import Quiet, quiet_machine

POLICY = "version: 1\nallow:\n- path: ~/projects\n  access: rw\n"
LIMA = 'vmType: vz\nmountType: virtiofs\nmounts:\n- location: "~"\n- location: ~/projects\n  writable: true\n'
DESKTOP = '{"FilesharingDirectories": ["/Users"], "UseVirtualizationFramework": true, "SettingsVersion": 43}'
GROUP = "Library/Group Containers/group.com.docker"

#: where something else is put; the empty name stands for the newest entry of the journal
PLACES = {
    ".colima/default/colima.yaml": profile(),
    ".colima/_templates/default.yaml": profile(),
    ".colima/_lima/colima/lima.yaml": LIMA,
    ".colima/_lima/colima/ha.pid": "1\n",
    ".colima/_lima/colima/ha.stderr.log": '{"level":"info","msg":"x","time":"2026-01-01T00:00:00Z"}\n',
    ".colima/_lima/_config/override.yaml": LIMA,
    ".lima/default/lima.yaml": LIMA,
    ".lima/_config/default.yaml": LIMA,
    ".lima/default/lima-version": "2.0.0\n",
    f"{GROUP}/settings-store.json": DESKTOP,
    ".docker/config.json": '{"currentContext": "colima"}',
    ".config/colima-guard/policy.yaml": POLICY,
    ".local/state/colima-guard/drift": "{}",
    ".local/state/colima-guard/lock.holder": "{}",
    "": "",
}
PARTS = [
    *(b"", b" ", b"\0", b"\n", b"\r", b"\t", b"\xff", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\xff\xfe", b"\xc2\x85"),
    *(b"{", b"[", b"}", b"- ", b"? ", b": ", b"#", b"'", b'"', b"|", b">", b"%", b"&a ", b"*a", b"<<: 1\n"),
    *(b"null", b"~", b"[]", b"{}", b"true", b"NaN", b".inf", b"-.nan", b"1e999", b"2020-01-01", b"2020-99-99"),
    *(b"1:60", b"0o9", b"09", b"!!str ", b"!!int ", b"!!binary x", b"!!set ", b"!<", b"%YAML 1.2\n---\n", b"---\n"),
    *(b"...\n", b"\xe2\x80\xa8", b'"\\ud800"', b'"\\0"', b'"": 1\n', b"{{.Home}}", b"9" * 5000, b"[" * 200),
    *(b"[" * 20_000, b'{"a":' * 200, b"- " * 2000, b"x" * (1 << 20), b"a: &x [*x]\n", b"mounts:\r- location: ~\r"),
]  # fmt: skip
THINGS = ["file", "file", "file", "file", "directory", "FIFO", "dangling", "loop", "device", "home"]
COMMANDS = [
    ["status"],
    ["status", "--json", "--verbose"],
    ["check", "--json"],
    ["check", "--notify"],
    ["lock", "--dry-run", "~/projects"],
    ["lock", "--yes", "~/projects"],
    ["lock", "--yes", "--confine"],
    ["allow", "--yes", "~/data:ro"],
    ["revoke", "--yes", "~/projects"],
    ["why", "~/.ssh"],
    ["history"],
    ["history", "--json"],
    ["rollback", "--dry-run"],
    ["rollback", "--yes"],
    ["policy", "show"],
    ["policy", "validate"],
]


class Odd(NamedTuple):
    """Some odd bytes, alone or at a place of a normal text, instead of so many bytes there."""

    parts: list[bytes]
    alone: bool
    per_mille: int
    instead: int

    def text(self, normal: bytes) -> bytes:
        start = len(normal) * self.per_mille // 1000
        odd = b"".join(self.parts)
        return odd if self.alone else normal[:start] + odd + normal[start + self.instead :]


ODD = st.builds(
    Odd,
    st.lists(st.sampled_from(PARTS), max_size=2),
    st.booleans(),
    st.integers(0, 1000),
    st.sampled_from((0, 0, 1, 5)),
)


def put(path: Path, thing: str, text: bytes) -> None:
    shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink(missing_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    match thing:
        case "file":
            path.write_bytes(text)
        case "directory":
            path.mkdir()
        case "FIFO":
            os.mkfifo(path)
        case _:
            path.symlink_to({"dangling": "nowhere", "loop": path.name, "device": "/dev/zero", "home": "../.."}[thing])


def laid(machine: Quiet) -> None:
    machine.mkdir("projects", "data", ".ssh")
    for name in (".colima/default/colima.yaml", ".lima/default/lima.yaml", f"{GROUP}/settings-store.json"):
        machine.write(name, PLACES[name])
    machine.run("lock", "--yes", "~/projects")


@given(
    st.dictionaries(st.sampled_from(sorted(PLACES)), st.tuples(st.sampled_from(THINGS), ODD), min_size=1, max_size=2),
    st.lists(st.sampled_from(COMMANDS), min_size=1, max_size=4),
)
@settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=25)
def test_never_a_bug(places: dict[str, tuple[str, Odd]], commands: list[list[str]]) -> None:
    with quiet_machine() as machine:
        laid(machine)
        for place, (thing, odd) in places.items():
            path, normal = machine.home / place, PLACES[place].encode()
            if not place:
                path = max((machine.home / ".local/state/colima-guard/changes").iterdir()) / "journal"
                normal = path.read_bytes()
            put(path, thing, odd.text(normal))
        for argv in commands:
            done = machine.run(*argv)
            assert done.code in range(5), done
            assert "Traceback" not in done.err
