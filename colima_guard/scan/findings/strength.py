"""Settings that give a container more than its own: what makes it as strong as its VM, and what only widens it."""

from __future__ import annotations

from collections.abc import Iterator

from colima_guard.scan.container.paths import DATA_ROOTS
from colima_guard.scan.container.paths import makes_root as path_makes_root
from colima_guard.scan.finding import Confidence, ScanFinding
from colima_guard.scan.findings.grade import grade
from colima_guard.scan.project import Service

ROOT_WHY = "it can do all that its VM can: every directory that the VM sees is within its reach, mounted or not"
_WIDER_WHY = "it is less isolated from its VM: one more hole, and it is out"


def makes_root(service: Service) -> bool:
    """Whether its settings make a service root of its VM, or may."""
    return any(found is not None and found.root for found in (grade(one, service) for one in service.strengths))


def findings(service: Service) -> Iterator[ScanFinding]:
    """CG421 and CG422 of the settings, and CG421 of directories of the VM that make root of it."""
    yield from of_settings(service, root=True)
    yield from of_settings(service, root=False)
    for bind in service.binds:
        root, why = path_makes_root(bind, DATA_ROOTS)
        if bind.origin != "device" and root is not False:
            confidence = Confidence.SURE if root else Confidence.POSSIBLE
            remedy = f"bind less than `{bind.source}`"
            yield ScanFinding(
                "CG421", confidence, f"it is given {why}", ROOT_WHY, remedy, bind.where, service.name, bind.source
            )


def of_settings(service: Service, *, root: bool) -> Iterator[ScanFinding]:
    """CG421 of the settings that make root of the VM, or CG422 of those that only widen what a service may."""
    for strength in service.strengths:
        found = grade(strength, service)
        if found is not None and found.root is root:
            yield ScanFinding(
                "CG421" if root else "CG422",
                found.confidence,
                found.said,
                ROOT_WHY if root else _WIDER_WHY,
                found.remedy,
                strength.where,
                service.name,
            )
