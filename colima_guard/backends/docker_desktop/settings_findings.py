"""What else to know about Docker Desktop's settings than the list of shares."""

from __future__ import annotations

from collections.abc import Iterator

from colima_guard.backends.docker_desktop import layout, mounts
from colima_guard.backends.docker_desktop.releases import STORE_SINCE, escapes
from colima_guard.backends.docker_desktop.settings_file import SettingsFile
from colima_guard.backends.docker_desktop.settings_model import LIST
from colima_guard.backends.docker_desktop.settings_table import SETTINGS
from colima_guard.backends.shared.settings_table import settings_findings
from colima_guard.host.machine import Host
from colima_guard.model.finding import Finding
from colima_guard.model.release import Release
from colima_guard.model.share import Place

_ASK = "colima-guard status --deep --backend docker-desktop"
#: the keys of which several spellings would make a difference
_DECIDING = (LIST, "WslEngineEnabled", "UseWindowsContainers")


def findings(host: Host, store: SettingsFile, legacy: SettingsFile, release: Release | None) -> Iterator[Finding]:
    """Everything to know about the settings of an instance."""
    for found in (store, legacy):
        yield from _file(host, found)
    main = store if store.exists and not (release and release < STORE_SINCE) else legacy
    yield from _downgrade(store, legacy)
    yield from _windows(host, main)
    yield from _list(main)
    yield from _settings(main)
    yield from _around(host, main)
    if release is not None:
        yield from _escapes(host, main, release)


def _file(host: Host, found: SettingsFile) -> Iterator[Finding]:
    if found.unreadable:
        yield Finding("CG205", _unreadable(host, found), _allow(host), Place(found.path))
    elif found.starts is not None:
        message = f"Docker Desktop does not load its settings: {found.starts}"
        yield Finding("CG504", message, how_to_mend(found), Place(found.path, found.line))
    for key in _DECIDING:
        spelled = found.spelled(key)
        if len(spelled) > 1:
            names = ", ".join(member.key for member in spelled)
            message = f"{names} are one key to Docker Desktop, and which of them counts is not documented"
            yield Finding("CG503", message, "colima-guard lock leaves one", found.place(spelled[-1]))


def _list(found: SettingsFile) -> Iterator[Finding]:
    for member in found.spelled():
        values = member.value if isinstance(member.value, list) else []
        for text, place in zip(values, found.places(member), strict=True):
            for _, names in mounts.by_variable([text]) if isinstance(text, str) else ():
                from colima_guard.backends.shared.environment import environment_finding

                yield environment_finding(text, names, "Docker Desktop", place)


def _unreadable(host: Host, found: SettingsFile) -> str:
    if host.platform == "macos":
        return f"{found.problem} (macOS protects the data of other applications)"
    return str(found.problem)


def _allow(host: Host) -> str:
    if host.platform == "macos":
        settings = "System Settings > Privacy & Security > Full Disk Access"
        return f"allow your terminal in {settings}, or ask Docker Desktop: {_ASK}"
    return f"make it readable for you, or ask Docker Desktop: {_ASK}"


def how_to_mend(found: SettingsFile) -> str:
    """What a person does about a file that Docker Desktop does not load."""
    if found.document is not None and found.problem is None:
        return "colima-guard lock writes it without"
    if found.document is not None:
        return "set the value in Docker Desktop's window, or mend the line"
    return "bring back a copy, or mend it; do not remove it, for an older file beside it would be taken over"


def _downgrade(store: SettingsFile, legacy: SettingsFile) -> Iterator[Finding]:
    if store.document is None or legacy.document is None:
        return
    lists = [[member.value for member in found.spelled()][-1:] for found in (store, legacy)]
    if lists[0] != lists[1]:
        message = f"{layout.LEGACY} lists other directories: Docker Desktop before {STORE_SINCE} would share those"
        yield Finding("CG505", message, "colima-guard lock changes both", legacy.place_of(LIST))


def _windows(host: Host, found: SettingsFile) -> Iterator[Finding]:
    if host.platform != "windows" or not found.exists:
        return
    if mounts.uses_windows_containers(found):
        message = "Windows containers run on the host: what they reach is what your account reaches"
        remedy = "switch to Linux containers, without WSL 2"
        yield Finding("CG502", message, remedy, found.place_of("UseWindowsContainers"))
    elif mounts.uses_wsl(found):
        said = "" if found.spelled("WslEngineEnabled") else ", which is its default"
        message = f"Docker Desktop uses WSL 2{said}: its VM can reach every drive, and the list has no effect"
        yield Finding("CG501", message, "use Hyper-V (Settings > General)", found.place_of("WslEngineEnabled"))
    else:
        message = "a click on `Share it`, when a container asks for a directory, adds it to the list"
        yield Finding("CG517", message, "decline it, and let `colima-guard check` run", found.place_of(LIST))
    settings = found.settings
    if settings and (settings.integrated_wsl_distros or settings.default_wsl_distro):
        named = sorted(set(settings.integrated_wsl_distros or ())) or ["the default one"]
        message = f"the engine is integrated with WSL distributions ({', '.join(named)}), and can mount their files"
        yield Finding(
            "CG513",
            message,
            "turn it off: Settings > Resources > WSL integration",
            found.place_of("IntegratedWslDistros"),
        )


def _settings(found: SettingsFile) -> Iterator[Finding]:
    if found.settings is not None:
        yield from settings_findings(SETTINGS, found.settings, found.place_of)


def _around(host: Host, found: SettingsFile) -> Iterator[Finding]:
    admin = layout.admin_settings(host)
    managed = host.look(admin) is not None
    if managed:
        message = "an administrator's settings apply here, and win over the user's own"
        yield Finding("CG516", message, "look into it; it counts only for a signed-in Business user", Place(admin))
    settings = found.settings
    if settings and settings.eci is not True and (managed or settings.organization):
        message = "Enhanced Container Isolation is off, and a subscription that has it seems to be there"
        yield Finding("CG512", message, "Settings > General", found.place_of("EnhancedContainerIsolation"))
    if host.platform != "windows":
        message = "any container can be given /run/host-services/ssh-auth.sock, which is your SSH agent"
        yield Finding("CG515", message, "keep no keys in the agent that you would not lend", None)
    list_counts = host.platform != "windows" or not (mounts.uses_wsl(found) or mounts.uses_windows_containers(found))
    if list_counts:
        message = (
            "only Docker's documentation says that the list holds: nobody has shown here that a directory taken off it "
            "is out of reach of a privileged container, nor that /host_mnt is checked as other paths are"
        )
        yield Finding("CG506", message, "trust it as far as you trust the documentation", found.place_of(LIST))


def _escapes(host: Host, found: SettingsFile, release: Release) -> Iterator[Finding]:
    on = {"eci"} if found.settings and found.settings.eci else set()
    on |= {"grpcfuse"} if mounts.transport(host, found.settings).name == "grpcfuse" else set()
    for one in escapes(release, host.platform, frozenset(on)):
        message = f"Docker Desktop {release} has {one.name}: {one.text}"
        yield Finding("CG510", message, f"update to {one.fixed} or later")
