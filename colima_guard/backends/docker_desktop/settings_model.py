"""What Docker Desktop's two settings files hold: the keys that decide shares or expose the host.

Names as ``settings-store.json`` writes them. Docker's Go code matches them in any case, so the camelCase of
``settings.json`` is the same key; unknown keys are ignored here and kept in the file, as Docker does.
"""

from typing import Any, TypeVar, get_args, get_origin

from colima_guard.formats.golang.types import Struct, declared, key
from colima_guard.formats.json.read import Document, Member, fold

S = TypeVar("S", bound="Settings")

LIST = "FilesharingDirectories"


class Settings(Struct):
    """The keys of both files. ``None`` stands for a key that is absent or ``null``: Docker's own default."""

    #: how the list is spelled in this file
    list_key = LIST

    filesharing_directories: list[str] | None = key("FilesharingDirectories")
    synchronized_directories: list[Any] | None = key("SynchronizedDirectories")
    wsl_engine_enabled: bool | None = key("WslEngineEnabled")
    integrated_wsl_distros: list[str] | None = key("IntegratedWslDistros")
    default_wsl_distro: bool | None = key("EnableIntegrationWithDefaultWslDistro")
    use_windows_containers: bool | None = key("UseWindowsContainers")
    tcp_2375: bool | None = key("ExposeDockerAPIOnTCP2375")
    eci: bool | None = key("EnhancedContainerIsolation")
    eci_socket_images: list[str] | None = key("ECIDockerSocketImgList")
    eci_socket_commands: list[str] | None = key("ECIDockerSocketCmdList")
    eci_socket_command_type: str | None = key("ECIDockerSocketCmdListType")
    eci_derived_images: bool | None = key("ECIDockerSocketAllowDerivedImages")
    default_docker_socket: bool | None = key("EnableDefaultDockerSocket")
    host_networking: bool | None = key("HostNetworkingEnabled")
    kubernetes: bool | None = key("KubernetesEnabled")
    kubernetes_mode: str | None = key("KubernetesMode")
    extensions: bool | None = key("ExtensionsEnabled")
    marketplace_only: bool | None = key("OnlyMarketplaceExtensions")
    desktop_terminal: bool | None = key("DesktopTerminalEnabled")
    docker_ai: bool | None = key("EnableDockerAI")
    use_grpcfuse: bool | None = key("UseGrpcfuse")
    use_virtiofs: bool | None = key("UseVirtualizationFrameworkVirtioFS")
    wsl_grpcfuse: bool | None = key("WslEnableGrpcfuse")
    use_virtualization_framework: bool | None = key("UseVirtualizationFramework")
    use_libkrun: bool | None = key("UseLibkrun")
    organization: str | None = key("ActiveOrganizationName")
    data_folder: str | None = key("DataFolder")
    custom_wsl_distro_dir: str | None = key("CustomWslDistroDir")
    backup_data: bool | None = key("BackupData")
    app_path: str | None = key("DockerAppLaunchPath")
    bin_path: str | None = key("DockerBinInstallPath")
    integrity_check: bool | None = key("EnableIntegrityCheck")
    resource_saver: bool | None = key("UseResourceSaver")
    #: never written: too high a one keeps Docker Desktop from starting (docker/for-mac#4537)
    settings_version: int | None = key("SettingsVersion")


class SettingsStore(Settings):
    """``settings-store.json``: 4.35 and later."""


class LegacySettings(Settings):
    """``settings.json``: up to 4.34, and left in place for a downgrade since (docker/docs#21003)."""

    list_key = "filesharingDirectories"


class WrongValue(Exception):
    """A known key has a value of another kind, with which Docker Desktop does not start (docker/for-win#11927)."""

    def __init__(self, reason: str, member: Member) -> None:
        super().__init__(reason)
        self.member = member


def settings_of(document: Document, model: type[S]) -> S:
    """The settings in a file: of several spellings of a key the last one, as Go's decoder has it.

    Raises ``WrongValue``. Every spelling is looked at for that, for the decoder stops at any.
    """
    fields = {fold(field.key): field for field in declared(model)}
    values: dict[str, Any] = {}
    for member in document.members:
        if (field := fields.get(fold(member.key))) is None:
            continue
        _refuse_wrong(member, field.kind)
        values[field.name] = member.value
    return model(**values)


#: each as JSON has it, for a person
_SORTS = {bool: "true or false", list: "a list", str: "text", int: "a number"}


def _refuse_wrong(member: Member, annotation: Any) -> None:
    """Raises ``WrongValue`` unless the value, and each element of a list, is of its sort, or ``null`` as a whole."""
    wanted = get_args(annotation)[0]  # such as ``list[str] | None``
    sort = get_origin(wanted) or wanted
    if member.value is not None and type(member.value) is not sort:
        raise WrongValue(f"`{member.key}` is not {_SORTS[sort]}", member)
    element = get_args(wanted)[0] if sort is list else Any
    if element is not Any and any(type(one) is not element for one in member.value or ()):
        raise WrongValue(f"`{member.key}` is not {_SORTS[element]} in its list", member)
