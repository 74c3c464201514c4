"""``render lima``: a file in, the locked file out, or nothing on stdout and the reason."""

from __future__ import annotations

import pytest

from tests.machines.lima import HOME, IMAGES, SHADOW, Lima, mounts

BLOCK = "mounts:\n  - location: ~/projects\n    writable: true\n"
RW = "mounts:\n- location: ~/projects\n  writable: true\n"


def render(lima: Lima, text: str, *argv: str) -> tuple[int, str, str]:
    """Exit code, stdout, stderr."""
    done = lima.machine.run("render", "lima", "--allow", "~/projects", *argv, stdin=text.encode())
    return done.code, done.out, done.err


def fresh(vm_type: str, mount_type: str, scheme: str = "template:", block: str = BLOCK) -> str:
    return (
        "# A Lima instance that sees the allowlist and nothing else, written by colima-guard.\n"
        f"# `base` brings images only: a template such as {scheme}default would bring the whole home back.\n"
        f"base: {scheme}_images/ubuntu-lts\nvmType: {vm_type}\nmountType: {mount_type}\n{block}"
    )


def test_nothing_in_a_whole_template_out(lima: Lima) -> None:
    assert render(lima, "") == (0, fresh("qemu", "9p"), "")
    assert render(lima, "\n", "--platform", "macos")[1] == fresh("vz", "virtiofs")
    assert render(lima, "", "--release", "lima=1.2.3")[1] == fresh("qemu", "9p", "template://")
    code, out, err = render(lima, "", "--release", "lima=1.0.7")
    assert (code, out, "knows no `base`" in err) == (4, "", True)
    lima.lock("--nothing")
    done = lima.machine.run("render", "lima", stdin=b"")
    nothing = "mounts:\n  - location: ~/.local/share/colima-guard/nothing-shared\n    writable: false\n"
    assert done.out == fresh("qemu", "9p", block=nothing)


def test_what_it_gives_is_locked(lima: Lima) -> None:
    """Used as the default template of a Lima home, a new instance sees the allowlist."""
    lima.lock("~/projects")
    lima.write(SHADOW, None)
    lima.write("_templates/default.yaml", render(lima, "")[1])
    assert (lima.row("lima/(new)")["verdict"], lima.seen("lima/(new)")) == (
        "LOCKED",
        [("~/projects", "~/projects", "rw")],
    )


def test_only_the_values_change(lima: Lima) -> None:
    text = "# mine\n" + HOME + "cpus: 2 # two\n"
    assert render(lima, text) == (0, "# mine\n" + IMAGES + RW + "cpus: 2 # two\n", "")
    assert render(lima, "# mine\n" + IMAGES + RW)[1] == "# mine\n" + IMAGES + RW
    assert render(lima, HOME.replace("\n", "\r\n"))[1] == (IMAGES + RW).replace("\n", "\r\n")


def test_a_param_goes_with_its_mount(lima: Lima) -> None:
    text = IMAGES + "param: {D: /srv}\nmounts:\n- location: '{{.Param.D}}'\n"
    assert render(lima, text)[1] == IMAGES + RW


def test_confine(lima: Lima) -> None:
    text = "mountType: reverse-sshfs\n" + HOME
    assert render(lima, text)[1] == "mountType: reverse-sshfs\n" + IMAGES + RW
    assert render(lima, text, "--confine")[1] == "mountType: 9p\n" + IMAGES + RW
    assert render(lima, text, "--confine", "--platform", "macos")[1] == "mountType: virtiofs\n" + IMAGES + RW
    done = lima.machine.run("render", "lima", "--allow", "~/data:ro", "--confine", stdin=b"mountType: virtiofs\n")
    assert done.out == "mountType: 9p\nmounts:\n  - location: ~/data\n    writable: false\n"


def test_for_another_machine(lima: Lima) -> None:
    """Directories need not exist here where the other machine's home is named."""
    code, out, _ = render(lima, HOME, "--user-home", "/Users/you", "--platform", "macos", "--allow", "~/elsewhere")
    assert (code, out) == (
        0,
        IMAGES + "mounts:\n- location: ~/elsewhere\n  writable: true\n- location: ~/projects\n  writable: true\n",
    )


REFUSED = {
    "a base that brings the home": (IMAGES + "base: template:default\n", 4, "Lima 2.2.0 would still share"),
    "a list of bases": (
        IMAGES + "base:\n- template:_images/ubuntu\n- template:_default/mounts\n",
        5,
        "would still share",
    ),
    "a base that is not known": (IMAGES + "base: template:docker\n", 4, "what the base template:docker brings"),
    "a base from the network": ("base: https://example.com/x.yaml\n", 1, "what the base https://example.com/x.yaml"),
    "a base of this machine": ("cpus: 1\nbase: ~/x.yaml\n", 2, "what the base ~/x.yaml brings"),
    "what Lima does not load": ("mounts: {}\n", 1, "Lima does not load it"),
    "an anchor": ("cpus: 1\nmounts: &a\n- location: '~'\nx: *a\n", 2, "anchor"),
    "wsl2": ("cpus: 1\nvmType: wsl2\n", 2, "WSL attaches every drive"),
    "a template outside quotes": ("cpus: {{ .cpus }}\n", 1, ""),
    "a byte order mark": ("\ufeffcpus: 1\n", None, "byte order mark"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_and_nothing_on_stdout(lima: Lima, name: str) -> None:
    text, line, reason = REFUSED[name]
    code, out, err = render(lima, text)
    assert (code, out) == (4, "")
    assert err.startswith(f"colima-guard: standard input{f':{line}' if line else ''}: "), err
    assert reason in err
    # in place of a list that is used elsewhere it would break the rest
    assert ("  - location: ~/projects" in err) == (reason != "anchor")


@pytest.mark.parametrize("base", ["template:_images/debian-12", "template://_images/ubuntu-lts", "[]", "~/disk.qcow2"])
def test_bases_that_bring_images_only(lima: Lima, base: str) -> None:
    text = f"base: {base}\n" + mounts("~")
    assert render(lima, text)[1] == f"base: {base}\n" + RW
