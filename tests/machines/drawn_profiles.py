"""Profiles drawn from the forms that a ``colima.yaml`` can have (specification of Colima's files, 2.4)."""

from __future__ import annotations

from hypothesis import strategies as st

LOCATIONS = (
    *("~", "~/", "~/projects", "~/projects/", "~/projects/a", "~/data", "~/.ssh", "$HOME", "${HOME}/projects", "/${X}"),
    *("/", "/srv", "/tmp", "rel", "none", "", "~root", "~/projects/../.ssh", "~/a b", "~/a,b", "/Größe", "{{.Home}}"),
    *("~/link", "~/loop", "~/gone", "/nowhere/./x/", "//srv//x", "~/c#", "null", "true", "123", "~/projects/link"),
)
MOUNT_POINTS = ("/p", "~/p", "/p/q", "rel", "", "/", "/etc", "$HOME/p", "/a b", "{{.Home}}")
WRITABLE = ("true", "false", "yes", "no", "on", '"yes"', '"true"', "1", "null", "~", "True", "[]")
#: texts in the place of the value
VALUES = ("", " null", " ~", " []", " {}", " none", ' ""', " false", ' ["~/projects"]', " [null]", " [[]]", " &a []")


@st.composite
def entry(draw: st.DrawFn) -> list[str]:
    """The lines of an element, without their indentation."""
    quote = draw(st.sampled_from(("", "", "'", '"')))
    location = draw(st.sampled_from(LOCATIONS))
    lines = [f"location: {quote}{location}{quote}"] if quote or location not in ("", "{{.Home}}") else ["location:"]
    if draw(st.integers(0, 3)) == 0:
        lines.append(f"mountPoint: '{draw(st.sampled_from(MOUNT_POINTS))}'")
    if draw(st.integers(0, 3)):
        lines.append(f"writable: {draw(st.sampled_from(WRITABLE))}")
    if draw(st.integers(0, 9)) == 0:
        lines.append(draw(st.sampled_from(("unknown: 1", "location: /twice", "? x"))))
    if draw(st.integers(0, 4)) == 0:
        number = draw(st.integers(0, len(lines) - 1))
        lines[number] += "  # why"
    return draw(st.permutations(lines)) if draw(st.booleans()) else lines


@st.composite
def mounts(draw: st.DrawFn) -> list[str]:
    """The lines of the key and its value; none for a key that is absent."""
    kind = draw(st.sampled_from(("absent", "value", "block", "block", "block", "flow")))
    if kind == "absent":
        return []
    if kind == "value":
        return [f"mounts:{draw(st.sampled_from(VALUES))}"]
    entries = draw(st.lists(entry(), min_size=1, max_size=3))
    if kind == "flow":
        return ["mounts: [" + ", ".join("{" + ", ".join(_bare(lines)) + "}" for lines in entries) + "]"]
    indent = " " * draw(st.sampled_from((0, 2, 2, 4)))
    text = ["mounts:" + draw(st.sampled_from(("", "", " # mine")))]
    for lines in entries:
        if draw(st.integers(0, 4)) == 0:
            text.append(f"{indent}# above")
        text += [f"{indent}- {lines[0]}", *(f"{indent}  {line}" for line in lines[1:])]
    if draw(st.integers(0, 4)) == 0:
        text.append(f"{indent}# last")
    return text


def _bare(lines: list[str]) -> list[str]:
    return [line.partition("  #")[0] for line in lines]


OTHERS = (
    *("cpu: 4", "cpu: two", "disk: 60", "memory: 2.5", "arch: aarch64", "env: {A: b}", "docker: {}", "hostname: null"),
    *("# a comment", "", "provision:\n  - mode: system\n    script: |\n      mounts: []", "network:\n  dns: [1.1.1.1]"),
    *("Mounts: []", "mount: []", "kubernetes:\n  enabled: true", "x: &x [1]\ny: *x", "forwardAgent: yes"),
)
VM_TYPES = ("", "vz", "vz", "qemu", "krunkit", "VZ", "other")
MOUNT_TYPES = ("", "virtiofs", "virtiofs", "9p", "sshfs", "reverse-sshfs", "other")


@st.composite
def profiles(draw: st.DrawFn) -> bytes:
    """A profile, most of them ones that load."""
    parts = list(draw(st.lists(st.sampled_from(OTHERS), max_size=4, unique=True)))
    if draw(st.integers(0, 9)):
        parts.append("runtime: " + draw(st.sampled_from(("docker", "docker", "containerd", "incus", '""', "other"))))
    if vm_type := draw(st.sampled_from(VM_TYPES)):
        parts.append(f"vmType: {vm_type}")
    if mount_type := draw(st.sampled_from(MOUNT_TYPES)):
        parts.append(f"mountType: {mount_type}")
    parts.append("\n".join(draw(mounts())))
    text = "\n".join(part for part in draw(st.permutations(parts)))
    if draw(st.integers(0, 19)) == 0:
        text += draw(st.sampled_from(("\n---\nx: 1", "\nmounts: []", "\n\tx: 1", "\n{{ x }}", "\n...")))
    ending = draw(st.sampled_from(("\n", "\n", "\r\n")))
    text = text.replace("\n", ending) + draw(st.sampled_from((ending, ending, "")))
    return (draw(st.sampled_from(("", "", "", "\ufeff"))) + text).encode()
