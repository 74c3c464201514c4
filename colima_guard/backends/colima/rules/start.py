"""What ``colima start`` and ``colima restart`` make of the files (cmd/start.go prepareConfig, cmd/restart.go)."""

from __future__ import annotations

from colima_guard.backends.colima.profile import Profile
from colima_guard.backends.colima.releases import Rules
from colima_guard.backends.shared.found_file import FoundFile
from colima_guard.backends.shared.trace import on_path
from colima_guard.formats.golang.scalars import TypeProblem
from colima_guard.formats.golang.types import replaced
from colima_guard.formats.golang.yaml_v3.document import Decoded
from colima_guard.host.machine import Host
from colima_guard.model.named_tuple import NamedTuple
from colima_guard.model.share import Place, Stop
from colima_guard.model.transport import NINE_P, REVERSE_SSHFS, VIRTIOFS_KRUNKIT, VIRTIOFS_VZ, Transport

RUNTIMES = ("docker", "containerd", "incus", "none")
_SSHFS = ("ssh", "sshfs", "reversessh", "reverse-ssh", "reversesshfs", "reverse-sshfs")


class Source(FoundFile[Decoded[Profile]]):
    """A configuration file of Colima's as it was found. What does not load of it stands in ``decoded``."""

    __slots__ = ()

    @property
    def decoded(self) -> Decoded[Profile] | None:
        """What it says; ``None`` where there is none or it cannot be read."""
        return self.value

    @property
    def doubt(self) -> str | None:
        """Why it cannot be told what Colima makes of the text."""
        return self.problem if self.decoded is not None else None

    @property
    def usable(self) -> bool:
        """Whether Colima takes it for a configuration: it loads as far as a ``runtime``."""
        return self.decoded is not None and self.decoded.value.runtime != ""

    def lean(self, *, text: bool = True) -> Source:
        """With the marks alone that shares and edits need: the findings, which need all of them, are made before.

        Without its ``text`` where nothing will edit it.
        """
        decoded = self.decoded and self.decoded.lean("mounts", "runtime", "mountType", "vmType")
        return self.saying(decoded)._replace(data=self.data if text else None)


#: stands for a file that is not there
NO_FILE = Source("")


def doubt_text(why: TypeProblem) -> str:
    """What is said of a text of which it cannot be told how Colima reads it."""
    return f"how Colima reads it cannot be told: {why.message}"


class StartConfiguration(NamedTuple):
    """The configuration that a start goes on with, and the file that it comes from (``None``: built-in defaults)."""

    profile: Profile
    source: Source | None
    transport: Transport
    refusal: Stop | None

    def places(self) -> tuple[list[Place | None], Place | None]:
        """Where each mount stands, and where the list stands."""
        if self.source is None or self.source.decoded is None:
            return [], None
        nodes, path = self.source.decoded.nodes, self.source.path
        count = len(self.profile.mounts or [])
        marks = [nodes.get(("mounts", number)) for number in range(count)]
        listed = nodes.get(("mounts",))
        whole = Place(path, listed.line, listed.column) if listed else Place(path)
        return [Place(path, mark.line, mark.column) if mark else whole for mark in marks], whole


def start_doubt(profile: Source, template: Source, legacy: Source, rules: Rules) -> str | None:
    """Why it cannot be told what ``colima start`` goes on with: one of the files that it asks is in doubt."""
    if _migrates(profile, legacy, rules):
        profile = legacy
    asked = [profile] if profile.usable or not rules.template else [profile, template]
    return next((source.doubt for source in asked if source.doubt is not None), None)


def _migrates(profile: Source, legacy: Source, rules: Rules) -> bool:
    nothing = profile.decoded is None and profile.problem is None
    return nothing and rules.migrates and legacy.decoded is not None


def on_start(
    profile: Source, template: Source, state: Source, legacy: Source, rules: Rules, host: Host
) -> StartConfiguration:
    """What ``colima start`` without flags goes on with."""
    if _migrates(profile, legacy, rules):
        profile = legacy
    source: Source | None = profile
    if not profile.usable:
        loads = template.decoded is not None and template.decoded.ok
        source = template if rules.template and loads else None
    if source is None or source.decoded is None:
        vm_type = rules.vm_type_on_macos if _macos13(host) else "qemu"
        defaults = Profile(runtime="docker", mounts=[], vm_type=vm_type, mount_type="")
        return StartConfiguration(defaults, None, transport(_fill_in(defaults, rules, host), rules, host), None)
    value = _fix(_fill_in(source.decoded.value, rules, host), state, rules)
    return StartConfiguration(value, source, transport(value, rules, host), _refusal(value, source, rules, host))


