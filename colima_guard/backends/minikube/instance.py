"""An instance of minikube: a profile with VMs of its own, or what the next one would be."""

from __future__ import annotations

from colima_guard.backends.minikube.files import Answer
from colima_guard.backends.minikube.layout import Base
from colima_guard.host.machine import Host
from colima_guard.model.instance import Instance
from colima_guard.model.paths import with_tilde
from colima_guard.model.shell import word

NAME = "minikube"
#: these start containers on an engine that is there, or nothing at all: no VM of minikube's
NO_VM = ("docker", "podman", "none", "native", "ssh", "generic", "mock")


class MinikubeInstance(Instance):
    """A profile with VMs of its own, or the next one."""

    base: Base
    driver: str
    profile: Answer
    #: what the driver saved of each of its VMs
    machines: tuple[Answer, ...] = ()
    unknown: str | None = None
    #: what beside its files shares with it, of which it cannot be told what
    beside: str | None = None
    #: whether the next profile has no mounts of its driver
    disabled: bool = False

    @property
    def short(self) -> str:
        """Its name as minikube has it."""
        return self.name.partition("/")[2].partition("@")[0]

    @property
    def narrowing(self) -> str | None:
        """What to do: the driver decides once, when it makes the VM."""
        home = "" if self.base.picked else f"MINIKUBE_HOME={word(self.base.path)} "
        if self.birthplace:
            return f"{home}minikube config set disable-driver-mounts true, and another driver than vmware and parallels"
        name = word(self.short)
        how = "without its mount" if self._has_mount else "with --disable-driver-mounts"
        return (
            f"{home}minikube delete -p {name}, which loses all that is in it, then {home}minikube start -p {name} {how}"
        )

    @property
    def _has_mount(self) -> bool:
        return any(name.lower() == "mountstring" and value for name, value in self.profile.members)


def instance_name(host: Host, base: Base, short: str) -> str:
    """``minikube/work`` in the directory that minikube picks, ``minikube/work@~/.minikube`` elsewhere."""
    name = f"{NAME}/{short}"
    return name if base.picked else f"{name}@{with_tilde(base.path, host.home)}"
