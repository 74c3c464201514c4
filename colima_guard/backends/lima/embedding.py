"""What becomes of a template when an instance is made from it: its bases are merged into it (pkg/limatmpl/embed.go).

``base.yaml`` comes first, then the template's own bases, each with its bases before the next. What the template says
stays, null included; lists are followed by those of the base, unless the template says null. At the end entries with
one mount point (or location) become one: the first one's fields stay, later ones fill in what it leaves open.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from colima_guard.backends.lima.file import LimaFile, Mount, User
from colima_guard.backends.lima.merge import Source
from colima_guard.backends.lima.releases import Rules
from colima_guard.formats.goccy import Loaded
from colima_guard.formats.gotypes import empty
from colima_guard.model.share import Place

Listed = tuple[Mount, Place]

#: keys with one value, and the attribute that holds it
_SINGLE = {"mountType": "mount_type", "vmType": "vm_type", "arch": "arch", "os": "os", "plain": "plain"}
_USER = ("name", "home", "uid")
#: images that Lima ships without 9p, at any release; opensuse-leap also sets a transport
_WITHOUT_9P = re.compile(
    r"(ubuntu-24\.10|(rocky|oraclelinux|almalinux)-.*|almalinux-kitten.*|centos-stream-.*|fedora-41|debian-1[123]|"
    r"opensuse-leap.*)\Z"
)
_IMAGE = re.compile(r"\.(img|qcow2|raw|iso|ipsw)(\.(gz|xz|bz2|zstd))?\Z")


class NotFollowed(Exception):
    """A base that is not read here: what it would bring cannot be told."""


class NotCreated(Exception):
    """Lima would not make an instance from this template."""


class Broken(NotFollowed):
    """A base that does not load: what it would bring cannot be told, and Lima makes no instance from it."""


@dataclass(frozen=True, slots=True)
class Shipped:
    """A template that Lima brings along, by its name."""

    name: str


@dataclass(frozen=True, slots=True)
class Template:
    """A template and where it stands, which decides about relative bases in it."""

    locator: str
    source: Source | Shipped


#: gives the template behind a locator; raises ``NotFollowed`` or ``NotCreated``
Fetch = Callable[[str], Template]


@dataclass(frozen=True, slots=True)
class Embedded:
    """The ``lima.yaml`` that a new instance would get, as far as shares go."""

    source: Source
    #: why Lima would not make it
    refusal: str | None = None
    #: why it cannot be told
    doubt: str | None = None


def embed(template: Template, fetch: Fetch, rules: Rules, path: str, base: Template | None) -> Embedded:
    """The template with all its bases; ``base`` is ``base.yaml``; ``path`` is named for what only Lima ships."""
    work = _Work(fetch, rules, path)
    said = _said(template, rules, path)
    if base is not None:
        work.seen.add(base.locator)
        _merge(said, work.whole(base))
    work.add_bases(said, template)
    return Embedded(_source(said, path), work.refusal, work.doubt)


@dataclass
class _Work:
    """One template on its way; a base that cannot be had is noted, and the others are merged all the same."""

    fetch: Fetch
    rules: Rules
    path: str
    seen: set[str] = field(default_factory=set)
    doubt: str | None = None
    refusal: str | None = None

    def add_bases(self, said: dict[str, Any], template: Template) -> None:
        for locator in bases(template, self.rules):
            try:
                base = self._base(locator)
            except NotCreated as why:
                self.refusal = self.refusal or str(why)
            except NotFollowed as why:
                self.doubt = self.doubt or str(why)
                self.refusal = self.refusal or (str(why) if isinstance(why, Broken) else None)
            else:
                _merge(said, self.whole(base))

    def _base(self, locator: str | NotCreated) -> Template:
        if isinstance(locator, NotCreated):
            raise locator
        if locator in self.seen:
            raise NotCreated(f"base template loop detected: template `{locator}` already included")
        self.seen.add(locator)
        return self.fetch(locator)

    def whole(self, template: Template) -> dict[str, Any]:
        said = _said(template, self.rules, self.path)
        self.add_bases(said, template)
        return said


def bases(template: Template, rules: Rules) -> Iterator[str | NotCreated]:
    """The locators of its bases, made absolute; for those that Lima does not take, why."""
    if isinstance(template.source, Shipped):
        if template.source.name == "default" and rules.templates:
            yield from ("template:_images/ubuntu", "template:_default/mounts")
        return
    named = template.source.loaded.value.base
    for one in named if isinstance(named, list) else [] if named is None else [named]:
        url = one.get("url") if isinstance(one, dict) else one
        if isinstance(one, dict) and one.get("digest") is not None:
            yield NotCreated(f"base `{url}` has specified a digest; digest support is not implemented")
        elif not isinstance(url, str) or not url:
            yield NotCreated("locator is empty")
        else:
            yield _absolute(url, template.locator)


def template_name(locator: str) -> str | None:
    """The name in a ``template:NAME``, ``None`` for another locator."""
    if not locator.startswith("template:"):
        return None
    name = locator.removeprefix("template:")
    return posixpath.normpath(name.removeprefix("//")) if name.startswith("//") else name


def _absolute(locator: str, beside: str) -> str | NotCreated:
    if template_name(locator) is not None:
        return f"template:{template_name(locator)}"
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]+:", locator) or locator.startswith(("/", "~")):
        return locator
    if "../" in locator:
        return NotCreated(f"relative locator path `{locator}` must not contain '..' path segments")
    name = template_name(beside)
    if name is not None:
        return f"template:{posixpath.join(posixpath.dirname(name), locator)}"
    return posixpath.normpath(posixpath.join(posixpath.dirname(beside), locator))


def is_image(locator: str) -> bool:
    """Whether a locator is that of a disk image, which brings nothing but itself."""
    return _IMAGE.search(locator) is not None


def _said(template: Template, rules: Rules, path: str) -> dict[str, Any]:
    """What a template says itself: only keys that are written, ``None`` for null."""
    if isinstance(template.source, Shipped):
        return _shipped(template.source.name, rules, path)
    source = template.source
    loaded, value = source.loaded, source.loaded.value
    said: dict[str, Any] = {
        key: getattr(value, attribute) for key, attribute in _SINGLE.items() if (key,) in loaded.nodes
    }
    if ("mounts",) in loaded.nodes:
        listed = value.mounts
        places = None if listed is None else [source.place("mounts", number) for number in range(len(listed))]
        said["mounts"] = None if places is None else list(zip(listed or [], places, strict=True))
    if ("mountTypesUnsupported",) in loaded.nodes:
        unsupported = value.mount_types_unsupported
        said["mountTypesUnsupported"] = None if unsupported is None else list(unsupported)
    if ("param",) in loaded.nodes:
        said["param"] = None if value.param is None else dict(value.param)
    if ("user",) in loaded.nodes:
        null = loaded.nodes["user",].kind == "scalar"
        said["user"] = (
            None if null else {key: getattr(value.user, key) for key in _USER if ("user", key) in loaded.nodes}
        )
    return said


def _shipped(name: str, rules: Rules, path: str) -> dict[str, Any]:
    if name == "_default/mounts":
        return {"mounts": home_mounts(rules, path)}
    if name.startswith("_images/"):
        image = name.removeprefix("_images/")
        said: dict[str, Any] = {"mountTypesUnsupported": ["9p"]} if _WITHOUT_9P.match(image) else {}
        return {**said, "mountType": "reverse-sshfs"} if image.startswith("opensuse-leap") else said
    # template:default: null says "as default.yaml has it", and no base gets behind that
    said = dict.fromkeys(_SINGLE) | {"mountTypesUnsupported": ["9p"] if rules.default_without_9p else None}
    user = dict.fromkeys(_USER)
    return {**said, "mounts": [] if rules.templates else home_mounts(rules, path), "user": user}


def home_mounts(rules: Rules, path: str) -> list[Listed]:
    """What Lima's own mounts template shares."""
    shipped = [(empty(Mount).model_copy(update={"location": "~"}), Place(path))]
    if rules.shares_tmp:
        fields = {"location": "/tmp/lima", "mount_point": "/tmp/lima", "writable": True}
        shipped.append((empty(Mount).model_copy(update=fields), Place(path)))
    return shipped


