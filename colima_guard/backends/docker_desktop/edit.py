"""Narrowing Docker Desktop's settings: both files as one unit, and what cannot be narrowed."""

from __future__ import annotations

from collections.abc import Sequence

from colima_guard.backends.docker_desktop import layout, mounts
from colima_guard.backends.docker_desktop.find import DesktopInstance
from colima_guard.backends.docker_desktop.settings_file import SettingsFile, parse_settings
from colima_guard.backends.docker_desktop.settings_findings import how_to_mend
from colima_guard.backends.docker_desktop.settings_model import LIST
from colima_guard.backends.shared.edit import file_change, placeholder_directory
from colima_guard.backends.shared.guest_path import unprintable
from colima_guard.formats.json.edit import edit, paste_block
from colima_guard.formats.refused import EditRefused
from colima_guard.host.machine import Host
from colima_guard.host.own_files import nothing_shared
from colima_guard.host.removable import REMOVABLE
from colima_guard.model.allowlist import Allowed, Allowlist
from colima_guard.model.plan import FileChange, Refusal, Unit
from colima_guard.model.share import Access

_NEVER_STARTED = (
    "Docker Desktop was never started here, and nothing documents that its first start takes over a file that it did "
    "not write; start it once, and lock right after"
)
_WSL = (
    "with WSL 2 every drive is within reach of its VM, and the list has no effect; what holds is another engine: "
    "Hyper-V (Settings > General, without `Use the WSL 2 based engine`), then lock again; for a fleet with Docker "
    "Business an administrator's wslEngineEnabled=false; what WSL's own automount limits would do here is not tested"
)
_WINDOWS_CONTAINERS = (
    "Windows containers run on the host itself, and no list holds for them; switch to Linux containers with Hyper-V"
)

_STAYS = "stays on the list, and Docker Desktop does not start before it is there"
_LEFT_OUT = "is left out, for Docker Desktop does not start without it: lock again once it is there"


def unit(host: Host, instance: DesktopInstance, allow: Allowlist) -> Unit:
    """Both files narrowed to the allowlist, or the refusal of both."""
    wanted = paths(host, allow)
    paste = paste_block(LIST, wanted)
    if (reason := no_effect(host, instance)) is not None:
        return _refused(instance, instance.deciding[0], None, reason, "")
    if (reason := unwritable_reason(host, allow)) is not None:
        return _refused(instance, instance.deciding[0], None, reason, "")
    files: list[FileChange] = []
    lists: list[list[str]] = []
    for found in (instance.store, instance.legacy):
        if not found.exists:
            continue
        lists.append(startable_list(host, found, wanted))
        try:
            after = narrow(found, lists[-1])
        except EditRefused as refused:
            return _refused(instance, found, refused.line, refused.reason, paste)
        if after != found.data and (wrong := _second_opinion(found, after)) is not None:
            return _refused(instance, found, None, f"the changed text is no settings file: {wrong}", paste)
        if after != found.data:
            files.append(file_change(host, found.path, found.data, after, instance.name, "json"))
    keys = tuple((found.path, (found.model.list_key,)) for found in (instance.store, instance.legacy))
    nothing = Allowlist((), allow.placeholder)
    made = placeholder_directory(host, nothing) if any(nothing_shared(host) in one for one in lists) else ()
    return Unit((instance.name,), tuple(files), made, keys=keys, notes=_notes(host, instance, allow), paste=paste)


def _second_opinion(found: SettingsFile, after: bytes) -> str | None:
    """What is wrong with a text that is to be written, by a model that knows nothing of our decoder."""
    from colima_guard.formats.golang.strict_model import second_opinion

    changed = parse_settings(found.path, after, found.model)
    return changed.problem if changed.settings is None else second_opinion(changed.settings)


def paths(host: Host, allow: Allowlist) -> list[str]:
    """What the list has to be: never empty, for that means the default list (docker/for-mac#7755)."""
    return [entry.path for entry in _entries_to_share(allow)] or [allow.placeholder or nothing_shared(host)]


def startable_list(host: Host, found: SettingsFile, wanted: Sequence[str]) -> list[str]:
    """The wanted list without what is not there now, for Docker Desktop does not start with it (desktop-linux#132).

    What the file lists already stays: it is the user's, and the disk may be back before the next start.
    """
    present = _listed_paths(found)
    kept = [path for path in wanted if path in present or host.look(path) is not None or path == nothing_shared(host)]
    return kept or [nothing_shared(host)]


