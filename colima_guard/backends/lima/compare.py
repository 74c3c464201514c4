"""Our merge against Lima's own: ``limactl list --format json`` computes the files as they are now."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from colima_guard.backends.lima.instance import LimaInstance
from colima_guard.backends.lima.layout import bad_name
from colima_guard.backends.lima.releases import NEWEST, rules_of
from colima_guard.backends.lima.rules.exposure import exposure_of
from colima_guard.errors import GuardError, UsageError
from colima_guard.host.machine import Host
from colima_guard.model.finding import Finding
from colima_guard.model.share import Access, Exposure, Place

#: Lima takes 4 ms an instance to list
_TIMEOUT = 60.0
#: instances asked for at a time: each is some 3 kB of JSON
_AT_ONCE = 100


def can_be_asked(host: Host) -> bool:
    """Whether there is a ``limactl`` that answers us: it refuses root."""
    return host.which("limactl") is not None and host.uid != 0


def differences(host: Host, instances: Sequence[LimaInstance]) -> dict[str, Sequence[Finding]]:
    """For each instance what Lima says otherwise; nothing for one that agrees. Birthplaces are not listed by Lima.

    Raises ``UsageError`` where there is no ``limactl`` to ask.
    """
    if instances and not can_be_asked(host):
        why = "Lima refuses to run as root" if host.which("limactl") is not None else "there is none on PATH"
        raise UsageError(f"--deep asks limactl, and cannot: {why}", do="leave --deep out")
    found: dict[str, Sequence[Finding]] = {}
    for path in dict.fromkeys(instance.lima_home.path for instance in instances):
        mine = [item for item in instances if item.lima_home.path == path and not item.birthplace]
        if mine:
            found |= _home(host, path, mine)
    return found


def _home(host: Host, path: str, instances: list[LimaInstance]) -> dict[str, list[Finding]]:
    # by name: one directory that is badly named makes a list of all fail, and one that is a link is not in it
    named = [one for one in instances if bad_name(one.short) is None and not host.is_link(one.dir)]
    found: dict[str, list[Finding]] = {}
    for start in range(0, len(named), _AT_ONCE):
        found |= _some(host, path, named[start : start + _AT_ONCE])
    return found


def _some(host: Host, path: str, instances: list[LimaInstance]) -> dict[str, list[Finding]]:
    argv = ["limactl", "list", "--format", "json", *(item.short for item in instances)]
    try:
        done = host.run(argv, timeout=_TIMEOUT, env={"LIMA_HOME": path})
        listed = _parse_list(done.out)
        failed = None if done.code == 0 else done.err.strip().splitlines()[-1:] or ["it did not answer in time"]
    except (GuardError, ValueError) as error:
        listed, failed = {}, [str(error)]
    if failed is not None:
        message = f"`limactl list` cannot be compared with: {failed[0][:300]}"
        return {item.name: [Finding("CG312", message, "run it yourself", Place(item.main.path))] for item in instances}
    found = {}
    for item in instances:
        difference = _difference(host, item, listed.get(item.short))
        if difference is not None:
            remedy = "report it, and trust Lima's answer"
            found[item.name] = [Finding("CG312", difference, remedy, Place(item.main.path))]
    return found


def _parse_list(text: str) -> dict[str, dict[str, Any]]:
    """What it printed, a line an instance. Raises ``ValueError`` for what is not as Lima prints it."""
    lines = [json.loads(line) for line in text.splitlines() if line.strip()]
    for one in lines:
        config = one.get("config") if isinstance(one, dict) else one
        mounts = (config.get("mounts") or []) if isinstance(config, dict) else []
        if not isinstance(one, dict) or not isinstance(mounts, list) or not all(isinstance(m, dict) for m in mounts):
            raise ValueError("it prints something that is not known here")
    return {str(one.get("name")): one for one in lines}


def _difference(host: Host, instance: LimaInstance, listed: dict[str, Any] | None) -> str | None:
    release = instance.release or NEWEST
    mine = exposure_of(host, instance, rules_of(release), release)
    if listed is None:
        return None if instance.unknown else "`limactl list` does not know it"
    if mine.unknown is not None and mine.refusal is None:
        return None  # that we cannot tell is said already
    config = listed.get("config")
    if not isinstance(config, dict):
        return None if mine.refusal is not None else "`limactl list` cannot load it, and colima-guard can"
    if mine.refusal is not None:
        return f"`limactl list` loads it, and colima-guard does not: {mine.refusal}"
    theirs = sorted(_share(host, one) for one in config.get("mounts") or [])
    ours = sorted(_ours(mine))
    if theirs == ours:
        return None
    return f"`limactl list` says {_text(theirs)}, colima-guard says {_text(ours)}"


def _share(host: Host, mount: dict[str, Any]) -> tuple[str, str, str]:
    location, point = str(mount.get("location", "")), str(mount.get("mountPoint", ""))
    # Lima 1.0 shows the home as ~
    home = host.home
    expand = [home + path[1:] if path == "~" or path.startswith("~/") else path for path in (location, point)]
    return expand[0], expand[1], (Access.RW if mount.get("writable") else Access.RO).value


def _ours(exposure: Exposure) -> list[tuple[str, str, str]]:
    shares = [(share.location, share.mount_point, share.asked.value) for share in exposure.shares]
    return [
        ("?" if location is None else location, "?" if point is None else point, how) for location, point, how in shares
    ]


def _text(shares: list[tuple[str, str, str]]) -> str:
    return ", ".join(f"{access} {location} at {point}" for location, point, access in shares) or "nothing"
