"""What Lima's files say besides shares: what does not load, and other ways to the host (specs: Lima's own fields)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from colima_guard.backends.lima.layout import Home
from colima_guard.backends.lima.rules.birthplace import Birth
from colima_guard.backends.lima.rules.file import LimaFile
from colima_guard.backends.lima.rules.merge import Source
from colima_guard.backends.lima.rules.source import Found
from colima_guard.backends.lima.rules.template import variables
from colima_guard.host.machine import Host
from colima_guard.model.finding import Finding
from colima_guard.model.paths import unshareable
from colima_guard.model.share import Place


def file_findings(host: Host, files: Sequence[Found]) -> list[Finding]:
    """Everything to know about these files that their shares do not say."""
    found: list[Finding] = []
    for file in files:
        if file.problem is not None:
            number = "CG205" if file.unreadable else "CG211"
            message = file.problem if file.unreadable else f"Lima does not load it: {file.problem}"
            found.append(Finding(number, message, "mend the file", Place(file.path, file.line)))
        if file.source is not None:
            found += [*_paths(file.source), *_other(file.source)]
    return found


def home_findings(host: Host, home: Home, birth: Birth) -> list[Finding]:
    """What to know about new instances of a home."""
    found = []
    for template in birth.own_mounts:
        message = "a template with mounts of its own: instances made from it share them, whatever the policy says"
        remedy = "change its `mounts`, or create instances with --mount-only"
        found.append(Finding("CG308", message, remedy, Place(template.path)))
    if birth.by_variable:
        message = "LIMA_TEMPLATES_PATH decides where templates come from, and replaces what lies in the Lima home"
        found.append(Finding("CG309", message, "unset it, or keep its first directory under your own eyes"))
    return found


def _paths(source: Source) -> Iterator[Finding]:
    for number, mount in enumerate(source.loaded.value.mounts or []):
        for path in filter(None, (mount.location, mount.mount_point)):
            if path is mount.location and (names := variables(path)):
                from colima_guard.backends.shared.environment import environment_finding

                yield environment_finding(path, names, "Lima", source.place("mounts", number))
            elif "{{" in path:
                message = f"{path!r} is filled in by Lima's template language"
                yield Finding("CG208", message, "write the path out", source.place("mounts", number))
            elif why := unshareable("/" + path.lstrip("~/")):
                remedy = "use a directory without it"
                yield Finding("CG207", f"{path!r} may be misread: {why}", remedy, source.place("mounts", number))


def _other(source: Source) -> Iterator[Finding]:
    value = source.loaded.value
    for number, key, applies, message, remedy in _OTHER:
        if applies(value):
            yield Finding(number, message, remedy, source.place(*key.split(".")))


def _local(locations: object) -> bool:
    return any(
        not str(getattr(one, "location", "")).startswith(("http://", "https://", "template:"))
        for one in _list(locations)
    )


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


_OTHER: tuple[tuple[str, str, Callable[[LimaFile], object], str, str], ...] = (
    (
        "CG401",
        "ssh",
        lambda value: value.ssh.forward_agent,
        "root in the guest can use the host's SSH agent",
        "set `ssh.forwardAgent: false`",
    ),
    (
        "CG413",
        "ssh",
        lambda value: value.ssh.forward_x11 or value.ssh.forward_x11_trusted,
        "the guest can talk to the host's X server, which means its keyboard and screen",
        "set `ssh.forwardX11: false`",
    ),
    (
        "CG414",
        "ssh",
        lambda value: value.ssh.load_dot_ssh_pub_keys,
        "your public SSH keys are copied into the guest",
        "set `ssh.loadDotSSHPubKeys: false`",
    ),
    (
        "CG415",
        "portForwards",
        lambda value: any(one.reverse and one.host_socket for one in value.port_forwards or []),
        "a socket of the host is put into the guest: whatever listens there can be told what to do",
        "remove the forward with `reverse: true`",
    ),
    (
        "CG403",
        "portForwards",
        lambda value: any(one.host_ip in ("0.0.0.0", "::") for one in value.port_forwards or []),
        "a guest port is opened on every interface of the host",
        "set `hostIP: 127.0.0.1`",
    ),
    (
        "CG416",
        "copyToHost",
        lambda value: value.copy_to_host,
        "a file that the guest writes is copied to a path on the host after every boot",
        "remove it, or make sure that nothing runs or trusts that file",
    ),
    (
        "CG417",
        "provision",
        lambda value: any(one.mode == "ansible" or one.playbook for one in value.provision or []),
        "an Ansible playbook runs on the host",
        "read it; it runs as you",
    ),
    (
        "CG405",
        "provision",
        lambda value: value.provision,
        "its scripts run as root in the guest at every start, and can use every share",
        "read them",
    ),
    (
        "CG410",
        "images",
        lambda value: _local(value.images),
        "a file of the host is given to the guest as a disk",
        "make sure that it holds nothing private and that nobody else can write it",
    ),
    (
        "CG406",
        "env",
        lambda value: value.env,
        "its values are written into the VM, where every container can be made to read them",
        "keep secrets out of `env`",
    ),
    (
        "CG418",
        "caCerts",
        lambda value: value.ca_certs.files,
        "files of the host are copied into the guest at every start",
        "make sure that they are certificates",
    ),
    (
        "CG404",
        "networks",
        lambda value: any(
            one.lima in ("shared", "bridged") or one.socket or one.vz_nat for one in value.networks or []
        ),
        "the VM has an address that other machines may reach",
        "remove the network",
    ),
)
