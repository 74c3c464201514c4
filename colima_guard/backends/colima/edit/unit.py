"""Narrowing Colima's files: which entries stay, which are written, and what cannot be changed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial

from colima_guard.backends.colima.edit.confine import confining_mount_type, transport_notes
from colima_guard.backends.colima.edit.keep import entries_for, entries_to_write, led_notes
from colima_guard.backends.colima.edit.new_profile import complete_profile
from colima_guard.backends.colima.edit.prove import prove
from colima_guard.backends.colima.instance import ColimaInstance
from colima_guard.backends.colima.profile import Profile
from colima_guard.backends.colima.releases import NEWEST, rules_of
from colima_guard.backends.colima.rules.start import Source, doubt_text
from colima_guard.backends.shared.edit import file_change, paste_of, placeholder_directory
from colima_guard.backends.shared.plan_each import plan_or_refuse
from colima_guard.formats.golang.yaml_v3.document import decode
from colima_guard.formats.yaml.change import Change, EditRefused, Entries, Entry, Scalar
from colima_guard.host.machine import Host
from colima_guard.model.allowlist import Allowlist
from colima_guard.model.plan import Refusal, Unit

#: {{ outside a comment, as in the source of a chezmoi or Ansible template
_TEMPLATE = re.compile(rb"^[^#\n]*?\{\{", re.MULTILINE)


def units(host: Host, instances: Sequence[ColimaInstance], allow: Allowlist, *, confine: bool) -> list[Unit]:
    """One unit for each file that the instances start from: profiles, and templates (created where missing)."""
    from colima_guard.backends.colima.edit.with_lima import join_lima_files

    own = [unit for instance in instances for unit in _own(host, instance, allow, confine=confine)]
    return join_lima_files(host, instances, own, allow, confine=confine)


def _own(host: Host, instance: ColimaInstance, allow: Allowlist, *, confine: bool) -> Iterator[Unit]:
    """The file that it starts from, and those of old releases that a new profile would be copied from."""
    source = instance.template if instance.birthplace else instance.profile
    yield plan_or_refuse((instance.name,), source.path, partial(_unit, host, instance, source, allow, confine=confine))
    for legacy in instance.legacies if instance.birthplace else ():
        # without a `runtime` it is not taken, wherever it is read
        if legacy.usable or legacy.problem is not None:
            unit = plan_or_refuse(
                (instance.name,), legacy.path, partial(_unit, host, instance, legacy, allow, confine=confine)
            )
            yield unit if unit.refusal is None else unit._replace(refusal=_or_removed(host, unit.refusal))


def _or_removed(host: Host, refusal: Refusal) -> Refusal:
    if host.look(refusal.path) is None:  # nobody can say that it is there
        return refusal._replace(paste="")
    return refusal._replace(reason=f"{refusal.reason}; remove it, for no release after 0.8.4 reads it")


def _unit(host: Host, instance: ColimaInstance, source: Source, allow: Allowlist, *, confine: bool) -> Unit:
    wanted = entries_for(host, allow)
    if source.problem is not None and source.decoded is None:
        return _refused(instance, source, None, source.problem, wanted, host)
    if source.data is None:
        return _new_file(host, instance, source, allow, confine=confine)
    try:
        after, keys = narrow_and_prove(
            host, instance, source, allow, confine=confine, in_part=source is instance.profile
        )
    except EditRefused as refused:
        return _refused(instance, source, refused.line, refused.reason, wanted, host)
    directories = placeholder_directory(host, allow)
    if after == source.data and not directories:
        return Unit((instance.name,))
    return Unit(
        (instance.name,),
        () if after == source.data else (file_change(host, source.path, source.data, after, instance.name, "yaml"),),
        directories,
        keys=((source.path, keys),),
        notes=(
            *(led_notes(host, instance, source, allow) if "mounts" in keys else ()),
            *(transport_notes(source, decode(after, Profile).value.mount_type) if "mountType" in keys else ()),
        ),
        paste=paste_of(source.data, wanted),
    )


def narrow_and_prove(
    host: Host, instance: ColimaInstance, source: Source, allow: Allowlist, *, confine: bool, in_part: bool
) -> tuple[bytes, tuple[str, ...]]:
    """The text narrowed and proved, and the keys that were set. Raises ``EditRefused``.

    ``in_part``: it is a profile, with which ``colima start`` goes on as far as it could be decoded. Of another file
    an error within the list goes with the list, and one elsewhere is why it is refused.
    """
    reason = _not_loadable(source, in_part=in_part, template=source is instance.template)
    decoded = source.decoded
    if reason is not None and not (decoded and decoded.parsed and decoded.problems):
        raise reason
    try:
        after, keys = narrow(host, instance, source, allow, confine=confine)
        if (unproved := prove(host, instance, source, after, allow, in_part=in_part)) is not None:
            raise EditRefused(unproved)
    except EditRefused as refused:
        raise reason or refused from None
    return after, keys


def narrow(
    host: Host, instance: ColimaInstance, source: Source, allow: Allowlist, *, confine: bool
) -> tuple[bytes, tuple[str, ...]]:
    """The text with ``mounts`` narrowed to the allowlist, and the keys that were set. Raises ``EditRefused``."""
    assert source.data is not None and source.decoded is not None
    changes: list[Change] = []
    rules = rules_of(instance.release or NEWEST)
    entries = entries_to_write(host, instance, source, allow, rules)
    if entries is not None:
        changes.append(Entries("mounts", entries))
    if confine and (target := confining_mount_type(host, instance, source, rules)) is not None:
        changes.append(Scalar("mountType", target))
    keys = tuple("mounts" if isinstance(change, Entries) else "mountType" for change in changes)
    if not changes:
        return source.data, ()
    from colima_guard.formats.yaml.edit import edit

    return edit(source.data, changes), keys


def _new_file(host: Host, instance: ColimaInstance, source: Source, allow: Allowlist, *, confine: bool) -> Unit:
    """A template, or the profile of a VM that has lost its own: complete, valid and locked from the start."""
    state, path = instance.state, source.path
    if instance.base.wanders:
        reason = "Colima picks this directory only when it is started here: COLIMA_HOME or XDG_CONFIG_HOME is relative"
        return _refused(instance, source, None, f"{reason} or empty", entries_for(host, allow), host)
    if host.is_link(path):
        reason = "it is a link that leads to nothing; remove it, or bring back what it leads to"
        return _refused(instance, source, None, reason, entries_for(host, allow), host)
    if not instance.birthplace and state.usable and state.decoded is not None and state.decoded.ok:
        try:
            after, _ = narrow(host, instance.replaced(profile=state), state, allow, confine=confine)
        except EditRefused:
            after = complete_profile(host, entries_for(host, allow))
    else:
        after = complete_profile(host, entries_for(host, allow))
    change = file_change(host, path, None, after, instance.name, "yaml")
    return Unit((instance.name,), (change,), placeholder_directory(host, allow), keys=((path, ("mounts",)),))


#: what another program fills in before Colima reads it
TEMPLATE = "it holds template text ({{ }})"
_LOCK_RESULT = "lock what is made of it, or let it be made through `colima-guard render`"


def _not_loadable(source: Source, *, in_part: bool, template: bool) -> EditRefused | None:
    """Why Colima does not load the file as it is written."""
    decoded = source.decoded
    assert decoded is not None
    if decoded.doubt is not None:
        return EditRefused(doubt_text(decoded.doubt), decoded.doubt.line)
    if decoded.problems and not (in_part and source.usable):
        problem = decoded.problems[0]
        if braces := _TEMPLATE.search(source.data or b""):
            place = (source.data or b"").count(b"\n", 0, braces.end()) + 1
            return EditRefused(f"{TEMPLATE}: {_LOCK_RESULT}", place)
        return EditRefused(f"Colima does not load it: {problem.message}", problem.line)
    if source.data is not None and not source.data.strip():
        then = "no VM would start from it" if template else "Colima would share the whole home"
        return EditRefused(f"it is empty, and {then}; remove it or bring a copy back")
    if not source.usable:
        line = decoded.nodes[("runtime",)].line if ("runtime",) in decoded.nodes else None
        then = "no VM would start from it" if template else "`colima start` would ignore and overwrite it"
        return EditRefused(f"it sets no `runtime`, so {then}; add `runtime: docker`", line)
    return None


def _refused(
    instance: ColimaInstance,
    source: Source,
    line: int | None,
    reason: str,
    wanted: tuple[Entry, ...],
    host: Host,
) -> Unit:
    paste = paste_of(source.data, wanted)
    if source.data is not None and not source.data.strip():
        paste = complete_profile(host, wanted).decode()  # a profile of mounts alone would start with a disk of 0 GiB
    real = host.realpath(source.path)
    if real != source.path:
        reason = f"{reason} (it leads to {real})"
    return Unit((instance.name,), refusal=Refusal(source.path, line, reason, paste))
