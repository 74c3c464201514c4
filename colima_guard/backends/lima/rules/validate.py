"""Why Lima would not load or start an instance (pkg/limayaml/validate.go, the part about mounts)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from colima_guard.backends.lima.releases import Rules
from colima_guard.backends.lima.rules.entry import Around, MergedMount, Source, absolute_location
from colima_guard.backends.lima.rules.file import LimaFile
from colima_guard.backends.lima.rules.merge import Merge
from colima_guard.host.machine import Host
from colima_guard.host.values import Unreadable
from colima_guard.model.share import Place, Stop

SYSTEM_PATHS = frozenset(("/", "/bin", "/dev", "/etc", "/home", "/opt", "/sbin", "/tmp", "/usr", "/var"))
MOUNT_TYPES = ("reverse-sshfs", "9p", "virtiofs", "wsl2")
_SIZE = re.compile(r"\d+(\.\d+)?\s*([kKmMgGtTpP]i?)?[bB]?\Z")


def unused_params(main: Source) -> list[str]:
    """Keys of ``param`` that nothing in the file uses: Lima refuses to load it then (validateParamIsUsed)."""
    value = main.loaded.value
    texts = _param_texts(value)
    unused = []
    for key in value.param or {}:
        if key.startswith("internal_netplanOptional"):
            continue
        pattern = re.compile(rf"{{{{[^}}]*\.Param\.{re.escape(key)}[^}}]*}}}}|\bPARAM_{re.escape(key)}\b")
        if not any(pattern.search(text) for text in texts):
            unused.append(key)
    return unused


def _param_texts(value: LimaFile) -> list[str]:
    texts: list[str | None] = []
    for script in value.provision or []:
        texts += [script.script, script.content, script.expression, script.owner, script.path, script.permissions]
        texts.append(script.playbook)
    texts += [probe.script for probe in value.probes or []]
    for copied in value.copy_to_host or []:
        texts += [copied.guest, copied.host]
    for forward in value.port_forwards or []:
        texts += [forward.guest_socket, forward.host_socket]
    for mount in value.mounts or []:
        texts += [mount.location, mount.mount_point]
    return [text for text in texts if text]


def refusal(
    sources: Sequence[Source], merged: Merge, rules: Rules, around: Around, host: Host | None = None
) -> Stop | None:
    """The first reason for which Lima refuses the merged result, and where it stands; ``None`` when it takes it.

    ``sources`` are the files that were merged, the instance's own first; ``host`` where the directories can be asked
    for.
    """
    null = next((source for source in sources if source.loaded.null), None) if rules.refuses_null else None
    if null is not None:
        return Stop("null was used where mapping is expected", Place(null.path))
    main = sources[0]
    if rules.templates and main.loaded.value.base not in (None, [], ""):
        return Stop("field `base` must be empty for YAML validation", main.place("base"))
    for key in unused_params(main):
        why = f"field `param` key `{key}` is not used in any provision, probe, copyToHost, or portForward"
        return Stop(why, main.place("param"))
    for number, mount in enumerate(merged.mounts):
        reason = _mount_refusal(number, mount, rules, around, merged.guest_home)
        reason = reason or (_no_directory(host, mount, around) if host is not None else None)
        if reason is not None:
            return Stop(reason, mount.place)
    if merged.vm_type in rules.no_drivers:
        return Stop(f"vmType `{merged.vm_type}` is not a registered driver", merged.vm_type_place)
    return _mount_type_refusal(merged)


def _mount_type_refusal(merged: Merge) -> Stop | None:
    kind, place = merged.mount_type, merged.mount_type_place
    if kind is not None and kind not in MOUNT_TYPES:
        known = "`reverse-sshfs` or `9p` or `virtiofs`, or `wsl2`"
        return Stop(f"field `mountType` must be {known}, got `{kind}`", place)
    if kind in merged.unsupported:
        return Stop(
            f"field `mountType` must not be one of {sorted(merged.unsupported)} (`mountTypesUnsupported`)", place
        )
    return None


def _no_directory(host: Host, mount: MergedMount, around: Around) -> str | None:
    """Why Lima cannot take what is there; a location that does not exist is fine, for it is then created."""
    location = None if mount.doubt is not None else absolute_location(mount.location, around)
    if location is None:
        return None
    try:
        found = host.stat(location)
    except Unreadable:
        return f"a mount location refers to an inaccessible path: `{location}`"
    if found is None or found.kind == "dir":
        return None
    return f"a mount location refers to a non-directory path: `{location}`"


def _mount_refusal(number: int, mount: MergedMount, rules: Rules, around: Around, guest_home: str) -> str | None:
    location, mount_point = mount.location, mount.mount_point
    if mount.doubt is not None:
        return None
    if location.startswith("~") and location != "~" and not location.startswith("~/"):
        return f"field `mounts[{number}].location` refers to an unexpandable path: `{location}`"
    if not location.startswith(("/", "~")) and not rules.relative_is_cwd:
        return f"field `mounts[{number}].location` must be an absolute path, got `{location}`"
    # 1.0 looks at the directory of the host, and at what it is when the home is filled in
    checked = absolute_location(location, around) if rules.checks_location else mount_point
    what = "location" if rules.checks_location else "mountPoint"
    if checked in SYSTEM_PATHS:
        return f"field `mounts[{number}].{what}` must not be a system path such as /etc or /usr"
    if checked == guest_home:
        return f"field `mounts[{number}].{what}` is the reserved internal home directory {guest_home}"
    if mount_point.startswith("~") and not rules.checks_location and rules.tilde != "at use":
        return f"field `mounts[{number}].mountPoint` must not start with `~`"
    if mount.msize is not None and not _SIZE.match(mount.msize):
        return f"field `msize` has an invalid value: invalid size: '{mount.msize}'"
    return None
