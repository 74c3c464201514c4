"""A ``lima.yaml`` or a template as text, locked without being anywhere."""

from __future__ import annotations

from collections.abc import Sequence

from colima_guard.backends.lima.edit.confine import target_mount_type
from colima_guard.backends.lima.edit.narrow import narrow
from colima_guard.backends.lima.releases import CLASSES, NEWEST, Rules, rules_of
from colima_guard.backends.lima.rules.bases import NotFollowed, Template, embed, is_image, template_name
from colima_guard.backends.lima.rules.entry import Around, Source
from colima_guard.backends.lima.rules.file import LimaFile
from colima_guard.backends.lima.rules.merge import merge
from colima_guard.backends.lima.rules.shares import shares_of, uncertainty
from colima_guard.backends.lima.rules.shipped import Shipped
from colima_guard.backends.lima.rules.source import ConfigFile, parse
from colima_guard.backends.lima.rules.transport import CONFINING, driver, transport
from colima_guard.backends.shared.edit import entries_for, paste_of
from colima_guard.backends.shared.render import INPUT, not_rendered
from colima_guard.errors import GuardError
from colima_guard.formats.golang.goccy.document import Loaded
from colima_guard.formats.yaml.edit import EditRefused
from colima_guard.host.machine import Host
from colima_guard.model.allowlist import Allowlist
from colima_guard.model.release import Release

_WHO = "the instance"
_FRESH = """\
# A Lima instance that sees the allowlist and nothing else, written by colima-guard.
# `base` brings images only: a template such as {scheme}default would bring the whole home back.
base: {scheme}_images/ubuntu-lts
vmType: {vm_type}
mountType: {mount_type}
{mounts}"""


def render(host: Host, text: bytes, allow: Allowlist, *, release: Release | None, confine: bool) -> bytes:
    """The text with ``mounts`` narrowed to the allowlist; a complete template for an empty text.

    Raises ``GuardError`` with line, reason and the block to paste where that cannot be proved.
    """
    block = paste_of(text, entries_for(host, allow))
    classes = [rules_of(release)] if release is not None else list(reversed(CLASSES))
    if not text.strip():
        return _fresh(host, classes[0], block)
    found = parse(INPUT, text)
    if found.source is None:
        raise not_rendered(found.line, f"Lima does not load it: {found.problem}", block, who=_WHO)
    try:
        target = _target(host, found.source, allow, classes) if confine else None
        after, _ = narrow(host, found, allow, _around(host), target)
    except EditRefused as refused:
        raise not_rendered(refused.line, refused.reason, block, who=_WHO) from refused
    done = parse(INPUT, after)
    if (line_and_reason := _outside(host, done, allow, classes)) is not None:
        raise not_rendered(*line_and_reason, block, who=_WHO)
    return after


def _fresh(host: Host, rules: Rules, block: str) -> bytes:
    if not rules.templates:
        raise GuardError(f"Lima {rules.since} knows no `base` to take images from", do="give a template on stdin")
    merged = merge(None, Source(INPUT, Loaded(LimaFile())), None, rules, _around(host))
    machine = driver(merged, host, rules)
    # 2.0 came to warn of the two slashes that 1.x must have
    scheme = "template://" if rules.guesses_driver else "template:"
    return _FRESH.format(scheme=scheme, vm_type=machine, mount_type=CONFINING[machine], mounts=block).encode()


def _around(host: Host) -> Around:
    home = host.home
    return Around(home, f"{home}/.lima", f"{home}/.lima/NAME", "NAME", "USER", "1000", "/tmp", lambda: "/")


def _target(host: Host, source: Source, allow: Allowlist, classes: Sequence[Rules]) -> str | None:
    merged = [merge(None, source, None, rules, _around(host)) for rules in classes]
    carried = [transport(one, NEWEST.name, host, rules) for one, rules in zip(merged, classes, strict=True)]
    return target_mount_type(host, carried, driver(merged[0], host, classes[0]), merged[0].unsupported, allow)


def _outside(
    host: Host, found: ConfigFile, allow: Allowlist, classes: Sequence[Rules]
) -> tuple[int | None, str] | None:
    """The line, and why the text is not the lock it should be at some class of releases; ``None`` when it is."""
    source = found.source
    if source is None:
        return found.line, "the changed text does not load"
    around = _around(host)
    base = source.place("base").line
    for rules in classes:
        made = embed(Template("-", source), shipped_alone, rules, INPUT, None)
        if made.doubt is not None or made.refusal is not None:
            return base, made.doubt or made.refusal or ""
        for one in (source, made.source):
            merged = merge(None, one, None, rules, around)
            if driver(merged, host, rules) == "wsl2":
                return source.place("vmType").line, "vmType wsl2 ignores `mounts`: WSL attaches every drive by itself"
            for share in shares_of(host, merged, transport(merged, NEWEST.name, host, rules), around):
                if share.real is None or not allow.covers(share.real, share.asked):
                    line = share.place.line if share.place is not None else None
                    return line or base, f"Lima {rules.since} would still share {share.location}"
            if (doubt := uncertainty([one], merged)) is not None:
                return None, doubt
    return None


def shipped_alone(locator: str) -> Template:
    """A template that Lima brings along; where the text will be used is not known, so no other is followed."""
    name = template_name(locator) or ""
    if is_image(locator):
        return Template(locator, Shipped("_images/"))
    if name not in ("default", "_default/mounts") and not name.startswith("_images/"):
        raise NotFollowed(f"what the base {locator} brings is not known here")
    return Template(locator, Shipped(name))
