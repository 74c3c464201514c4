"""The engines that are found, and what they tell; one that does not tell is never one without containers."""

from __future__ import annotations

import json
import os

import pytest

from colima_guard.judge.row import Selection
from colima_guard.judge.survey import survey
from colima_guard.policy import load as policies
from colima_guard.scan.engine import containers
from colima_guard.scan.engine.containers import of_instances, running_and_stopped
from colima_guard.scan.engine.values import Engine
from tests.conftest import Machine
from tests.machines.engine_client import answers, asked, listen, profile
from tests.scan.container.inspects import bind, inspect, volume

PROXY = "/var/run/docker.sock"


def found(machine: Machine, *backends: str, patience: float = 20.0) -> tuple[Engine, ...]:
    host = machine.host()
    with host.steady():
        looked = survey(host, policies.load(host), Selection(backends))
        return running_and_stopped(host, looked, patience=patience)


def context(machine: Machine, name: str, endpoint: str) -> None:
    meta = {"Name": name, "Endpoints": {"docker": {"Host": endpoint}}}
    machine.write(f".docker/contexts/meta/{name}/meta.json", json.dumps(meta))


def test_the_containers_of_a_profile_by_its_own_socket(machine: Machine) -> None:
    profile(machine)
    hidden = {"Name": "data", "Driver": "local", "Options": {"type": "none", "o": "bind", "device": "/Users/me/x"}}
    answers(
        machine,
        inspect("a"),
        inspect("b", mounts=[bind(PROXY)]),
        inspect("c", mounts=[volume("data")]),
        volumes=(hidden,),
    )
    machine.environ["DOCKER_HOST"] = "ssh://elsewhere"
    (engine,) = found(machine)
    assert (engine.client, engine.instance, engine.error) == ("docker", "colima/default", None)
    assert [(one.name, one.socket, one.vm_root) for one in engine.containers] == [
        ("a", False, False),
        ("b", True, True),
        ("c", False, False),
    ]
    assert [one.source for one in engine.containers[2].binds] == ["/Users/me/x"]
    assert {line.split()[2] for line in asked(machine)} == {f"unix://{machine.home}/.colima/default/docker.sock"}
    assert not any("ssh" in line for line in asked(machine))


def test_each_profile_has_its_own(machine: Machine) -> None:
    profile(machine)
    profile(machine, "work")
    answers(machine, inspect("a"))
    context(machine, "colima-work", f"unix://{machine.home}/.colima/work/docker.sock")
    context(machine, "other", "ssh://me@host")
    assert [(one.instance, len(one.containers)) for one in found(machine)] == [
        ("colima/default", 1),
        ("colima/work", 1),
    ]


def test_what_does_not_run_is_not_asked(machine: Machine) -> None:
    profile(machine)
    (machine.home / ".colima/_lima/colima/ha.pid").unlink()
    context(machine, "colima", f"unix://{machine.home}/.colima/default/docker.sock")
    machine.environ["DOCKER_HOST"] = f"unix://{machine.home}/.colima/default/docker.sock"
    answers(machine, inspect("a"))
    assert found(machine) == ()
    assert asked(machine) == []


def test_a_socket_of_another_vm_is_named_and_not_asked(machine: Machine) -> None:
    path = listen(machine, ".orbstack/run/docker.sock")
    context(machine, "orbstack", f"unix://{path}")
    answers(machine, inspect("a"))
    (engine,) = found(machine)
    assert (engine.containers, engine.instance) == ((), "")
    assert "may start" in (engine.error or "")
    assert asked(machine) == []


def test_an_engine_of_this_machine(machine: Machine) -> None:
    path = listen(machine.linux(), "own/eng")
    machine.environ["DOCKER_HOST"] = f"unix://{path}"
    link = machine.home / "link"
    os.symlink(path, link)
    second = listen(machine, "own/second")
    mounts = ([bind(path, "/anything")], [bind(str(link))], [bind(second)], [bind(str(machine.home / "own"))])
    answers(machine, *(inspect(name, mounts=one) for name, one in zip("abcd", mounts, strict=True)))
    (engine,) = found(machine)
    assert (engine.instance, engine.error) == ("", None)
    # what it is of a socket that nobody knows cannot be told; the directory holds the one that is known
    assert [one.socket for one in engine.containers] == [True, True, None, True]


