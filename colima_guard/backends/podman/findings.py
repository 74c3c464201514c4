"""What the files of Podman say beside what they share."""

from __future__ import annotations

from collections.abc import Iterator

from colima_guard.backends.podman.config.merge import Merged, merged
from colima_guard.backends.podman.machine_file import MachineFile
from colima_guard.backends.podman.releases import CLASSES
from colima_guard.backends.shared.environment import environment_finding
from colima_guard.backends.shared.expand_env import variables
from colima_guard.host.machine import Host
from colima_guard.model.finding import Finding
from colima_guard.model.release import Release
from colima_guard.model.share import Place


def of_machine(provider: str, file: MachineFile) -> Iterator[Finding]:
    """What is to be known of a machine that was made."""
    place = Place(file.path, file.line)
    if provider == "wsl":
        message = "a machine of WSL sees every drive of Windows, whatever it was made with"
        yield Finding("CG520", message, "make it with the Hyper-V provider", place)
    elif file.unreadable:
        yield Finding("CG205", file.problem or "", f"make it readable for you: {file.path}", place)
    elif file.config is None:
        what = "what Podman makes of it cannot be told" if file.unsure else "Podman does not load it"
        yield Finding("CG521", f"{what}: {file.why_not_loaded}", "mend that, or make the machine anew", place)
    elif file.config.version < 1:
        message = "it was made by Podman 4, and a newer one does not load it"
        yield Finding("CG522", message, "podman machine rm, and init", place)


def of_next(host: Host, what: Merged, installed: Release | None) -> Iterator[Finding]:
    """What is to be known of the files that the next machine is made from."""
    if what.unknown is not None:
        file = what.files[-1] if what.files else None
        yield Finding("CG523", what.unknown, "mend the file, then look again", Place(file) if file else None)
    for listed in what.volumes:
        if listed.place is not None and "$" in listed.text and (names := variables(listed.text)):
            yield environment_finding(listed.text, names, "`podman machine init`", listed.place)
    if installed is not None:
        yield from _other_releases(host, what, installed)


def _other_releases(host: Host, what: Merged, installed: Release) -> Iterator[Finding]:
    """The newer releases by which the same files, where they say anything, mean another list."""
    for of in CLASSES:
        if of.since <= installed or not what.deciding:
            continue
        then = merged(host, of)
        if [one.text for one in then.volumes] != [one.text for one in what.volumes]:
            message = f"Podman {of.since} would make another list of the same files"
            place = Place(then.deciding[-1]) if then.deciding else None
            yield Finding(
                "CG524", message, f"before you install it, look: colima-guard status --release podman={of.since}", place
            )
            return