def _entries_to_share(allow: Allowlist) -> list[Allowed]:
    return [entry for entry in allow.entries if entry.access is Access.RW or entry.loosely]


def no_effect(host: Host, instance: DesktopInstance) -> str | None:
    """Why no list of this instance would narrow anything, with what does; ``None`` where one would."""
    if host.platform == "windows" and any(map(mounts.uses_windows_containers, instance.deciding)):
        return _WINDOWS_CONTAINERS
    if host.platform == "windows" and any(map(mounts.uses_wsl, instance.deciding)):
        return _WSL
    return _NEVER_STARTED if instance.birthplace else None


def unshareable(path: str) -> str | None:
    """Why a directory cannot be on the list, whatever lies there; ``None`` when it can."""
    if (reason := unprintable(path)) is not None:
        return reason
    if path != path.strip():
        return "it ends with a blank, and Docker Desktop would not start with it"
    if "$" in path:
        return "it holds '$', behind which Docker Desktop looks for a variable"
    return None


def unwritable_reason(host: Host, allow: Allowlist) -> str | None:
    """Why the allowlist cannot be written as it is: a wrong entry keeps Docker Desktop from starting."""
    for entry in _entries_to_share(allow):
        same = entry.typed == entry.path
        if host.platform != "linux":
            same = entry.typed.casefold() == entry.path.casefold()
        if not same:
            return (
                f"{entry.typed} leads to {entry.path}, and Docker Desktop compares paths as they are written: allow "
                f"{entry.path} by that name, and use it in containers"
            )
        if host.look(entry.path) not in ("dir", None):
            return f"{entry.path} is no directory, and such an entry keeps Docker Desktop from starting"
        if entry.path != entry.path.strip():
            return f"{entry.path!r} ends with a blank, and Docker Desktop would not start with it"
    return None


def narrow(found: SettingsFile, wanted: Sequence[str]) -> bytes:
    """The text with the list as wanted, under the one right key. Raises ``EditRefused``."""
    if found.unreadable:
        raise EditRefused(f"{found.problem}; allow it, and lock again")
    if found.data is None or found.problem is not None:
        raise EditRefused(
            f"Docker Desktop does not load its settings: {found.problem}; {how_to_mend(found)}", found.line
        )
    # an order that is there stays
    ordered = [path for path in _listed_paths(found) if path in wanted]
    return edit(found.data, found.model.list_key, [*ordered, *(path for path in wanted if path not in ordered)])


def _listed_paths(found: SettingsFile) -> list[str]:
    """The directories that a file lists, each once."""
    spelled = found.spelled()
    present = spelled[-1].value if spelled and isinstance(spelled[-1].value, list) else []
    return list(dict.fromkeys(map(str, present)))


def _notes(host: Host, instance: DesktopInstance, allow: Allowlist) -> tuple[str, ...]:
    notes = []
    for entry in allow.entries:
        shown = entry.typed
        if entry.access is Access.RO and not entry.loosely:
            notes.append(
                f"{instance.name}: {shown} is left out, for no share is read-only there; needs --share-ro-as-rw"
            )
        elif entry.access is Access.RO:
            notes.append(f"{instance.name}: {shown} is allowed read-only, and shared writable")
        if host.look(entry.path) is None and entry in _entries_to_share(allow):
            files = [found for found in (instance.store, instance.legacy) if found.exists]
            stays = any(entry.path in _listed_paths(found) for found in files)
            notes.append(f"{instance.name}: {shown} {_STAYS if stays else _LEFT_OUT}")
        elif entry.path.startswith(REMOVABLE):
            notes.append(
                f"{instance.name}: {shown} has to be there whenever Docker Desktop starts, or it does not start"
            )
    for found in (instance.store, instance.legacy):
        if found.document is not None and found.document.bom:
            notes.append(f"{found.path}: the byte order mark goes, for Docker Desktop does not start with it")
    if not instance.files:
        return ()
    if len(instance.files) == 1 and instance.files[0] == instance.legacy.path and instance.release is None:
        notes.append(f"{instance.name}: only {layout.LEGACY} is there, which a newer Docker Desktop takes over")
    return tuple(notes)


def _refused(instance: DesktopInstance, found: SettingsFile, line: int | None, reason: str, paste: str) -> Unit:
    return Unit((instance.name,), refusal=Refusal(found.path, line, reason, paste))
