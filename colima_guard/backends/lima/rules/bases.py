"""What becomes of a template when an instance is made from it: its bases are merged into it (pkg/limatmpl/embed.go).

``base.yaml`` comes first, then the template's own bases, each with its bases before the next. What the template says
stays, null included; lists are followed by those of the base, unless the template says null. At the end entries with
one mount point (or location) become one: the first one's fields stay, later ones fill in what it leaves open.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from typing import Any

from colima_guard.backends.lima.releases import Rules
from colima_guard.backends.lima.rules.duplicates import combine
from colima_guard.backends.lima.rules.entry import Source
from colima_guard.backends.lima.rules.file import LimaFile, User
from colima_guard.backends.lima.rules.shipped import SINGLE, USER, Shipped, said_by
from colima_guard.formats.golang.goccy.document import Loaded
from colima_guard.model.named_tuple import NamedTuple

_IMAGE = re.compile(r"\.(img|qcow2|raw|iso|ipsw)(\.(gz|xz|bz2|zstd))?\Z")


class NotFollowed(Exception):
    """A base that is not read here: what it would bring cannot be told."""


class NotCreated(Exception):
    """Lima would not make an instance from this template."""


class Broken(NotFollowed):
    """A base that does not load: what it would bring cannot be told, and Lima makes no instance from it."""


class Template(NamedTuple):
    """A template and where it stands, which decides about relative bases in it."""

    locator: str
    source: Source | Shipped


#: gives the template behind a locator; raises ``NotFollowed`` or ``NotCreated``
Fetch = Callable[[str], Template]


class Embedding(NamedTuple):
    """The ``lima.yaml`` that a new instance would get, as far as shares go."""

    source: Source
    #: why Lima would not make it
    refusal: str | None = None
    #: why it cannot be told
    doubt: str | None = None


def embed(template: Template, fetch: Fetch, rules: Rules, path: str, base: Template | None) -> Embedding:
    """The template with all its bases; ``base`` is ``base.yaml``; ``path`` is named for what only Lima ships."""
    work = _Work(fetch, rules, path)
    said = _what_it_says(template, rules, path)
    if base is not None:
        work.seen.add(base.locator)
        _merge(said, work.whole(base))
    work.add_bases(said, template)
    return Embedding(_source(said, path), work.refusal, work.doubt)


class _Work:
    """One template on its way; a base that cannot be had is noted, and the others are merged all the same."""

    def __init__(self, fetch: Fetch, rules: Rules, path: str) -> None:
        self.fetch = fetch
        self.rules = rules
        self.path = path
        self.seen = set[str]()
        self.doubt: str | None = None
        self.refusal: str | None = None

    def add_bases(self, said: dict[str, Any], template: Template) -> None:
        """Fills in what the bases of a template say and it does not."""
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
        """What a template says together with its bases."""
        said = _what_it_says(template, self.rules, self.path)
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
        return f"template:{posixpath.normpath(posixpath.join(posixpath.dirname(name), locator))}"
    return posixpath.normpath(posixpath.join(posixpath.dirname(beside), locator))


def is_image(locator: str) -> bool:
    """Whether a locator is that of a disk image, which brings nothing but itself."""
    return _IMAGE.search(locator) is not None


def _what_it_says(template: Template, rules: Rules, path: str) -> dict[str, Any]:
    """What a template says itself: only keys that are written, ``None`` for null."""
    if isinstance(template.source, Shipped):
        return said_by(template.source.name, rules, path)
    source = template.source
    loaded, value = source.loaded, source.loaded.value
    said: dict[str, Any] = {
        key: getattr(value, attribute) for key, attribute in SINGLE.items() if (key,) in loaded.nodes
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
            None if null else {key: getattr(value.user, key) for key in USER if ("user", key) in loaded.nodes}
        )
    return said


def _merge(said: dict[str, Any], base: dict[str, Any]) -> None:
    for key, value in base.items():
        if key not in said:
            said[key] = value.copy() if isinstance(value, list | dict) else value
        elif isinstance(said[key], list) and isinstance(value, list):
            said[key] += value
        elif isinstance(said[key], dict) and isinstance(value, dict):
            said[key] = {**value, **said[key]}


def _source(said: dict[str, Any], path: str) -> Source:
    mounts, places = combine(said.get("mounts") or [])
    values: dict[str, Any] = {attribute: said.get(key) for key, attribute in SINGLE.items()}
    values |= {"mounts": mounts, "mount_types_unsupported": said.get("mountTypesUnsupported")}
    values |= {"param": said.get("param"), "user": User(**(said.get("user") or {}))}
    return Source(path, Loaded(LimaFile(**values)), tuple(places))
