"""Findings: one thing to know each, with a stable id. Each id has a section in docs/findings.md."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from colima_guard.model.share import Place

if TYPE_CHECKING:
    from colima_guard.model.policy import Accepted


class Severity(StrEnum):
    INFO = "info"
    WARN = "warn"
    HIGH = "high"


class Kind(NamedTuple):
    """A row of the table: what every finding with this id has in common."""

    severity: Severity
    title: str


#: Every finding of the project. Ids are never reused; a test walks the table and the documentation.
KINDS: dict[str, Kind] = {
    "CG101": Kind(Severity.HIGH, "A directory outside the allowlist is shared"),
    "CG102": Kind(Severity.HIGH, "A share is writable where the allowlist says read-only"),
    "CG103": Kind(Severity.HIGH, "The whole home is shared by default"),
    "CG104": Kind(Severity.HIGH, "The transport does not confine the guest"),
    "CG105": Kind(Severity.WARN, "Read-only is held by the guest alone"),
    "CG106": Kind(Severity.WARN, "Confinement takes effect by restart only"),
    "CG107": Kind(Severity.HIGH, "A lost confine"),
    "CG108": Kind(Severity.INFO, "Colima shares its own cache directory"),
    "CG109": Kind(Severity.WARN, "The allowlist holds a dangerous directory"),
    "CG110": Kind(Severity.HIGH, "The placeholder directory is not as it must be"),
    "CG111": Kind(Severity.HIGH, "The VM can reach its own configuration"),
    "CG112": Kind(Severity.HIGH, "The VM can lead a share elsewhere"),
    "CG113": Kind(Severity.HIGH, "A mount shows what is not allowed"),
    "CG114": Kind(Severity.HIGH, "What a mount shows cannot be told"),
    "CG115": Kind(Severity.HIGH, "A secret has a second name in a shared directory"),
    "CG201": Kind(Severity.HIGH, "The profile does not load as it is written"),
    "CG202": Kind(Severity.HIGH, "A key is written in a way that is ignored"),
    "CG203": Kind(Severity.WARN, "The profile cannot be restarted as it is"),
    "CG204": Kind(Severity.WARN, "The instance would not start"),
    "CG205": Kind(Severity.HIGH, "A file cannot be read"),
    "CG206": Kind(Severity.WARN, "A path depends on the environment"),
    "CG207": Kind(Severity.WARN, "A path would be misread on the way to the guest"),
    "CG208": Kind(Severity.HIGH, "A path is filled in by Lima's template language"),
    "CG209": Kind(Severity.WARN, "A directory's name stops Lima's list"),
    "CG210": Kind(Severity.INFO, "An instance that Lima's list does not show"),
    "CG211": Kind(Severity.HIGH, "Lima does not load a file"),
    "CG212": Kind(Severity.HIGH, "A path is filled in from a variable"),
    "CG301": Kind(Severity.HIGH, "The VM still runs with older shares"),
    "CG303": Kind(Severity.WARN, "The release is not known"),
    "CG304": Kind(Severity.WARN, "Other releases would share more"),
    "CG305": Kind(Severity.WARN, "A configuration directory depends on where Colima is started"),
    "CG306": Kind(Severity.INFO, "A configuration file of an old release lies beside"),
    "CG307": Kind(Severity.WARN, "An interrupted change"),
    "CG308": Kind(Severity.WARN, "A template shares directories of its own"),
    "CG309": Kind(Severity.WARN, "Templates come from elsewhere"),
    "CG310": Kind(Severity.HIGH, "The running VM sees more than its files say"),
    "CG311": Kind(Severity.WARN, "What the running VM sees cannot be told"),
    "CG312": Kind(Severity.HIGH, "The VM program sees its files differently"),
    "CG313": Kind(Severity.WARN, "Whether the VM runs is not certain"),
    "CG314": Kind(Severity.HIGH, "A file of the last start would share more"),
    "CG315": Kind(Severity.HIGH, "A program lies where VMs may write"),
    "CG319": Kind(Severity.WARN, "A change that cannot be taken back"),
    "CG401": Kind(Severity.WARN, "The host's SSH agent is forwarded"),
    "CG402": Kind(Severity.INFO, "Host services are within reach of the guest"),
    "CG403": Kind(Severity.WARN, "Guest ports appear on all interfaces of the host"),
    "CG404": Kind(Severity.INFO, "The VM is reachable from the network"),
    "CG405": Kind(Severity.INFO, "Provision scripts run as root in the guest"),
    "CG406": Kind(Severity.WARN, "Environment variables are handed to the VM"),
    "CG407": Kind(Severity.WARN, "The Docker API is served over TCP"),
    "CG408": Kind(Severity.WARN, "A guest writes into the host's kubeconfig"),
    "CG409": Kind(Severity.INFO, "Names of changed files reach the guest"),
    "CG410": Kind(Severity.INFO, "A local disk image is booted"),
    "CG411": Kind(Severity.WARN, "Docker client keys are copied into the guest"),
    "CG412": Kind(Severity.HIGH, "Symbolic links lead out of the share"),
    "CG413": Kind(Severity.WARN, "The host's X server is within reach"),
    "CG414": Kind(Severity.INFO, "Public SSH keys are copied into the guest"),
    "CG415": Kind(Severity.WARN, "A socket of the host is put into the guest"),
    "CG416": Kind(Severity.WARN, "The guest's files are copied to the host"),
    "CG417": Kind(Severity.WARN, "An Ansible playbook runs on the host"),
    "CG418": Kind(Severity.INFO, "Files of the host are copied into the guest"),
    "CG501": Kind(Severity.HIGH, "WSL 2 shares every drive"),
    "CG502": Kind(Severity.HIGH, "Windows containers run on the host"),
    "CG503": Kind(Severity.HIGH, "A key of Docker Desktop is written in several spellings"),
    "CG504": Kind(Severity.HIGH, "Docker Desktop does not load its settings"),
    "CG505": Kind(Severity.WARN, "The old settings file lists other directories"),
    "CG506": Kind(Severity.INFO, "What the list of shares rests on"),
    "CG507": Kind(Severity.WARN, "A read-only directory is left out"),
    "CG508": Kind(Severity.WARN, "Extensions run on the host"),
    "CG509": Kind(Severity.INFO, "Containers reach the local services of the host"),
    "CG510": Kind(Severity.HIGH, "A release with a known escape"),
    "CG511": Kind(Severity.WARN, "Copies of directories lie in the VM's disk"),
    "CG512": Kind(Severity.INFO, "Enhanced Container Isolation is off"),
    "CG513": Kind(Severity.WARN, "The engine is wired into WSL distributions"),
    "CG514": Kind(Severity.INFO, "Pods mount shared directories by themselves"),
    "CG515": Kind(Severity.INFO, "Containers can be given the SSH agent"),
    "CG516": Kind(Severity.INFO, "Settings of an administrator apply"),
    "CG517": Kind(Severity.WARN, "The list grows by a click"),
    "CG518": Kind(Severity.HIGH, "Docker Desktop was never started"),
    "CG601": Kind(Severity.WARN, "An accepted finding has expired"),
    "CG602": Kind(Severity.INFO, "An accepted finding does not occur"),
}


class Finding(NamedTuple):
    """One thing to know about an instance: what it is, where it stands, what to do."""

    id: str
    message: str
    remedy: str
    place: Place | None = None
    #: the real path of the share that it is about
    path: str | None = None
    #: what says that it is known and taken
    accepted: Accepted | None = None

    @property
    def severity(self) -> Severity:
        return KINDS[self.id].severity
