"""What Docker Desktop's two settings files hold: the keys that decide shares or expose the host.

Names as ``settings-store.json`` writes them. Docker's Go code matches them in any case, so the camelCase of
``settings.json`` is the same key; unknown keys are kept and ignored, as Docker does.
"""

from __future__ import annotations

from typing import Any, ClassVar, TypeVar, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Field

from colima_guard.formats.json.read import Document, Member, fold

S = TypeVar("S", bound="Settings")

LIST = "FilesharingDirectories"


class Settings(BaseModel):
    """The keys of both files. ``None`` stands for a key that is absent or ``null``: Docker's own default."""

    model_config = ConfigDict(extra="allow", strict=True, defer_build=True)

    #: how the list is spelled in this file
    list_key: ClassVar[str] = LIST

    filesharing_directories: list[str] | None = Field(default=None, alias="FilesharingDirectories")
    synchronized_directories: list[Any] | None = Field(default=None, alias="SynchronizedDirectories")
    wsl_engine_enabled: bool | None = Field(default=None, alias="WslEngineEnabled")
    integrated_wsl_distros: list[str] | None = Field(default=None, alias="IntegratedWslDistros")
    default_wsl_distro: bool | None = Field(default=None, alias="EnableIntegrationWithDefaultWslDistro")
    use_windows_containers: bool | None = Field(default=None, alias="UseWindowsContainers")
    tcp_2375: bool | None = Field(default=None, alias="ExposeDockerAPIOnTCP2375")
    eci: bool | None = Field(default=None, alias="EnhancedContainerIsolation")
    eci_socket_images: list[str] | None = Field(default=None, alias="ECIDockerSocketImgList")
    eci_socket_commands: list[str] | None = Field(default=None, alias="ECIDockerSocketCmdList")
    eci_socket_command_type: str | None = Field(default=None, alias="ECIDockerSocketCmdListType")
    eci_derived_images: bool | None = Field(default=None, alias="ECIDockerSocketAllowDerivedImages")
    default_docker_socket: bool | None = Field(default=None, alias="EnableDefaultDockerSocket")
    host_networking: bool | None = Field(default=None, alias="HostNetworkingEnabled")
    kubernetes: bool | None = Field(default=None, alias="KubernetesEnabled")
    kubernetes_mode: str | None = Field(default=None, alias="KubernetesMode")
    extensions: bool | None = Field(default=None, alias="ExtensionsEnabled")
    marketplace_only: bool | None = Field(default=None, alias="OnlyMarketplaceExtensions")
    desktop_terminal: bool | None = Field(default=None, alias="DesktopTerminalEnabled")
    docker_ai: bool | None = Field(default=None, alias="EnableDockerAI")
    use_grpcfuse: bool | None = Field(default=None, alias="UseGrpcfuse")
    use_virtiofs: bool | None = Field(default=None, alias="UseVirtualizationFrameworkVirtioFS")
    wsl_grpcfuse: bool | None = Field(default=None, alias="WslEnableGrpcfuse")
    use_virtualization_framework: bool | None = Field(default=None, alias="UseVirtualizationFramework")
    use_libkrun: bool | None = Field(default=None, alias="UseLibkrun")
    organization: str | None = Field(default=None, alias="ActiveOrganizationName")
    data_folder: str | None = Field(default=None, alias="DataFolder")
    custom_wsl_distro_dir: str | None = Field(default=None, alias="CustomWslDistroDir")
    backup_data: bool | None = Field(default=None, alias="BackupData")
    app_path: str | None = Field(default=None, alias="DockerAppLaunchPath")
    bin_path: str | None = Field(default=None, alias="DockerBinInstallPath")
    integrity_check: bool | None = Field(default=None, alias="EnableIntegrityCheck")
    resource_saver: bool | None = Field(default=None, alias="UseResourceSaver")
    #: never written: too high a one keeps Docker Desktop from starting (docker/for-mac#4537)
    settings_version: int | None = Field(default=None, alias="SettingsVersion")


class SettingsStore(Settings):
    """``settings-store.json``: 4.35 and later."""


class LegacySettings(Settings):
    """``settings.json``: up to 4.34, and left in place for a downgrade since (docker/docs#21003)."""

    list_key: ClassVar[str] = "filesharingDirectories"


class WrongValue(Exception):
    """A known key has a value of another kind, with which Docker Desktop does not start (docker/for-win#11927)."""

    def __init__(self, reason: str, member: Member) -> None:
        super().__init__(reason)
        self.member = member


def settings_of(document: Document, model: type[S]) -> S:
    """The settings in a file: of several spellings of a key the last one, as Go's decoder has it.

    Raises ``WrongValue``. Every spelling is looked at for that, for the decoder stops at any. The model says which
    values are right; its own validator would say the same, and takes longer to build than all files to read.
    """
    fields = {fold(str(field.alias)): field for field in model.model_fields.values()}
    values: dict[str, Any] = {}
    unknown: dict[str, Any] = {}
    for member in document.members:
        if (field := fields.get(fold(member.key))) is None:
            unknown[member.key] = member.value
            continue
        _refuse_wrong(member, field.annotation)
        values[str(field.alias)] = member.value
    settings = model.model_construct(**values)
    # not by name, for a key may be called as a parameter is
    settings.__pydantic_extra__ = unknown
    return settings


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
