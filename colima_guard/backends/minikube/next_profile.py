"""What the next profile would be started with: `minikube config set`, or a variable, which beats it."""

from __future__ import annotations

from colima_guard.backends.minikube import layout
from colima_guard.backends.minikube.files import Answer, read
from colima_guard.backends.minikube.instance import NAME, MinikubeInstance, instance_name
from colima_guard.backends.minikube.layout import Base
from colima_guard.backends.shared.viper import BOOLEANS, Unsure, value_of
from colima_guard.host.machine import Host

#: options of a start that mount a directory, which a variable or the settings can hold, too
_MOUNTS = ("mount", "mount-string", "nfs-share")
_NOTHING = (None, False, "", "false", "0")


def birthplace(host: Host, base: Base) -> MinikubeInstance:
    """The next profile; a start can be given anything else."""
    settings = read(host, layout.settings_file(base.path))
    made = MinikubeInstance(
        name=instance_name(host, base, "(new)"),
        backend=NAME,
        home=base.path,
        birthplace=True,
        files=(settings.path,) if settings.members or settings.problem else (),
        base=base,
        driver="",
        profile=Answer(settings.path),
    )
    if settings.problem is not None and not settings.broken:
        return made.replaced(unknown=f"{settings.path} cannot be told: {settings.problem}")
    try:
        # the old name counts where the new one says nothing (selectDriver in cmd/start.go)
        driver = _said(host, settings, "driver") or _said(host, settings, "vm-driver") or ""
        disabled = _is_true(_said(host, settings, "disable-driver-mounts"))
        mounted = next((key for key in _MOUNTS if _said(host, settings, key) not in _NOTHING), None)
    except Unsure as unsure:
        return made.replaced(unknown=f"{settings.path} cannot be told: {unsure}")
    unknown = None
    if not driver and not disabled and (program := layout.legacy_program(host)) is not None:
        unknown = f"which driver it takes is decided at the start, and `{program}` is there, whose driver shares homes"
    elif mounted is not None:
        unknown = f"`{mounted}` is set for every start, by a variable or the settings: a directory is mounted"
    return made.replaced(driver=str(driver), disabled=disabled, unknown=unknown)


def _said(host: Host, settings: Answer, key: str) -> object:
    """What a variable says, else the settings: viper's order. Raises ``Unsure``."""
    return host.env(f"MINIKUBE_{key.upper().replace('-', '_')}") or value_of(settings.members, key)


def _is_true(value: object) -> bool:
    return value is True or (isinstance(value, str) and BOOLEANS.get(value, False))
