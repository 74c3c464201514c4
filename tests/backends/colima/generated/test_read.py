"""The quick reading of the ``lima.yaml`` that Colima writes, against the whole one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from colima_guard.backends.colima.generated.read import read_plainly
from colima_guard.backends.lima.rules.source import parse

COLIMAS = b"""\
vmType: qemu
arch: x86_64
images:
    - location: https://example.com/disk.qcow2
      arch: x86_64
cpus: 4
mounts:
    - location: /Users/me/projects/
      writable: true
      9p:
        cache: mmap
    - location: /Users/me/data/
      mountPoint: /mnt/data/
      writable: false
mountType: 9p
env: {}
provision:
    - mode: system
      script: |-
        cat > /etc/x <<EOF
        mounts:
        EOF
"""


def test_what_colima_writes() -> None:
    found = read_plainly(COLIMAS)
    assert found is not None
    assert (found.mount_type, found.vm_type) == ("9p", "qemu")
    assert [tuple(mount) for mount in found.mounts] == [
        ("/Users/me/projects/", "", True, 8),
        ("/Users/me/data/", "/mnt/data/", False, 12),
    ]


def test_no_mounts() -> None:
    text = COLIMAS[: COLIMAS.index(b"mounts:")] + COLIMAS[COLIMAS.index(b"mountType:") :]
    for without in (text, text + b"mounts: []\n"):
        found = read_plainly(without)
        assert found is not None and found.mounts == ()


ODD = {
    "quoted": (b"/Users/me/projects/", b'"/"'),
    "an alias": (b"/Users/me/projects/", b"*a"),
    "a blank in a path": (b"/Users/me/projects/", b"/Users/me/my projects"),
    "a variable": (b"/Users/me/projects/", b"/$A"),
    "a template": (b"/Users/me/projects/", b"/{{.Home}}"),
    "a comment": (b"/Users/me/projects/", b"/Users/me # projects"),
    "a blank line": (b"cache: mmap\n", b"cache: mmap\n\n"),
    "flow": (b"      9p:\n        cache: mmap\n", b"    - {location: /}\n"),
    "a key that we do not know": (b"      9p:\n        cache: mmap\n", b"      sshfs:\n        followSymlinks: true\n"),
    "a quoted key": (b"env: {}", b'"mounts": [{location: /}]'),
    "a merge": (b"env: {}", b"<<: {mounts: [{location: /}]}"),
    "an anchor": (b"mounts:\n", b"mounts: &a\n"),
    "a second list": (b"env: {}", b"mounts: []"),
    "a second document": (b"env: {}", b"---"),
    "the end of a document": (b"env: {}", b"..."),
    "carriage returns": (b"\n", b"\r\n"),
    "no last line end": (b"        EOF\n", b"        EOF"),
    "indented": (b"\n", b"\n  "),
    "a byte order mark": (b"vmType", b"\xef\xbb\xbfvmType"),
    "two of one mount point": (b"/mnt/data/", b"/Users/me/projects/"),
    "no driver": (b"vmType: qemu\n", b""),
    "another line end": (b"env: {}", b"env: \xe2\x80\xa8"),
    "a tab": (b"env: {}", b"env:\t{}"),
    "a tag that takes in what follows": (b"mountType:", b"x: !!map\nmountType:"),
    "a quoted text of several lines": (b"mountType: 9p", b'x: "\nmountType: 9p\n- "'),
    "not UTF-8": (b"mountType: 9p", b"mountType: \xff"),
    "an element that goes on with the path before it": (b"mountType: 9p", b"  - location: /\nmountType: 9p"),
}


@pytest.mark.parametrize("case", ODD)
def test_what_is_left_to_the_whole_reading(case: str) -> None:
    old, new = ODD[case]
    assert read_plainly(COLIMAS.replace(old, new)) is None


LINES = st.sampled_from(
    (
        *(
            "vmType: qemu",
            "mountType: 9p",
            "mounts:",
            "mounts: []",
            "mounts: [",
            "]",
            "env: {}",
            'a: "',
            '"',
            '  "',
            "a: |",
        ),
        *(
            "    - location: /a",
            "    - location: /b",
            "- location: /c",
            "  - location: ~/d",
            "    - location: '/'",
            '    - location: "~"',
        ),
        *("      writable: true", "  writable: true", "    mountPoint: /m", "      mountPoint: /m", "      9p: {}"),
        *("", " ", "#", "  # - location: /", "---", "...", "mounts2:", "'mounts':", "? mounts", ": [{location: /}]"),
        *("b: &x", "c: *x", "<<: *x", "  mounts:", "    mounts: []", "- mounts:", "{mounts: [{location: /}]}", "a: {"),
    )
)


SOUND = ("vmType: qemu", "mounts:", "    - location: /a", "      writable: true", "    - location: /b", "mountType: 9p")


@given(st.lists(st.tuples(st.integers(0, len(SOUND)), LINES), max_size=3), st.sets(st.integers(0, 5), max_size=1))
def test_it_never_reads_less(added: list[tuple[int, str]], dropped: set[int]) -> None:
    """Where it reads a text at all, it reads what the whole reading reads, if that loads it."""
    lines = [line for number, line in enumerate(SOUND) if number not in dropped]
    for number, line in added:
        lines.insert(number, line)
    text = "\n".join([*lines, ""]).encode()
    quick, whole = read_plainly(text), parse("lima.yaml", text)
    if quick is None or whole.source is None:
        return
    listed = whole.source.loaded.value.mounts or []
    assert [tuple(one)[:3] for one in quick.mounts] == [
        (one.location, one.mount_point or "", bool(one.writable)) for one in listed
    ]
