"""What the policy accepts of a project or a container."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from colima_guard.host.machine import Host
from colima_guard.model.allowlist import Allowlist
from colima_guard.model.policy import AcceptedUse, Policy
from colima_guard.model.share import Place
from colima_guard.scan.accepted import of_container, of_project
from colima_guard.scan.finding import AcceptedBy, Confidence, ScanFinding
from colima_guard.scan.project import Project, Where

PLACE = Place("/home/me/policy.yaml", 7)
OVER = date(2001, 1, 1)
SOCKET = ScanFinding("CG420", Confidence.SURE, "message", "why", "remedy", Where("/p/compose.yaml", 3), "web")
PRIVILEGED = SOCKET._replace(id="CG421")


def use(
    project: str | None = None, container: str | None = None, instance: str = "", until: date = date(2999, 1, 1)
) -> AcceptedUse:
    return AcceptedUse("CG420", project, container, instance, "we know", until, PLACE)


def policy(*uses: AcceptedUse) -> Policy:
    return Policy(PLACE.file, Allowlist(()), accepted_uses=uses)


def told(findings: list[ScanFinding]) -> list[tuple[str, str | None]]:
    return [(one.id, one.accepted) for one in findings]


def test_of_this_very_directory(tmp_path: Path) -> None:
    host, taken = Host({}), policy(use(str(tmp_path / "ci")))
    (tmp_path / "ci/below").mkdir(parents=True)
    (tmp_path / "link").symlink_to("ci")
    for name, accepted in {"ci": True, "link": True, "ci/below": False, ".": False, "ci2": False}.items():
        project = Project("compose", str(tmp_path / name), ())
        first, other, *more = of_project(host, taken, project, [SOCKET, PRIVILEGED])
        assert (first.accepted, first.accepted_by) == (("we know", AcceptedBy.POLICY) if accepted else (None, None))
        assert other == PRIVILEGED and more == []


@pytest.mark.parametrize(
    ("name", "instance", "accepted"),
    [("ci", "colima/default", True), ("ci", "colima/work", False), ("ci", "", False), ("ci2", "colima/default", False)],
)
def test_of_a_container_of_this_instance(name: str, instance: str, accepted: bool) -> None:
    taken = policy(use(container="ci", instance="colima/default"))
    (one,) = of_container(Host({}), taken, instance, name, [SOCKET])
    assert (one.accepted is not None) is accepted


def test_without_an_instance_it_is_of_this_machine() -> None:
    taken = policy(use(container="ci"))
    assert told(of_container(Host({}), taken, "", "ci", [SOCKET])) == [("CG420", "we know")]
    assert told(of_container(Host({}), taken, "colima/default", "ci", [SOCKET])) == [("CG420", None)]


def test_until_its_day() -> None:
    result = of_container(Host({}), policy(use(container="ci", until=OVER)), "", "ci", [SOCKET])
    assert told(result) == [("CG420", None), ("CG601", None)]
    assert (result[1].where.file, result[1].where.line) == (PLACE.file, 7)


def test_one_that_does_not_occur() -> None:
    assert told(of_container(Host({}), policy(use(container="ci")), "", "ci", [])) == [("CG602", None)]
    # of what was not looked at nothing is said
    assert of_container(Host({}), policy(use(container="other")), "", "ci", []) == []
    assert of_container(Host({}), policy(), "", "ci", [SOCKET]) == [SOCKET]
