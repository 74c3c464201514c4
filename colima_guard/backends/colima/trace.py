"""Whether Colima is, or ever was, on this machine."""

from __future__ import annotations

from colima_guard.backends.colima import layout
from colima_guard.backends.colima.instance import NAME
from colima_guard.backends.colima.releases import CLASSES
from colima_guard.backends.shared.trace import holds_more, on_path
from colima_guard.host.machine import Host


def trace(host: Host) -> bool:
    """Whether its program is on ``PATH``, or anything of it lies where any release of it looks.

    A template alone is none: a lock writes one where there is nothing, for the next VM is locked too.
    """
    if on_path(host, NAME) or host.env("COLIMA_HOME"):
        return True
    caches = {layout.cache_dir(host, rules) for rules in CLASSES}
    old = (path for _, path in layout.legacies(host))
    if any(host.look(path) is not None for path in (*caches, *old)):
        return True
    bases = {base.path: base for rules in CLASSES for base in layout.bases(host, rules)}
    return any(holds_more(host, path, layout.TEMPLATE) for path in bases)
