"""The catalogue of findings: what all with one id have in common. Each id has a section in docs/findings.md."""

from __future__ import annotations

from enum import Enum, StrEnum

from colima_guard.model.named_tuple import NamedTuple


class Severity(StrEnum):
    INFO = "info"
    WARN = "warn"
    HIGH = "high"


class Acceptance(Enum):
    """How a policy can accept a finding: none that says that something cannot be told, or is not kept out."""

    NEVER = "not accepted"
    #: of a share or a mount: for one path of one instance, never as such
    PATH = "accepted for a path"
    #: it says that a strength is missing, or that something can be known
    INSTANCE = "accepted for an instance"
    #: of a scan, for one project or container: what it gives away is the whole VM, whoever wrote the project
    PROJECT = "accepted for a project"
    #: of a scan: no policy takes it, but a comment beside it with a reason does
    COMMENT = "accepted by a comment"


class State(Enum):
    """What an id stands for, where that decides what else is said or done."""

    UNCONFINED = "the transport does not confine the guest"
    LOST_CONFINE = "the policy says to confine, and the transport does not"
    PENDING_CONFINE = "the files name a transport that confines, which a restart alone takes over"
    OLDER_SHARES = "what runs is another thing than what the files say, or may be: a restart helps"
    BROKEN_FILE = "a file does not load, and has to be mended before a list in it counts"
    VARIABLE = "a path is another one in another environment"
    BESIDE_THE_FILES = "no file of the VM says it, so that a lock has not mended it"
    EXPIRED = "what the policy accepted counts again"


class Kind(NamedTuple):
    """A row of the catalogue."""

    severity: Severity
    title: str
    accepted: Acceptance = Acceptance.NEVER
    #: it is a reason by itself why an instance is not as wanted; the rest explains
    offence: bool = False
    stands_for: State | None = None
    #: what has it is SOFT at best
    soft: bool = False

    @property
    def loud(self) -> bool:
        """Whether a table of all instances names it."""
        return self.severity is Severity.HIGH or self.offence or self.stands_for is State.EXPIRED


