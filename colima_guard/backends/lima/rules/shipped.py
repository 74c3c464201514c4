"""The templates that Lima brings along, as far as they decide shares."""

from __future__ import annotations

import re
from typing import Any

from colima_guard.backends.lima.releases import Rules
from colima_guard.backends.lima.rules.duplicates import Listed
from colima_guard.backends.lima.rules.file import Mount
from colima_guard.model.named_tuple import NamedTuple
from colima_guard.model.share import Place

#: keys with one value, and the attribute that holds it
SINGLE = {"mountType": "mount_type", "vmType": "vm_type", "arch": "arch", "os": "os", "plain": "plain"}
USER = ("name", "home", "uid")
#: images that Lima ships without 9p, at any release; opensuse-leap also sets a transport
_WITHOUT_9P = re.compile(
    r"(ubuntu-24\.10|(rocky|oraclelinux|almalinux)-.*|almalinux-kitten.*|centos-stream-.*|fedora-41|debian-1[123]|"
    r"opensuse-leap.*)\Z"
)


class Shipped(NamedTuple):
    """A template that Lima brings along, by its name."""

    name: str


def said_by(name: str, rules: Rules, path: str) -> dict[str, Any]:
    """What a template that Lima ships says: only keys that are written. ``path`` is named for its mounts."""
    if name == "_default/mounts":
        return {"mounts": home_mounts(rules, path)}
    if name.startswith("_images/"):
        image = name.removeprefix("_images/")
        said: dict[str, Any] = {"mountTypesUnsupported": ["9p"]} if _WITHOUT_9P.match(image) else {}
        return {**said, "mountType": "reverse-sshfs"} if image.startswith("opensuse-leap") else said
    # template:default: null says "as default.yaml has it", and no base gets behind that
    said = dict.fromkeys(SINGLE) | {"mountTypesUnsupported": ["9p"] if rules.default_without_9p else None}
    user = dict.fromkeys(USER)
    return {**said, "mounts": [] if rules.templates else home_mounts(rules, path), "user": user}


def home_mounts(rules: Rules, path: str) -> list[Listed]:
    """What Lima's own mounts template shares."""
    shipped = [(Mount(location="~"), Place(path))]
    if rules.shares_tmp:
        fields = {"location": "/tmp/lima", "mount_point": "/tmp/lima", "writable": True}
        shipped.append((Mount(**fields), Place(path)))
    return shipped