def on_restart(profile: Source, rules: Rules, host: Host) -> StartConfiguration | None:
    """What ``colima restart`` goes on with: the file as it is. ``None`` where it aborts instead."""
    if not rules.restart or not profile.usable or profile.decoded is None or not profile.decoded.ok:
        return None
    value = profile.decoded.value
    return StartConfiguration(value, profile, transport(value, rules, host), _unsupported_runtime(value, profile))


def profiles_at_start(profile: Profile, rules: Rules, host: Host) -> list[Profile]:
    """A profile as ``start`` fills it in, and as ``restart`` takes it where that is another transport."""
    return [_fill_in(profile, rules, host), *([profile] if rules.restart else [])]


def _macos13(host: Host) -> bool:
    # a version that cannot be told is taken for a current one
    return host.platform == "macos" and (not host.os_version or host.os_version >= (13,))


def _fill_in(profile: Profile, rules: Rules, host: Host) -> Profile:
    """``setConfigDefaults`` for what decides the transport."""
    filled: dict[str, str] = {}
    vm_type = profile.vm_type if _macos13(host) else "qemu"
    if not vm_type:
        no_qemu = _macos13(host) and not on_path(host, "qemu-img")
        vm_type = "vz" if no_qemu else rules.vm_type_on_macos
    filled["vm_type"] = vm_type
    if not profile.mount_type and not rules.empty_mount_type_is_sshfs:
        filled["mount_type"] = "virtiofs" if vm_type == "vz" else "sshfs"
    return replaced(profile, **filled)


def _fix(profile: Profile, state: Source, rules: Rules) -> Profile:
    """``setFixedConfigs``: what the state copy of an existing VM holds wins over the file."""
    if not rules.fixed or state.decoded is None or not state.decoded.ok:
        return profile
    kept = state.decoded.value
    fields = ("arch", "vm_type", "runtime", "mount_type")
    return replaced(profile, **{name: getattr(kept, name) for name in fields if getattr(kept, name)})


def _at(source: Source, *path: str | int) -> Place:
    node = source.decoded.nodes.get(path) if source.decoded is not None else None
    return Place(source.path, node.line, node.column) if node else Place(source.path)


def _unsupported_runtime(profile: Profile, source: Source) -> Stop | None:
    if profile.runtime in RUNTIMES:
        return None
    return Stop(f"unsupported container runtime '{profile.runtime}'", _at(source, "runtime"))


def _refusal(profile: Profile, source: Source, rules: Rules, host: Host) -> Stop | None:
    if not rules.validates:
        return _unsupported_runtime(profile, source)
    macos13 = _macos13(host)
    if profile.mount_type not in ("9p", "sshfs", *(["virtiofs"] if macos13 else [])):
        return Stop(f"invalid mountType: '{profile.mount_type}'", _at(source, "mountType"))
    if profile.vm_type not in (rules.vm_types if macos13 else ("qemu",)):
        return Stop(f"invalid vmType: '{profile.vm_type}'", _at(source, "vmType"))
    if rules.refuses_blanks:
        for number, mount in enumerate(profile.mounts or []):
            for path in (mount.location, mount.mount_point):
                if " " in path:
                    why = f"mount path with spaces is not supported by the underlying Lima runtime: {path!r}"
                    return Stop(why, _at(source, "mounts", number))
    return _unsupported_runtime(profile, source)


def driver(profile: Profile, rules: Rules, host: Host) -> str:
    """The VM driver that Lima gets: ``vz``, ``krunkit`` or ``qemu`` (environment/vm/lima/yaml.go newConf)."""
    same = profile.arch.lower() in ("", "host", host.machine, {"aarch64": "arm64", "x86_64": "amd64"}.get(host.machine))
    if _macos13(host) and same and profile.vm_type in rules.vm_types and profile.vm_type in ("vz", "krunkit"):
        return profile.vm_type
    return "qemu"


def transport(profile: Profile, rules: Rules, host: Host) -> Transport:
    """How the shares get into the guest."""
    machine = driver(profile, rules, host)
    wanted = profile.mount_type.lower()
    if machine == "vz" and rules.vm_types == ("qemu", "vz") and rules.empty_mount_type_is_sshfs:
        return VIRTIOFS_VZ  # 0.5.0 to 0.5.5: whatever mountType says
    if wanted in _SSHFS or (not wanted and rules.empty_mount_type_is_sshfs):
        return REVERSE_SSHFS
    return {"vz": VIRTIOFS_VZ, "krunkit": VIRTIOFS_KRUNKIT}.get(machine, NINE_P)
