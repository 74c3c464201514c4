"""``default.yaml`` and ``override.yaml`` of Rancher Desktop's Lima home as texts, locked without being anywhere."""

from __future__ import annotations

from colima_guard.backends.lima.layout import Home
from colima_guard.backends.lima.releases import NEWEST as NEWEST_LIMA
from colima_guard.backends.lima.rules.source import ConfigFile, parse
from colima_guard.backends.rancher_desktop import layout
from colima_guard.backends.rancher_desktop.edit.lists import DEFAULT_HEAD, OVERRIDE_HEAD, changed_list, new_file
from colima_guard.backends.rancher_desktop.edit.prove import unproved
from colima_guard.backends.rancher_desktop.edit.shadow import shadow
from colima_guard.backends.rancher_desktop.generated import Own
from colima_guard.backends.rancher_desktop.instance import RancherInstance
from colima_guard.backends.rancher_desktop.layout import MACHINE, NAME
from colima_guard.backends.rancher_desktop.releases import NEWEST, SHADOWS_SINCE, rules_of
from colima_guard.backends.rancher_desktop.settings import VmSettings
from colima_guard.backends.shared.edit import entries_for, paste_of
from colima_guard.backends.shared.render import INPUT, not_rendered
from colima_guard.errors import GuardError
from colima_guard.formats.refused import EditRefused
from colima_guard.host.machine import Host
from colima_guard.model.allowlist import Allowlist
from colima_guard.model.release import Release

_WHO = "Rancher Desktop's VM"


def render(host: Host, file: str, text: bytes, allow: Allowlist, *, release: Release | None) -> bytes:
    """The text with what stands before Rancher Desktop's own list; the other file counts as locked the same way.

    Raises ``GuardError`` with line and reason where that cannot be proved.
    """
    if release is not None and not rules_of(release).shadows:
        raise GuardError(
            f"Rancher Desktop {release} brings a Lima along that lets nothing stand in the place of a share",
            do=f"use {SHADOWS_SINCE} or later",
        )
    found = parse(INPUT, text) if text.strip() else ConfigFile(INPUT)
    if found.problem is not None:
        raise not_rendered(found.line, f"Lima does not load it: {found.problem}", "", who=_WHO)
    before = _instance(host, release)
    try:
        stands = shadow(host, [before], allow)
        heads = {"default": DEFAULT_HEAD, "override": OVERRIDE_HEAD}
        fresh = {name: parse(name, new_file(head, stands.entries)) for name, head in heads.items()}
        if found.data is None:
            after = fresh[file].data or b""
        else:
            after, _ = changed_list(host, before, stands, allow, found, confine=False)
    except EditRefused as refused:
        raise not_rendered(refused.line, refused.reason, "", who=_WHO) from refused
    files = {**fresh, file: parse(INPUT, after)}
    locked = before.replaced(default=files["default"], override=files["override"])
    if (why := unproved(host, locked, before, allow)) is not None:
        raise not_rendered(None, why, paste_of(None, entries_for(host, allow)), who=_WHO)
    return after


def _instance(host: Host, release: Release | None) -> RancherInstance:
    """Its VM as it is made anew on the machine that the text is for."""
    home = Home(layout.homes(host)[0].path, picked=True)
    main = ConfigFile(f"{home.dir(MACHINE)}/lima.yaml")
    vz = host.platform == "macos"
    return RancherInstance(
        name=f"{NAME}/(new)",
        backend=NAME,
        home=home.path,
        birthplace=True,
        release=release or NEWEST,
        lima_home=home,
        short=MACHINE,
        dir=home.dir(MACHINE),
        default=ConfigFile(home.file("_config/default.yaml")),
        main=main,
        override=ConfigFile(home.file("_config/override.yaml")),
        created_by=NEWEST_LIMA.name,
        settings=VmSettings("vz" if vz else "qemu", "virtiofs" if vz else "9p"),
        own=Own(layout.cache_dir(host), layout.logs_dir(host), layout.apps(host)[0]),
    )