def test_a_socket_at_which_systemd_listens_is_not_asked(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    from colima_guard.scan.engine import find

    machine.linux().environ["DOCKER_HOST"] = "unix:///run/docker.sock"
    answers(machine, inspect("a"))
    host = machine.host()
    monkeypatch.setattr(host, "look", lambda path: "other")
    monkeypatch.setattr(host, "read", lambda path, **_: None)
    monkeypatch.setattr(host, "processes", lambda: ())
    (way,) = find.engines(host, survey(machine.host(), policies.load(host), Selection(("colima",))))
    assert way.client is None
    assert "would start it" in (way.error or "")


def test_containerd_by_nerdctl_in_the_vm(machine: Machine) -> None:
    profile(machine, runtime="containerd")
    answers(machine, inspect("a", Privileged=True), name="nerdctl")
    machine.command(
        "limactl",
        'PATH=/usr/bin:/bin\nshift 4\ncase "$*" in\n'
        '  "sh -c command -v nerdctl"*) echo 0; echo end ;;\n'
        '  "sudo -n nerdctl namespace ls --quiet") echo default ;;\n'
        '  "sudo -n nerdctl "*) shift 2; exec "$HOME/path/$@" ;;\n'
        "  *) exit 1 ;;\nesac",
    )
    (engine,) = found(machine, "colima")
    assert (engine.client, engine.instance, engine.error) == ("nerdctl", "colima/default", None)
    assert [one.vm_root for one in engine.containers] == [True]


@pytest.mark.parametrize(
    ("printed", "error"),
    [
        ("echo none", None),
        ("echo end", "nerdctl is there, and no containerd answers it"),
        ("echo motd", "the VM does not tell whether it has a containerd"),
        ("exit 255", "the VM does not tell whether it has a containerd"),
    ],
)
def test_a_vm_that_does_not_tell_is_not_one_without(machine: Machine, printed: str, error: str | None) -> None:
    profile(machine, runtime="containerd")
    answers(machine, inspect("a"), name="nerdctl")
    machine.command("limactl", printed)
    assert [one.error for one in found(machine, "colima")] == ([] if error is None else [error])


def test_the_containerd_of_root_and_that_of_the_user(machine: Machine) -> None:
    """A Lima instance with ``containerd.system``, and one of the user beside it."""
    profile(machine, runtime="containerd")
    answers(machine, inspect("a"), name="nerdctl")
    machine.command(
        "limactl",
        'PATH=/usr/bin:/bin\nshift 4\ncase "$*" in\n  "sh -c "*) echo 0 1 end ;;\n  *"namespace ls --quiet") ;;\n'
        '  "sudo -n nerdctl "*) shift 3; exec "$HOME/path/nerdctl" "$@" ;;\n  *) exec "$HOME/path/$@" ;;\nesac',
    )
    assert [one.endpoint.partition(" colima ")[2] for one in found(machine, "colima")] == ["sudo -n nerdctl", "nerdctl"]


@pytest.fixture
def kubernetes(machine: Machine) -> Machine:
    """A containerd on which a Kubernetes runs; what its client lists there is another one's answer."""
    profile(machine, runtime="containerd")
    answers(machine, inspect("a"), name="nerdctl")
    pod = {"pod.namespace": "kube-system", "pod.name": "dns-1", "container.name": "dns"}
    one = inspect("k8s://kube-system/dns-1/dns", Privileged=True)
    one["Config"] = {**one.get("Config", {}), "Labels": {f"io.kubernetes.{key}": value for key, value in pod.items()}}
    answers(machine, one, inspect("bare"), name="of-pods")
    machine.command(
        "limactl",
        'PATH=/usr/bin:/bin\nshift 4\ncase "$*" in\n'
        '  "sh -c command -v nerdctl"*) echo 0; echo end ;;\n'
        '  "sudo -n nerdctl namespace ls --quiet") cat "$HOME/namespaces" ;;\n'
        '  "sudo -n nerdctl --namespace k8s.io "*) shift 5; exec "$HOME/path/of-pods" "$@" ;;\n'
        '  "sudo -n nerdctl "*) shift 2; exec "$HOME/path/$@" ;;\n'
        "  *) exit 1 ;;\nesac",
    )
    machine.write("namespaces", "default\nk8s.io\n")
    return machine


def test_pods_are_in_a_namespace_of_containerd(kubernetes: Machine) -> None:
    plain, pods = found(kubernetes, "colima")
    assert [one.name for one in plain.containers] == ["a"]
    assert (pods.instance, pods.error) == ("colima/default", None)
    assert [(one.name, one.vm_root) for one in pods.containers] == [
        ("k8s.io/kube-system/dns-1/dns", True),
        ("k8s.io/bare", False),
    ]


def test_namespaces_that_are_not_told_are_not_none(kubernetes: Machine) -> None:
    (kubernetes.home / "namespaces").unlink()
    plain, pods = found(kubernetes, "colima")
    assert plain.error is None
    assert pods.error == "it did not tell of its namespaces"
    kubernetes.write("namespaces", "")
    assert len(found(kubernetes, "colima")) == 1


def test_what_lies_on_the_disk_of_the_vm_is_looked_at_there(machine: Machine) -> None:
    profile(machine, mounts="[{location: ~/work}]")
    machine.mkdir("work")
    work = f"{machine.home}/work"
    paths = ("/srv/eng", "/srv/sock", "/srv/plain", work)
    answers(machine, *(inspect(name, mounts=[bind(path)]) for name, path in zip("abcd", paths, strict=True)))
    machine.command(
        "limactl",
        'PATH=/usr/bin:/bin\nshift 8\nfor path; do case "$path" in\n  /srv/eng) echo /run/docker.sock; echo s ;;\n'
        '  /srv/sock) echo "$path"; echo s ;;\n  *) echo "$path"; echo - ;;\nesac; done',
    )
    (engine,) = found(machine)
    assert [one.socket for one in engine.containers] == [True, None, False, False]
    # where the VM does not tell, nothing of its disk can be told
    machine.command("limactl", "exit 1")
    (engine,) = found(machine)
    assert [one.socket for one in engine.containers] == [None, None, None, False]


@pytest.mark.parametrize(
    ("script", "why"),
    [
        ("exec /bin/sleep 60", "in time"),
        ("echo 'Cannot connect to the Docker daemon' >&2; exit 1", "Cannot connect"),
        ("exit 3", "exit code 3"),
        ("echo 'no ids at all'", "ids"),
        ("printf '\\033[2J\\n'", "ids"),
        ("exec /usr/bin/yes 0123456789abcdef", "MB"),
        ("/usr/bin/head -c 100000000 /dev/zero | /usr/bin/tr '\\0' a", "MB"),
        ("if [ \"$3\" = ps ]; then echo 0123456789ab; else echo '['; fi", "JSON"),
        ("if [ \"$3\" = ps ]; then echo 0123456789ab; else echo '[]'; fi", "all of its containers"),
        ('if [ "$3" = ps ]; then echo 0123456789ab; else exit 2; fi', "exit code 2"),
    ],
)
def test_one_that_does_not_tell_has_an_error(
    machine: Machine, script: str, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from colima_guard.scan.engine import ask

    if "yes" in script or "head" in script:
        monkeypatch.setattr(ask, "MAX_ANSWER", 4 << 20)
    profile(machine)
    machine.command("docker", script)
    (engine,) = found(machine, patience=2.0 if "sleep" in script else 1.5 if "yes" in script else 20.0)
    assert engine.containers == ()
    assert why in (engine.error or "") or ("yes" in script and "in time" in (engine.error or ""))


def test_a_container_that_went_meanwhile_is_no_error(machine: Machine) -> None:
    profile(machine)
    answers(machine, inspect("a"))
    one = (machine.home / "engine-docker/ids").read_text()
    machine.command(
        "docker",
        f'PATH=/usr/bin:/bin\ncase "$3" in\n  ps) echo {one.strip()}; [ -e "$HOME/once" ] || echo 0123456789ab\n'
        '    touch "$HOME/once" ;;\n  container) cat "$HOME/engine-docker/containers"; [ -z "$8" ] || exit 1 ;;\nesac',
    )
    (engine,) = found(machine)
    assert (engine.error, [one.name for one in engine.containers]) == (None, ["a"])


def test_a_client_that_a_vm_may_write_is_not_run(machine: Machine) -> None:
    profile(machine, mounts="[{location: ~/path, writable: true}]")
    answers(machine, inspect("a"))
    machine.run("lock", "--yes", "--dangerous", str(machine.home / "path"))
    (machine.home / "asked").unlink(missing_ok=True)
    found(machine)
    assert asked(machine) == []


def test_quickly_only_what_runs_and_has_a_socket(machine: Machine) -> None:
    profile(machine)
    profile(machine, "k8s", runtime="containerd")
    answers(machine, inspect("a", Privileged=True))
    machine.command("limactl", 'echo "limactl $*" >> "$HOME/asked"')
    host = machine.host()
    engines = of_instances(host, survey(host, policies.load(host), Selection(("colima",))), patience=2)
    assert list(engines) == ["colima/default"]
    assert not any(line.startswith("limactl") and "shell" in line for line in asked(machine))
    assert containers.PATIENCE > 2