#: Every finding of the project. Ids are never reused.
FINDINGS: dict[str, Kind] = {
    "CG101": Kind(Severity.HIGH, "A directory outside the allowlist is shared", Acceptance.PATH, offence=True),
    "CG102": Kind(
        Severity.HIGH, "A share is writable where the allowlist says read-only", Acceptance.PATH, offence=True
    ),
    "CG103": Kind(Severity.HIGH, "The whole home is shared by default", Acceptance.PATH, offence=True),
    "CG104": Kind(
        Severity.HIGH,
        "The transport does not confine the VM",
        Acceptance.INSTANCE,
        offence=True,
        stands_for=State.UNCONFINED,
    ),
    "CG105": Kind(Severity.WARN, "Read-only is enforced inside the VM only", Acceptance.INSTANCE),
    "CG106": Kind(
        Severity.WARN, "Confinement takes effect by restart only", Acceptance.INSTANCE, stands_for=State.PENDING_CONFINE
    ),
    "CG107": Kind(
        Severity.HIGH,
        "The VM has lost its confining transport",
        Acceptance.INSTANCE,
        offence=True,
        stands_for=State.LOST_CONFINE,
    ),
    "CG108": Kind(Severity.INFO, "Colima shares its own cache directory", Acceptance.INSTANCE),
    "CG109": Kind(Severity.WARN, "The allowlist holds a dangerous directory", Acceptance.INSTANCE, offence=True),
    "CG110": Kind(
        Severity.HIGH, "The placeholder directory is not as it must be", offence=True, stands_for=State.BESIDE_THE_FILES
    ),
    "CG111": Kind(Severity.HIGH, "The VM can reach its own configuration", Acceptance.PATH),
    "CG112": Kind(Severity.HIGH, "The VM can redirect a share", offence=True),
    "CG113": Kind(
        Severity.HIGH,
        "A mount shows what is not allowed",
        Acceptance.PATH,
        offence=True,
        stands_for=State.BESIDE_THE_FILES,
    ),
    "CG114": Kind(Severity.HIGH, "What a mount shows cannot be told", offence=True, stands_for=State.BESIDE_THE_FILES),
    "CG115": Kind(
        Severity.HIGH,
        "A secret has a second name in a shared directory",
        offence=True,
        stands_for=State.BESIDE_THE_FILES,
    ),
    "CG201": Kind(
        Severity.HIGH, "The profile does not load as it is written", offence=True, stands_for=State.BROKEN_FILE
    ),
    "CG202": Kind(Severity.HIGH, "A key is written in a way that is ignored"),
    "CG203": Kind(Severity.WARN, "The profile cannot be restarted as it is", Acceptance.INSTANCE),
    "CG204": Kind(Severity.WARN, "The instance would not start", Acceptance.INSTANCE),
    "CG205": Kind(Severity.HIGH, "A file cannot be read", offence=True),
    "CG206": Kind(Severity.WARN, "A path depends on the environment", Acceptance.INSTANCE),
    "CG207": Kind(Severity.WARN, "A path would be misread on the way to the VM", Acceptance.INSTANCE),
    "CG208": Kind(Severity.HIGH, "A path is filled in by Lima's template language", offence=True),
    "CG209": Kind(Severity.WARN, "A directory's name stops Lima's list"),
    "CG210": Kind(Severity.INFO, "An instance that Lima's list does not show", Acceptance.INSTANCE),
    "CG211": Kind(Severity.HIGH, "Lima does not load a file", stands_for=State.BROKEN_FILE),
    "CG212": Kind(Severity.HIGH, "A path is filled in from a variable", offence=True, stands_for=State.VARIABLE),
    "CG301": Kind(Severity.HIGH, "The VM still runs with older shares", offence=True, stands_for=State.OLDER_SHARES),
    "CG303": Kind(Severity.WARN, "The release is not known"),
    "CG304": Kind(Severity.WARN, "Other releases would share more", Acceptance.INSTANCE),
    "CG305": Kind(Severity.WARN, "A configuration directory depends on where Colima is started", offence=True),
    "CG306": Kind(Severity.INFO, "A configuration file of an old release is still there", Acceptance.INSTANCE),
    "CG307": Kind(Severity.WARN, "An interrupted change"),
    "CG308": Kind(Severity.WARN, "A template shares directories of its own", Acceptance.INSTANCE),
    "CG309": Kind(Severity.WARN, "Templates come from elsewhere", Acceptance.INSTANCE),
    "CG310": Kind(
        Severity.HIGH, "The running VM sees more than its files say", offence=True, stands_for=State.OLDER_SHARES
    ),
    "CG311": Kind(Severity.WARN, "What the running VM sees cannot be told", stands_for=State.OLDER_SHARES),
    "CG312": Kind(
        Severity.HIGH, "The VM program reads its files differently", offence=True, stands_for=State.BESIDE_THE_FILES
    ),
    "CG313": Kind(Severity.WARN, "Whether the VM runs is not certain"),
    "CG314": Kind(Severity.HIGH, "A file of the last start would share more", offence=True),
    "CG315": Kind(Severity.HIGH, "A program lies where a VM can write", offence=True),
    "CG316": Kind(Severity.HIGH, "A proof has failed", offence=True, stands_for=State.OLDER_SHARES),
    "CG319": Kind(Severity.WARN, "A change that cannot be taken back"),
    "CG401": Kind(Severity.WARN, "The host's SSH agent is forwarded", Acceptance.INSTANCE),
    "CG402": Kind(Severity.INFO, "The VM can reach services on the host's localhost", Acceptance.INSTANCE),
    "CG403": Kind(Severity.WARN, "Ports of the VM are opened on all interfaces of the host", Acceptance.INSTANCE),
    "CG404": Kind(Severity.INFO, "The VM is reachable from the network", Acceptance.INSTANCE),
    "CG405": Kind(Severity.INFO, "Provision scripts run as root in the VM", Acceptance.INSTANCE),
    "CG406": Kind(Severity.WARN, "Environment variables are handed to the VM", Acceptance.INSTANCE),
    "CG407": Kind(Severity.WARN, "The Docker API is served over TCP", Acceptance.INSTANCE),
    "CG408": Kind(Severity.WARN, "The VM writes into your kubeconfig", Acceptance.INSTANCE),
    "CG409": Kind(Severity.INFO, "The VM is told the names of changed files", Acceptance.INSTANCE),
    "CG410": Kind(Severity.INFO, "A local disk image is booted", Acceptance.INSTANCE),
    "CG411": Kind(Severity.WARN, "Docker client keys are copied into the VM", Acceptance.INSTANCE),
    "CG412": Kind(Severity.HIGH, "Symbolic links lead out of the share", Acceptance.INSTANCE),
    "CG413": Kind(Severity.WARN, "The host's X server is within reach", Acceptance.INSTANCE),
    "CG414": Kind(Severity.INFO, "Public SSH keys are copied into the VM", Acceptance.INSTANCE),
    "CG415": Kind(Severity.WARN, "A socket of the host is forwarded into the VM", Acceptance.INSTANCE),
    "CG416": Kind(Severity.WARN, "Files of the VM are copied to the host", Acceptance.INSTANCE),
    "CG417": Kind(Severity.WARN, "An Ansible playbook runs on the host", Acceptance.INSTANCE),
    "CG418": Kind(Severity.INFO, "Files of the host are copied into the VM", Acceptance.INSTANCE),
    "CG420": Kind(Severity.HIGH, "A container holds the socket of its engine", Acceptance.PROJECT),
    "CG421": Kind(Severity.HIGH, "A container can do all that its VM can", Acceptance.PROJECT),
    "CG422": Kind(Severity.WARN, "A container has more rights than the default", Acceptance.COMMENT),
    "CG423": Kind(Severity.WARN, "A bind mount of a directory outside the allowlist", Acceptance.COMMENT),
    "CG424": Kind(Severity.HIGH, "A bind mount of a secret", Acceptance.COMMENT),
    "CG425": Kind(Severity.WARN, "Mounts of a container spread to its VM", Acceptance.COMMENT),
    "CG426": Kind(Severity.WARN, "A project runs a command on the host", Acceptance.COMMENT),
    "CG427": Kind(Severity.WARN, "What a project gives its containers cannot be told", Acceptance.COMMENT),
    "CG428": Kind(Severity.WARN, "A project cannot be read, or its own program refuses it", Acceptance.COMMENT),
    "CG429": Kind(Severity.INFO, "A link in a project leads out of it", Acceptance.COMMENT),
    "CG431": Kind(Severity.HIGH, "Compose reads a project differently"),
    "CG430": Kind(Severity.HIGH, "An empty directory in the VM hides a share"),
    "CG432": Kind(Severity.WARN, "An engine does not answer"),
    "CG501": Kind(Severity.HIGH, "WSL 2 shares every drive"),
    "CG502": Kind(Severity.HIGH, "Windows containers run on the host"),
    "CG503": Kind(Severity.HIGH, "A key of Docker Desktop is written in several spellings"),
    "CG504": Kind(
        Severity.HIGH, "Docker Desktop does not load its settings", offence=True, stands_for=State.BROKEN_FILE
    ),
    "CG505": Kind(Severity.WARN, "The old settings file lists other directories"),
    "CG506": Kind(Severity.INFO, "What the list of shares rests on"),
    "CG507": Kind(Severity.WARN, "A read-only directory is left out"),
    "CG508": Kind(Severity.WARN, "Extensions run on the host"),
    "CG509": Kind(Severity.INFO, "Containers reach the local services of the host"),
    "CG510": Kind(Severity.HIGH, "A release with a known escape"),
    "CG511": Kind(Severity.WARN, "Copies of directories lie in the VM's disk"),
    "CG512": Kind(Severity.INFO, "Enhanced Container Isolation is off"),
    "CG513": Kind(Severity.WARN, "The engine is integrated with WSL distributions"),
    "CG514": Kind(Severity.INFO, "Pods mount shared directories by themselves"),
    "CG515": Kind(Severity.INFO, "Containers can be given the SSH agent"),
    "CG516": Kind(Severity.INFO, "Settings of an administrator apply"),
    "CG517": Kind(Severity.WARN, "The list grows by a click"),
    "CG518": Kind(Severity.HIGH, "Docker Desktop was never started"),
    "CG520": Kind(Severity.HIGH, "A Podman machine of WSL sees every drive"),
    "CG521": Kind(Severity.HIGH, "Podman does not load a machine's file", offence=True, stands_for=State.BROKEN_FILE),
    "CG522": Kind(Severity.HIGH, "A machine of Podman 4", offence=True),
    "CG523": Kind(Severity.HIGH, "What the next Podman machine shares cannot be told", offence=True),
    "CG524": Kind(Severity.WARN, "Another Podman release reads the files otherwise"),
    "CG535": Kind(Severity.HIGH, "WSL does not read all of wsl.conf"),
    "CG536": Kind(Severity.WARN, "WSL does not read all of .wslconfig"),
    "CG537": Kind(Severity.HIGH, "Programs of Windows can be run in a distribution"),
    "CG538": Kind(Severity.INFO, "What keeps Windows' files from the VM is not documented"),
    "CG539": Kind(Severity.HIGH, "A file of a distribution cannot be read"),
    "CG540": Kind(Severity.WARN, "Another program makes this distribution", Acceptance.INSTANCE),
    "CG541": Kind(Severity.INFO, "A new distribution sees every drive"),
    "CG542": Kind(Severity.INFO, "A distribution sees only itself"),
    "CG550": Kind(Severity.INFO, "A directory that the VM cannot do without is shared", Acceptance.INSTANCE),
    "CG551": Kind(Severity.HIGH, "Rancher Desktop does not start with its files"),
    "CG552": Kind(Severity.HIGH, "WSL runs the VM, and attaches every drive", Acceptance.INSTANCE),
    "CG553": Kind(Severity.HIGH, "Anybody on this machine can change Finch"),
    "CG565": Kind(Severity.HIGH, "A directory is attached to the VM, and not mounted", Acceptance.PATH, offence=True),
    "CG566": Kind(Severity.HIGH, "crc does not read its setting", offence=True, stands_for=State.BROKEN_FILE),
    "CG567": Kind(Severity.WARN, "A variable beats the settings of crc", Acceptance.INSTANCE, offence=True),
    "CG568": Kind(Severity.HIGH, "OrbStack has no list of directories", Acceptance.INSTANCE),
    "CG569": Kind(Severity.HIGH, "What a profile of minikube shares cannot be told", offence=True),
    "CG570": Kind(Severity.HIGH, "A setting of Apple's container cannot be told", offence=True),
    "CG571": Kind(
        Severity.WARN, "Instances of Multipass cannot be looked at", Acceptance.INSTANCE, offence=True, soft=True
    ),
    "CG601": Kind(Severity.WARN, "An accepted finding has expired", stands_for=State.EXPIRED),
    "CG602": Kind(Severity.INFO, "An accepted finding does not occur"),
    "CG603": Kind(Severity.WARN, "A comment that ignores a finding does not count"),
}
