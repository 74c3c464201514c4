"""What is read of a Colima profile, and what its instance is called."""

from __future__ import annotations

from colima_guard.backends.colima.layout import Base
from colima_guard.backends.colima.releases import rules_of
from colima_guard.backends.colima.rules.shared_files import NO_SHARED_FILES, SharedFiles
from colima_guard.backends.colima.rules.start import NO_FILE, Source
from colima_guard.host.machine import Host
from colima_guard.model.instance import Instance
from colima_guard.model.paths import with_tilde
from colima_guard.model.release import Release
from colima_guard.model.share import Place

NAME = "colima"


class ColimaInstance(Instance):
    """A profile, or the birthplace of the next one, with the files that decide what it shares."""

    base: Base
    short: str
    profile: Source = NO_FILE
    template: Source = NO_FILE
    #: the configuration of the last successful start, from which ``start`` takes what is fixed
    state: Source = NO_FILE
    #: ~/.<id>/colima.yaml, which releases up to 0.8.4 copy for a profile without a file: the profile's own, or those
    #: of all profiles that the birthplace stands for
    legacies: tuple[Source, ...] = ()
    #: the directory of its Lima instance, ``None`` where none was created
    lima_dir: str | None = None
    #: the files that Lima merges into it
    shared: SharedFiles = NO_SHARED_FILES
    #: why it cannot be evaluated
    unknown: str | None = None
    #: Lima's release where the user named one
    lima_release: Release | None = None

    @property
    def narrowing(self) -> str | None:
        """What to do at a release that ignores the template, from which a profile without a file is born."""
        if self.release and not rules_of(self.release).template and not self.profile.usable:
            return f"colima-guard lock, then `colima start --template`: {self.release} ignores the template without"
        return None


def instance_name(host: Host, base: Base, short: str) -> str:
    """``colima/work`` in the directory that Colima picks, ``colima/work@~/.config/colima`` elsewhere."""
    name = f"{NAME}/{short}"
    return name if base.picked else f"{name}@{with_tilde(base.path, host.home)}"


def place_of(instance: ColimaInstance) -> Place:
    """Where the instance's own configuration is, or would be."""
    return Place((instance.template if instance.birthplace else instance.profile).path)
