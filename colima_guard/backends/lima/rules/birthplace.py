"""What ``limactl create`` would share today: ``template:default`` with what stands before and behind it."""

from __future__ import annotations

from collections.abc import Mapping

from colima_guard.backends.lima.releases import Rules
from colima_guard.backends.lima.rules.bases import (
    Broken,
    Embedding,
    NotCreated,
    NotFollowed,
    Template,
    embed,
    is_image,
    template_name,
)
from colima_guard.backends.lima.rules.entry import Source
from colima_guard.backends.lima.rules.file import LimaFile
from colima_guard.backends.lima.rules.shipped import Shipped
from colima_guard.backends.lima.rules.source import ConfigFile
from colima_guard.formats.golang.goccy.document import Loaded
from colima_guard.model.named_tuple import NamedTuple

DEFAULT, MOUNTS = "template:default", "template:_default/mounts"


class Birth(NamedTuple):
    """The files that decide what a new instance shares."""

    base: ConfigFile
    #: where a shadow would have to be written
    shadow_path: str
    #: every other file that can be merged in, by its locator; no data where Lima's own is taken
    templates: Mapping[str, ConfigFile]
    #: templates of the user's that list mounts of their own
    own_mounts: tuple[ConfigFile, ...]
    by_variable: bool
    #: a template directory that cannot be read
    trouble: str | None
    home: str

    @property
    def template(self) -> ConfigFile:
        """A template of the user's that replaces template:default itself."""
        return self.templates[DEFAULT]

    @property
    def shadow(self) -> ConfigFile:
        """What replaces the mounts template that Lima ships; no data where nothing does."""
        return self.templates[MOUNTS]

    @property
    def files(self) -> tuple[ConfigFile, ...]:
        """``base.yaml`` first."""
        return (self.base, *self.templates.values())

    @property
    def sharing(self) -> tuple[ConfigFile, ...]:
        """Those that list mounts, which a shadow of the mounts template would not take away; itself last."""
        files = [*(found for found in self.files if found is not self.shadow), self.shadow]
        listing = tuple(found for found in files if found.source and found.source.loaded.value.mounts)
        return () if listing == (self.shadow,) else listing

    @property
    def path(self) -> str:
        """The file to name for a share that only Lima's own template lists."""
        return self.shadow.path

    def changed(self, found: ConfigFile) -> Birth:
        """The birthplace with another text of one file."""
        templates = {name: found if one.path == found.path else one for name, one in self.templates.items()}
        return self._replace(base=found if found.path == self.base.path else self.base, templates=templates)


def embed_template(birth: Birth, rules: Rules) -> Embedding:
    """The ``lima.yaml`` that a new instance would get."""
    shipped = Template(DEFAULT, Shipped("default"))
    if not rules.templates:
        # 1.0 knows neither base.yaml nor templates of the user's
        return embed(shipped, _as_shipped, rules, birth.path, None)

    def fetch(locator: str) -> Template:
        return _fetch(birth, locator)

    try:
        template = fetch(DEFAULT)
    except NotCreated as why:
        return Embedding(Source(birth.path, Loaded(LimaFile())), refusal=str(why), doubt=birth.trouble)
    except NotFollowed as why:
        # Lima's own, which is the wider guess
        done = embed(shipped, fetch, rules, birth.path, None)
        return done._replace(refusal=str(why), doubt=str(why))
    base = Template(birth.base.path, birth.base.source) if birth.base.source is not None else None
    done = embed(template, fetch, rules, birth.path, base)
    problem = f"{birth.base.path}: {birth.base.problem}" if birth.base.problem is not None else None
    return done._replace(refusal=done.refusal or problem, doubt=done.doubt or problem or birth.trouble)


def _as_shipped(locator: str) -> Template:
    return Template(locator, Shipped(template_name(locator) or ""))


def _fetch(birth: Birth, locator: str) -> Template:
    found = birth.templates.get(locator)
    name = template_name(locator)
    if found is not None and found.source is not None:
        return Template(locator, found.source)
    if found is not None and found.problem is not None:
        raise Broken(f"{found.path}: {found.problem}")
    if is_image(locator):
        return Template(locator, Shipped("_images/"))
    if name is None:
        if found is not None:
            raise NotCreated(f"{found.path} is missing")
        raise NotFollowed(f"the base {locator} is not read here")
    if birth.by_variable:
        raise NotCreated(f"template `{name}` not found")
    if name not in ("default", "_default/mounts") and not name.startswith("_images/"):
        raise NotFollowed(f"the base {locator} is not known here")
    return Template(locator, Shipped(name))
