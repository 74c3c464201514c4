"""Second names of secrets: which are sought, which are found, and what is said where not all was looked at."""

from __future__ import annotations

import os

import pytest

from colima_guard.judge.findings import hard_links
from colima_guard.judge.findings.hard_links import Found, SecondNames
from colima_guard.model.allowlist import Allowlist
from colima_guard.model.finding import Finding
from colima_guard.model.share import Place
from colima_guard.model.verdict import Verdict, judge
from tests.conftest import Machine
from tests.machines.drawn_exposures import exposure, share


@pytest.fixture
def keys(machine: Machine) -> Machine:
    """Two secrets, the second with a name in ``p``, and one that has both its names among the secrets."""
    machine.mkdir("p/deep", "q")
    for name in ("keys/a", "keys/b", "keys/c", "p/file", "p/deep/file"):
        machine.write(name, name)
    os.link(machine.home / "keys/b", machine.home / "p/deep/b")
    os.link(machine.home / "keys/c", machine.home / "keys/same")
    return machine


def second(machine: Machine, said: list[str] | None = None, *secrets: str) -> SecondNames:
    paths = [f"{machine.home}/{name}" for name in secrets or ("keys",)]
    return SecondNames(machine.host(), paths, None if said is None else said.append)


def test_the_name_and_the_secret(keys: Machine) -> None:
    home = str(keys.home)
    names = second(keys)
    assert names.within(f"{home}/p") == Found(((f"{home}/p/deep/b", f"{home}/keys/b"),))
    assert names.within(f"{home}/q") == Found()
    # the secrets themselves are no second names of theirs
    assert names.within(home).names == ((f"{home}/p/deep/b", f"{home}/keys/b"),)


def test_a_file_of_many_names_that_is_no_secret(keys: Machine) -> None:
    os.link(keys.home / "p/file", keys.home / "p/other")
    assert second(keys).within(f"{keys.home}/p/deep").names
    (keys.home / "p/deep/b").unlink()
    assert second(keys).within(f"{keys.home}/p") == Found()


def test_secrets_that_lie_in_one_another_are_counted_once(keys: Machine) -> None:
    assert second(keys, None, "keys", "keys/b", "keys/a").within(f"{keys.home}/p").names


def test_how_far_it_has_come_is_told(keys: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hard_links, "_STEP", 2)
    said: list[str] = []
    names = second(keys, said)
    names.within(f"{keys.home}/p")
    assert said[0] == f"looking in {keys.home}/p for second names of 1 secrets ..."
    assert said[1:] == ["... 2 files"]
    names.within(f"{keys.home}/p")
    assert len(said) == 2  # each directory once


def test_nothing_is_walked_where_no_secret_has_a_name_elsewhere(keys: Machine) -> None:
    (keys.home / "p/deep/b").unlink()
    said: list[str] = []
    assert second(keys, said).within(f"{keys.home}/p") == Found()
    assert said == []


def test_more_files_than_are_looked_at(keys: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    home = str(keys.home)
    entries = len(list(keys.host().walk(f"{home}/p")))
    assert entries == 3  # directories count for none
    names = second(keys)
    names.within(f"{home}/q")
    monkeypatch.setattr(hard_links, "MOST", entries)
    assert names.within(f"{home}/p").unfinished is None
    monkeypatch.setattr(hard_links, "MOST", entries - 1)
    found = names.within(home)
    assert found.unfinished == f"{home} holds more than {entries - 1} files"


def test_more_secrets_than_are_looked_at(keys: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hard_links, "MOST", 1)
    found = second(keys).within(f"{keys.home}/p")
    assert found == Found(unfinished="the secrets are more than 1 files")
    place = Place("/vm/colima.yaml", 3)
    shown = judge(exposure(share(f"{keys.home}/p")._replace(place=place)), Allowlist())
    (concern,) = hard_links.concerns(second(keys), [shown], Allowlist(), accepted=True)
    message = f"whether a secret has a second name in {keys.home}/p cannot be told: the secrets are more than 1 files"
    remedy = "allow a smaller directory"
    assert concern == (Finding("CG115", message, remedy, place, f"{keys.home}/p"), Verdict.UNKNOWN)


def test_what_is_said(keys: Machine) -> None:
    home, place = str(keys.home), Place("/vm/colima.yaml", 3)
    os.link(keys.home / "keys/a", keys.home / "q/a b")
    shown = judge(exposure(*(share(f"{home}/{name}")._replace(place=place) for name in "pqp")), Allowlist())
    found = list(hard_links.concerns(second(keys), [shown, shown], Allowlist(placeholder=f"{home}/q"), accepted=True))
    message = f"{home}/p/deep/b is the same file as {home}/keys/b, a hard link"
    assert found == [(Finding("CG115", message, f"rm {home}/p/deep/b", place, f"{home}/p/deep/b"), Verdict.OPEN)]
    both = list(hard_links.concerns(second(keys), [shown], Allowlist(), accepted=True))
    assert [one.finding.remedy for one in both] == [f"rm {home}/p/deep/b", f"rm '{home}/q/a b'"]