def _merge(said: dict[str, Any], base: dict[str, Any]) -> None:
    for key, value in base.items():
        if key not in said:
            said[key] = value.copy() if isinstance(value, list | dict) else value
        elif isinstance(said[key], list) and isinstance(value, list):
            said[key] += value
        elif isinstance(said[key], dict) and isinstance(value, dict):
            said[key] = {**value, **said[key]}


def _source(said: dict[str, Any], path: str) -> Source:
    mounts, places = combined(said.get("mounts") or [])
    values: dict[str, Any] = {attribute: said.get(key) for key, attribute in _SINGLE.items()}
    values |= {"mounts": mounts, "mount_types_unsupported": said.get("mountTypesUnsupported")}
    values |= {"param": said.get("param"), "user": empty(User).model_copy(update=said.get("user") or {})}
    return Source(path, Loaded(empty(LimaFile).model_copy(update=values)), tuple(places))


def combined(listed: list[Listed]) -> tuple[list[Mount], list[Place | None]]:
    """embed.go combineMounts: one entry a mount point, the first one's fields first; ``*`` fills in all before it."""
    kept: list[Mount] = []
    places: list[Place | None] = []
    keys: dict[str, int] = {}
    for mount, place in listed:
        key = mount.mount_point if mount.mount_point is not None else mount.location
        if key == "*":
            targets = list(range(len(kept)))
        elif key in keys:
            targets = [keys[key]]
        else:
            if key:
                keys[key] = len(kept)
            kept.append(mount)
            places.append(place)
            continue
        for target in targets:
            kept[target] = _filled(kept[target], mount)
    return kept, places


def _filled(mount: Mount, other: Mount) -> Mount:
    """An entry with the fields of a later one where it has none itself; its location stays."""
    update: dict[str, Any] = {}
    for name in ("mount_point", "writable"):
        if getattr(mount, name) is None:
            update[name] = getattr(other, name)
    for name, inside in (("sshfs", "follow_symlinks"), ("nine_p", "msize")):
        inner = getattr(mount, name)
        if getattr(inner, inside) is None:
            update[name] = inner.model_copy(update={inside: getattr(getattr(other, name), inside)})
    return mount.model_copy(update=update)
