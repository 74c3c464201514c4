"""The catalogue of secrets on this machine: where each place really is, and what lies there."""

from __future__ import annotations

import os

from colima_guard.host.machine import Host
from colima_guard.model.named_tuple import NamedTuple
from colima_guard.model.secrets import Secret, catalogue


class SecretPlace(NamedTuple):
    """A row of the catalogue: its path under the home as given, the real one, and whether something lies there.

    ``planned``: a link lies there that leads to where nothing is yet; who can write there decides what it will be.
    """

    path: str
    real: str
    present: bool
    secret: Secret
    planned: bool = False


def secret_places(host: Host) -> list[SecretPlace]:
    """All rows of the platform. Most of them are nowhere, so their directories are asked, and not each of them."""
    by_parent: dict[str, dict[str, Secret]] = {}
    for secret in catalogue(host.platform):
        parent, _, name = secret.path.rpartition("/")
        by_parent.setdefault(parent, {})[name] = secret
    found: list[SecretPlace] = []
    for parent, names in by_parent.items():
        directory = os.path.join(host.home, *parent.split("/")) if parent else host.home
        real = host.realpath(directory)
        there = host.among(directory, names)
        for name, secret in names.items():
            path = os.path.join(directory, name)
            if name in there:
                present = host.look(path) is not None
                found.append(SecretPlace(path, host.realpath(path), present, secret, planned=not present))
            else:
                found.append(SecretPlace(path, os.path.join(real, name), False, secret))
    return found
