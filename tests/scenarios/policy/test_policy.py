"""The policy file beyond its list: included files, exceptions, what is accepted, a project's own file."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from colima_guard.formats.yaml.compose import compose
from colima_guard.policy.schema import schema
from tests.conftest import Machine
from tests.machines.colima import LOCKED, SSHFS, profile

POLICY = ".config/colima-guard/policy.yaml"
DEFAULT, WORK = ".colima/default/colima.yaml", ".colima/work/colima.yaml"


@pytest.fixture
def colima(machine: Machine) -> Machine:
    machine.mkdir("projects", "data", "clients", ".ssh")
    machine.write(DEFAULT, profile())
    machine.write(WORK, profile())
    return machine


def policy(machine: Machine, text: str) -> None:
    machine.write(POLICY, f"version: 1\n{text}")


class TestIncluded:
    def team(self, machine: Machine, text: str = "allow: [{path: ~/data, access: ro}]\n", mode: int = 0o644) -> Path:
        (machine.home / "dotfiles").mkdir(exist_ok=True)
        (machine.home / "dotfiles").chmod(0o755)
        policy(machine, "include: [../../dotfiles/team.yaml]\nallow: [{path: ~/projects}]  # mine\n")
        return machine.write("dotfiles/team.yaml", f"version: 1\n{text}", mode)

    def test_what_it_allows_is_allowed_and_stays_in_its_file(self, colima: Machine) -> None:
        team = self.team(colima)
        before = team.read_bytes()
        assert colima.run("lock", "--yes").code == 0
        assert colima.sees() == [("~/data", "ro"), ("~/projects", "rw")]
        assert colima.run("check").code == 0
        # the own list is replaced, the team's stays
        assert colima.run("lock", "--yes", "~/clients").code == 0
        assert sorted(colima.sees()) == [("~/clients", "rw"), ("~/data", "ro")]
        assert "include: [../../dotfiles/team.yaml]\n" in colima.read(POLICY)
        assert "~/data" not in colima.read(POLICY)
        assert team.read_bytes() == before
        (entry,) = (
            one for one in colima.run("policy", "show", "--json").json["policy"]["allow"] if one["included_from"]
        )
        assert entry["included_from"] == str(team)

    def test_revoke_says_where_it_is_allowed(self, colima: Machine) -> None:
        self.team(colima)
        done = colima.run("revoke", "--yes", "~/data")
        assert done.code == 2
        assert "~/data is allowed by ~/dotfiles/team.yaml" in done.err

    def test_its_confine_holds(self, colima: Machine) -> None:
        self.team(colima, "confine: true\n")
        colima.write(WORK, profile(**SSHFS))
        before = colima.read(POLICY)
        assert colima.run("lock", "--yes").code == 0
        assert "mountType: 9p" in colima.read(WORK)
        assert colima.run("policy", "show", "--json").json["policy"]["confine"] is True
        assert colima.read(POLICY) == before
        done = colima.run("lock", "--yes", "--no-confine")
        assert (done.code, "~/dotfiles/team.yaml says that every VM is confined" in done.err) == (2, True)

    @pytest.mark.parametrize("mode", [0o664, 0o646, 0o666])
    def test_others_must_not_write_it(self, colima: Machine, mode: int) -> None:
        self.team(colima, mode=mode)
        done = colima.run("check")
        assert done.code == 2
        assert "policy.yaml:2: the included file ~/dotfiles/team.yaml is not taken" in done.err
        assert "others can write" in done.err

    def test_nor_replace_it(self, colima: Machine) -> None:
        self.team(colima)
        (colima.home / "dotfiles").chmod(0o777)
        assert "others can write" in colima.run("check").err
        # there nobody replaces what is another's
        (colima.home / "dotfiles").chmod(0o1777)
        assert colima.run("policy", "validate").code == 0

    def test_through_a_link_it_is_the_real_file_that_counts(self, colima: Machine) -> None:
        team = self.team(colima)
        team.rename(colima.home / "elsewhere.yaml")
        team.symlink_to(colima.home / "elsewhere.yaml")
        assert colima.run("policy", "validate").code == 0
        (colima.home / "elsewhere.yaml").chmod(0o666)
        assert colima.run("policy", "validate").code == 2

    def test_missing(self, colima: Machine) -> None:
        self.team(colima).unlink()
        done = colima.run("check")
        assert (done.code, "team.yaml does not exist" in done.err) == (2, True)

    def test_a_cycle(self, colima: Machine) -> None:
        self.team(colima, "include: [more.yaml]\n")
        colima.write("dotfiles/more.yaml", "version: 1\ninclude:\n  - team.yaml\n")
        done = colima.run("check")
        assert done.code == 2
        assert "~/dotfiles/more.yaml:3: team.yaml includes this file again" in done.err

    def test_an_error_in_it_names_its_line(self, colima: Machine) -> None:
        self.team(colima, "allow:\n  - path: data\n")
        assert "~/dotfiles/team.yaml:3: `path` must be absolute" in colima.run("check").err

    def test_two_files_that_contradict_each_other(self, colima: Machine) -> None:
        self.team(colima, "allow: [{path: ~/projects, access: ro}]\n")
        done = colima.run("check")
        assert done.code == 2
        assert "(rw) lies in" in done.err or "(ro) lies in" in done.err


class TestExceptions:
    TEXT = (
        "allow:\n  - path: ~/projects\n  - path: ~/data\n    access: ro\n"
        "exceptions:\n  - instance: colima/work\n    allow:\n      - {path: ~/clients, access: ro}\n"
        "    without: [~/projects]\n"
    )

    def test_every_command_goes_by_it(self, colima: Machine) -> None:
        policy(colima, self.TEXT)
        locked = colima.run("lock", "--yes")
        assert locked.code == 0, locked.out + locked.err
        assert colima.sees() == [("~/data", "ro"), ("~/projects", "rw")]
        assert colima.sees("colima/work") == [("~/clients", "ro"), ("~/data", "ro")]
        assert colima.run("check").code == 0
        assert set(colima.verdicts().values()) == {"LOCKED"}
        why = colima.run("why", "~/clients").out.splitlines()
        assert why[:2] == ["colima/default: no", "colima/work: yes, read-only"]
        assert "  do: nothing: the policy allows it" in why
        assert colima.read(POLICY) == f"version: 1\n{self.TEXT}"
        # the widest of all is not enough for one
        colima.edit(WORK, "writable: false\n  - location: ~/data", "writable: true\n  - location: ~/data")
        assert colima.run("check").out.count("[CG102]") == 1
        assert colima.run("lock", "--yes").code == 0

    def test_allow_and_revoke_leave_it(self, colima: Machine) -> None:
        policy(colima, self.TEXT)
        colima.mkdir("more")
        assert colima.run("allow", "--yes", "~/more").code == 0
        assert colima.sees("colima/work") == [("~/clients", "ro"), ("~/data", "ro"), ("~/more", "rw")]
        assert colima.run("revoke", "--yes", "~/data").code == 0
        assert colima.sees("colima/work") == [("~/clients", "ro"), ("~/more", "rw")]
        # an exception from what would no longer be allowed says nothing
        before = colima.tree()
        done = colima.run("revoke", "--yes", "~/projects")
        assert done.code == 2
        assert "nothing can go without it" in done.err
        assert colima.tree() == before

    def test_another_access_for_one(self, colima: Machine) -> None:
        policy(
            colima,
            "allow: [{path: ~/projects}]\n"
            "exceptions: [{instance: colima/work, allow: [{path: ~/projects, access: ro}]}]\n",
        )
        assert colima.run("lock", "--yes").code == 0
        assert (colima.sees(), colima.sees("colima/work")) == ([("~/projects", "rw")], [("~/projects", "ro")])

    def test_nothing_is_left_for_one(self, colima: Machine) -> None:
        """An empty list would be the whole home."""
        policy(colima, "allow: [{path: ~/projects}]\nexceptions: [{instance: colima/work, without: [~/projects]}]\n")
        assert colima.run("lock", "--yes").code == 0
        assert colima.sees("colima/work") == [("~/.local/share/colima-guard/nothing-shared", "ro")]
        assert colima.run("check").code == 0

    def test_render(self, colima: Machine) -> None:
        policy(colima, self.TEXT)
        text = profile().encode()
        assert "~/clients" in colima.run("render", "colima", "--instance", "colima/work", stdin=text).out
        assert "~/clients" not in colima.run("render", "colima", stdin=text).out

    @pytest.mark.parametrize(
        ("text", "what"),
        [
            ("exceptions: [{instance: work, without: [~/projects]}]", "`instance` is like colima/work, not `work`"),
            ("exceptions: [{instance: cloima/work, without: [~/projects]}]", "`instance` is like"),
            ("exceptions: [{instance: colima/work}]", "names neither `allow` nor `without`"),
            ("exceptions: [{instance: colima/work, without: [~/project]}]", "is not an allowed directory"),
            ("exceptions: [{instance: colima/work, without: [projects]}]", "`path` must be absolute"),
            ("exceptions: [{instance: colima/work, with: [~/projects]}]", "unknown key `with`"),
            ("exceptions: [{instance: colima/work, allow: [{path: ~/projects/a, access: ro}]}]", "lies in"),
            ("exceptions: [{instance: colima/work, allow: [{path: ~/x, access: w}]}]", "`access` is `ro` or `rw`"),
            ("exceptions: [null]", "an element of the list is empty"),
            (
                "exceptions: [&one {instance: colima/w, without: [~/projects]}, *one]",
                "colima/w has exceptions already",
            ),
        ],
    )
    def test_what_is_half_understood(self, colima: Machine, text: str, what: str) -> None:
        policy(colima, f"allow: [{{path: ~/projects}}]\n{text}\n")
        for command in ("check", "status"):
            done = colima.run(command)
            assert done.code == 2, done.out
            assert "policy.yaml:3: " in done.err
            assert what in done.err

    def test_a_forbidden_directory_is_not_let_in_by_an_exception(self, colima: Machine) -> None:
        policy(colima, "exceptions: [{instance: colima/work, allow: [{path: ~/.ssh, access: ro}]}]\n")
        assert colima.run("lock", "--yes").code == 4
        assert colima.run("policy", "validate").code == 4


class TestAccepted:
    def accept(self, machine: Machine, *entries: str) -> None:
        text = "".join(f"  - {{{one}, reason: we know, until: 2999-12-31}}\n" for one in entries)
        policy(machine, f"allow: [{{path: ~/projects}}]\naccepted:\n{text}")

    def test_a_loose_transport(self, colima: Machine) -> None:
        policy(colima, "allow: [{path: ~/projects}]\n")
        colima.write(WORK, profile(**SSHFS))
        assert colima.run("lock", "--yes").code == 1
        self.accept(colima, "finding: CG104, instance: colima/work")
        assert colima.run("check").code == 0
        assert colima.run("lock", "--yes").code == 0
        work = colima.instance("colima/work")
        assert (work["verdict"], work["counted_verdict"]) == ("SOFT", "LOCKED")
        (finding,) = (one for one in work["findings"] if one["id"] == "CG104")
        assert finding["accepted"] == {"reason": "we know", "until": "2999-12-31"}
        assert "(accepted)" in colima.run("status").out
        # of this instance only
        colima.write(DEFAULT, profile(LOCKED, **SSHFS))
        done = colima.run("check")
        assert (done.code, done.out.count("\n")) == (1, 1)
        assert done.out.startswith("colima/default SOFT")

    def test_one_share_by_its_path(self, colima: Machine) -> None:
        mounts = "mounts:\n  - {location: ~/projects, writable: true}\n  - {location: ~/data, writable: false}"
        policy(colima, "allow: [{path: ~/projects}]\n")
        assert colima.run("lock", "--yes").code == 0
        colima.write(WORK, profile(mounts))
        assert colima.run("check").code == 1
        self.accept(colima, "finding: CG101, instance: colima/work, path: ~/data")
        assert colima.run("check").code == 0
        assert colima.verdicts()["colima/work"] == "OPEN"
        # another path, another instance, another finding: not accepted
        colima.write(WORK, profile(mounts + "\n  - {location: ~/clients, writable: false}"))
        done = colima.run("check")
        assert done.code == 1
        assert "clients" in done.out and "/data" not in done.out
        colima.write(WORK, profile(mounts))
        colima.write(DEFAULT, profile(mounts))
        assert colima.run("check").out.count("colima/default OPEN") == 1
        self.accept(colima, "finding: CG102, instance: colima/work, path: ~/data")
        assert "colima/work OPEN" in colima.run("check").out

    def test_the_whole_home_is_accepted_as_that_only(self, colima: Machine) -> None:
        policy(colima, "allow: [{path: ~/projects}]\n")
        assert colima.run("lock", "--yes").code == 0
        colima.write(WORK, profile())
        self.accept(colima, "finding: CG103, instance: colima/work, path: ~/data")
        assert colima.run("check").code == 1
        # at some releases the default is more than the home, and each of it is a share of its own
        home, more = ("finding: CG103, instance: colima/work, path: " + it for it in ("'~'", "/tmp/colima-work"))
        self.accept(colima, home)
        assert "/tmp/colima-work is shared writable" in colima.run("check").out
        self.accept(colima, home, more)
        # that the VM can then open itself further is another matter, and never taken along
        assert "colima/work OPEN: the VM can rewrite its own configuration" in colima.run("check").out
        assert colima.instance("colima/work")["counted_verdict"] == "SOFT"
        self.accept(colima, home, more, "finding: CG111, instance: colima/work, path: '~'")
        assert colima.run("check").code == 0
        # written out it is another finding
        colima.write(WORK, profile("mounts: [{location: '~', writable: true}]"))
        assert colima.run("check").code == 1

    def test_it_expires_at_the_end_of_its_day(self, colima: Machine) -> None:
        colima.write(WORK, profile(LOCKED, **SSHFS))
        policy(
            colima,
            "allow: [{path: ~/projects}]\n"
            "accepted: [{finding: CG104, instance: colima/work, reason: x, until: 2001-01-31}]\n",
        )
        colima.run("lock", "--yes")
        done = colima.run("check")
        assert done.code == 1
        assert "[CG104]" in done.out
        ids = [one["id"] for one in colima.instance("colima/work")["findings"]]
        assert "CG601" in ids
        assert "CG601" in colima.run("status").out

    def test_one_that_does_not_occur(self, colima: Machine) -> None:
        self.accept(colima, "finding: CG104, instance: colima/work")
        colima.run("lock", "--yes")
        assert "CG602" in [one["id"] for one in colima.instance("colima/work")["findings"]]
        assert colima.run("check").code == 0

    def test_uses_of_a_project_and_a_container(self, colima: Machine) -> None:
        colima.write(WORK, profile(LOCKED))
        policy(
            colima,
            "allow: [{path: ~/projects}]\n"
            "accepted:\n"
            "  - {finding: CG420, project: ~/projects/ci, reason: the runner, until: 2999-01-01}\n"
            "  - {finding: CG421, container: dind, instance: colima/work, reason: builds, until: 2001-01-01}\n"
            "  - {finding: CG420, container: proxy, reason: here, until: 2999-01-01}\n"
            "  - {finding: CG422, container: vpn, reason: a tunnel, until: 2999-01-01}\n",
        )
        assert colima.run("lock", "--yes").code == 0
        shown = colima.run("policy", "show").out
        assert "CG420 of the project ~/projects/ci accepted until 2999-01-01: the runner" in shown
        assert "CG421 of the container dind of colima/work accepted EXPIRED on 2001-01-01: builds" in shown
        assert "CG420 of the container proxy accepted until" in shown
        uses = colima.run("policy", "show", "--json").json["policy"]["accepted_uses"]
        assert [(one["finding"], one["container"], one["instance"]) for one in uses] == [
            ("CG420", None, None),
            ("CG421", "dind", "colima/work"),
            ("CG420", "proxy", None),
            ("CG422", "vpn", None),
        ]
        # they are nothing to an instance
        assert colima.run("check").code == 0
        assert {one["id"] for one in colima.instance("colima/work")["findings"]}.isdisjoint({"CG601", "CG602"})

    @pytest.mark.parametrize(
        ("entry", "what"),
        [
            ("finding: CG101, instance: colima/work, reason: x, until: 2999-01-01", "for one `path` only"),
            ("finding: CG103, instance: colima/work, reason: x, until: 2999-01-01", "for one `path` only"),
            ("finding: CG104, instance: colima/work, path: ~/a, reason: x, until: 2999-01-01", "says nothing with"),
            ("finding: CG104, reason: x, until: 2999-01-01", "`instance` is like"),
            ("finding: CG104, instance: colima/work, until: 2999-01-01", "`reason` is missing"),
            ("finding: CG104, instance: colima/work, reason: ' ', until: 2999-01-01", "`reason` is missing"),
            ("finding: CG104, instance: colima/work, reason: x", "`until` is a day"),
            ("finding: CG104, instance: colima/work, reason: x, until: never", "`until` is a day"),
            ("finding: CG104, instance: colima/work, reason: x, until: 2026-02-30", "`until` is a day"),
            ("finding: CG104, instance: colima/work, reason: x, until: 20260201", "`until` is a day"),
            (
                "finding: CG104, project: ~/a, instance: colima/work, reason: x, until: 2999-01-01",
                "`project` says nothing",
            ),
            ("finding: CG104, container: a, instance: colima/work, reason: x, until: 2999-01-01", "`container` says"),
            ("finding: CG420, reason: x, until: 2999-01-01", "for one `project`, a directory, or one `container`"),
            ("finding: CG420, instance: colima/work, reason: x, until: 2999-01-01", "or one `container`"),
            ("finding: CG421, project: ~/a, container: b, reason: x, until: 2999-01-01", "or one `container`"),
            ("finding: CG421, project: ~/a, instance: colima/work, reason: x, until: 2999-01-01", "says nothing with"),
            ("finding: CG420, container: a, instance: b, reason: x, until: 2999-01-01", "`instance` is like"),
            ("finding: CG420, container: a, path: ~/a, reason: x, until: 2999-01-01", "`path` says nothing with"),
            ("finding: CG420, project: a, reason: x, until: 2999-01-01", "must be absolute"),
            ("finding: CG420, project: ~/a, until: 2999-01-01", "`reason` is missing"),
            ("finding: CG420, project: ~/a, reason: x", "`until` is a day"),
            ("finding: CG423, project: ~/a, reason: x, until: 2999-01-01", "by a comment beside it"),
            ("finding: CG423, project: ~/a, container: a, reason: x, until: 2999-01-01", "or one `container`"),
            ("finding: CG423, instance: colima/work, reason: x, until: 2999-01-01", "for a `container` only"),
            ("finding: CG432, container: a, reason: x, until: 2999-01-01", "cannot be accepted"),
            ("finding: CG999, instance: colima/work, reason: x, until: 2999-01-01", "there is no finding"),
            ("finding: CG303, instance: colima/work, reason: x, until: 2999-01-01", "cannot be accepted"),
            ("finding: CG110, instance: colima/work, reason: x, until: 2999-01-01", "cannot be accepted"),
            ("finding: CG301, instance: colima/work, reason: x, until: 2999-01-01", "cannot be accepted"),
        ],
    )
    def test_what_is_half_understood(self, colima: Machine, entry: str, what: str) -> None:
        policy(colima, f"allow: [{{path: ~/projects}}]\naccepted:\n  - {{{entry}}}\n")
        done = colima.run("check")
        assert done.code == 2, done.out
        assert "policy.yaml:4: " in done.err
        assert what in done.err


class TestProject:
    def test_it_narrows_for_this_once(self, colima: Machine) -> None:
        policy(colima, "allow: [{path: ~/projects}, {path: ~/data}]\n")
        assert colima.run("lock", "--yes").code == 0
        before = colima.read(POLICY)
        colima.write("projects/.colima-guard.yaml", "version: 1\nallow:\n  - path: .\n    access: ro\n")
        colima.mkdir("projects/deep")
        for named in ("~/projects/.colima-guard.yaml", "~/projects", "~/projects/deep", "projects"):
            assert colima.run("check").code == 0
            done = colima.run("check", "--project", named)
            assert done.code == 1
            assert "[CG102]" in done.out and "[CG101]" in done.out
        assert colima.run("lock", "--yes", "--project", "~/projects").code == 0
        assert colima.sees() == [("~/projects", "ro")]
        assert colima.read(POLICY) == before
        assert (colima.run("check", "--project", "~/projects").code, colima.run("check").code) == (0, 0)
        assert "narrowed by ~/projects/.colima-guard.yaml" in colima.run("status", "--project", "~/projects").out

    @pytest.mark.parametrize(
        ("text", "what"),
        [
            ("allow: [{path: ../clients}]", ".colima-guard.yaml:2: ../clients (rw) is more than"),
            ("allow: [{path: ../data}]", "is more than"),
            ("allow: [{path: ..}]", "is more than"),
            ("allow: [{path: /}]", "is more than"),
            ("include: [x.yaml]", "unknown key `include`"),
            ("exceptions: []", "unknown key `exceptions`"),
            ("accepted: []", "unknown key `accepted`"),
            ("allow: [{access: ro}]", "`path` is missing"),
            ("allow: [., x]", "`.` stands where an entry such as `path: ~/projects` belongs"),
        ],
    )
    def test_it_never_widens(self, colima: Machine, text: str, what: str) -> None:
        policy(colima, "allow: [{path: ~/projects}, {path: ~/data, access: ro}]\n")
        colima.write("projects/.colima-guard.yaml", f"version: 1\n{text}\n")
        before = colima.tree()
        for command in (["check"], ["status"], ["lock", "--yes"]):
            done = colima.run(*command, "--project", "~/projects")
            assert done.code == 2, done.out
            assert what in done.err
        assert colima.tree() == before

    def test_a_link_out_of_it_does_not_widen(self, colima: Machine) -> None:
        policy(colima, "allow: [{path: ~/projects}]\n")
        os.symlink(colima.home / "clients", colima.home / "projects/clients")
        colima.write("projects/.colima-guard.yaml", "version: 1\nallow: [{path: clients}]\n")
        assert colima.run("lock", "--yes", "--project", "~/projects").code == 2

    def test_an_exception_is_not_more_for_the_others(self, colima: Machine) -> None:
        policy(
            colima,
            "allow: [{path: ~/projects}]\nexceptions: [{instance: colima/work, allow: [{path: ~/clients}]}]\n",
        )
        colima.write("p.yaml", "version: 1\nallow: [{path: clients}]\n")
        assert colima.run("lock", "--yes", "--project", "p.yaml").code == 0
        assert colima.sees("colima/work") == [("~/clients", "rw")]
        assert colima.sees() == [("~/.local/share/colima-guard/nothing-shared", "ro")]

    def test_none_is_there(self, colima: Machine) -> None:
        policy(colima, "allow: []\n")
        assert colima.run("check", "--project", "~/projects").code == 2
        assert colima.run("check", "--project", "~/nowhere").code == 2


class TestCommand:
    def test_path_and_schema(self, colima: Machine) -> None:
        assert colima.run("policy", "path").out == f"{colima.home}/{POLICY}\n"
        assert json.loads(colima.run("policy", "schema").out) == schema()

    def test_show(self, colima: Machine) -> None:
        policy(colima, TestExceptions.TEXT)
        out = colima.run("policy", "show").out
        assert out == (
            f"~/{POLICY}\nallow rw ~/projects\nallow ro ~/data\n"
            "colima/work: allow ro ~/clients too\ncolima/work: without ~/projects\n"
        )
        assert colima.run("policy", "show", "--instance", "colima/work").out == (
            f"~/{POLICY}\nallow ro ~/clients  (from ~/{POLICY})\nallow ro ~/data\n"
        )

    def test_validate_standard_input_and_a_file(self, colima: Machine) -> None:
        good = b"version: 1\nallow: [{path: ~/not-there-yet}]\n"
        assert colima.run("policy", "validate", "-", stdin=good).code == 0
        done = colima.run("policy", "validate", "-", stdin=b"version: 1\nalow: []\n")
        assert (done.code, "the policy on standard input:2: unknown key" in done.err) == (2, True)
        colima.write("p.yaml", "version: 1\nallow: [{path: '~/a b'}]\n")
        assert colima.run("policy", "validate", "p.yaml").code == 4
        assert colima.run("policy", "validate").code == 2  # none is saved

    def test_a_second_document_is_not_passed_over(self, colima: Machine) -> None:
        policy(colima, "allow: []\n---\nallow: [{path: ~/x}]\n")
        assert "a second document" in colima.run("check").err

    def test_lock_by_a_file_saves_it_as_it_is(self, colima: Machine) -> None:
        text = b"# ours\nversion: 1\nallow:\n  - path: ~/projects  # all\n"
        assert colima.run("lock", "--yes", "--policy", "-", stdin=text).code == 0
        assert colima.read(POLICY).encode() == text
        before = colima.tree()
        done = colima.run("lock", "--yes", "--policy", "-", stdin=text)
        assert (done.code, "nothing to change" in done.out) == (0, True)
        assert colima.tree() == before
        assert colima.run("rollback", "--yes").code == 0
        assert not (colima.home / POLICY).exists()

    def test_a_fresh_policy_names_the_schema_and_fits_it(self, colima: Machine) -> None:
        colima.run("lock", "--yes", "~/projects", "~/data:ro")
        first = colima.read(POLICY).splitlines()[0]
        assert first == f"# yaml-language-server: $schema={schema()['$id']}"
        validator = Draft202012Validator(schema())
        assert validator.is_valid(_plain(colima.read(POLICY)))
        assert validator.is_valid(_plain(f"version: 1\n{TestExceptions.TEXT}"))
        for wrong in ("version: 2\n", "allow: []\n", "version: 1\nalow: []\n", "version: 1\nallow: [{path: a}]\n"):
            assert not validator.is_valid(_plain(wrong))
        accepted = "version: 1\naccepted: [{instance: colima/a, reason: x, until: '2026-01-01', finding: %s}]\n"
        assert validator.is_valid(_plain(accepted % "CG104"))
        assert not validator.is_valid(_plain(accepted % "CG101"))

    def test_comments_stay_beside_the_new_keys(self, colima: Machine) -> None:
        text = f"{TestExceptions.TEXT}# the end\naccepted: []  # none\n"
        policy(colima, text)
        assert colima.run("allow", "--yes", "~/clients").code == 0
        added = colima.read(POLICY).replace("  - path: ~/clients\n    access: rw\n", "")
        assert added == f"version: 1\n{text}"


def _plain(text: str) -> object:
    import yaml

    assert compose(text.encode()).root is not None
    return yaml.safe_load(text)
