"""What this program promises, and the tests that keep each promise: one that goes, or is renamed, is missed here.

Each is kept in breadth by many more, by the oracles above all; these are the ones that say it.
"""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

TESTS = Path(__file__).parent


class Promise(NamedTuple):
    text: str
    #: a file below ``tests``, and tests in it
    kept_by: dict[str, str]


PROMISES = (
    Promise(
        "Never narrower than the truth: a verdict is that of the backend's own rules at its own release, and what "
        "cannot be evaluated is UNKNOWN.",
        {
            "oracle/test_colima.py": "test_random_profiles test_corpus_chain",
            "oracle/test_lima.py": "test_cases test_random_instances",
            "oracle/test_dialect.py": "test_dialect_of_colima",
            "dialects/test_yamlv3.py": "test_random_texts",
            "dialects/test_lima.py": "test_random_texts",
            "scenarios/status/test_dialect.py": "test_never_locked",
            "scenarios/status/test_mounted.py": "test_a_bind",
            "scenarios/status/test_unlocking.py": "test_however_it_came test_what_is_looked_for_and_missing",
            "scenarios/status/test_releases.py": "test_null_by_release",
        },
    ),
    Promise(
        "Never re-open by accident: an empty list is never written; an empty allowlist is one empty directory.",
        {
            "formats/json/test_edit_refusals.py": "test_an_empty_list_is_never_written",
            "scenarios/lock/test_allowlist.py": "test_revoke_of_the_last_one_shares_an_empty_directory "
            "test_the_directory_that_stands_for_nothing_must_be_empty",
            "scenarios/backends/test_docker_desktop.py": "test_nothing_allowed_is_one_empty_directory",
            "scenarios/backends/test_docker_desktop_printed.py": "test_an_empty_allowlist_is_not_an_empty_list",
        },
    ),
    Promise(
        "Only the named values change: every other byte stays, and an edit is proved or refused.",
        {
            "formats/yaml/test_proof.py": "test_what_was_intended_is_proved test_anything_else_is_not",
            "formats/json/test_edit_refusals.py": "test_the_proof_sees_what_an_edit_must_not_do",
            "formats/yaml/test_edit_carry.py": "test_comments_of_the_present_text_stay",
            "scenarios/lock/test_forms.py": "test_comments_of_what_goes_stay",
            "scenarios/lock/test_allowlist.py": "test_comments_of_the_policy_stay",
            "dialects/test_edits.py": "test_every_form_is_read_as_intended",
        },
    ),
    Promise(
        "Nothing is lost: killed at any instruction, each file is the old one or the new one, and the next run knows "
        "which; a rollback gives back what was.",
        {
            "store/test_faults.py": "test_every_call_killed_or_failing_leaves_each_file_old_or_new",
            "store/test_recovery.py": "test_recovery_marks_tells_and_sweeps",
            "store/test_bit_flips.py": "test_every_bit",
            "store/test_setting.py": "test_killed_in_the_middle_the_next_run_knows",
            "scenarios/every_command/test_process.py": "test_killed_in_the_middle",
            "scenarios/backends/test_lima_killed.py": "test_killed_recovered_taken_back test_a_rollback_that_is_killed",
            "scenarios/rollback/test_history.py": "test_modes_come_back test_a_rollback_of_a_rollback_of_a_rollback",
        },
    ),
    Promise(
        "Nobody else's edit is overwritten: a file that changed between plan and write stops the change, and one that "
        "was rewritten since is planned anew.",
        {
            "scenarios/rollback/test_history.py": "test_a_file_that_changes_between_plan_and_write "
            "test_somebody_elses_edit_stays",
            "scenarios/backends/test_docker_desktop_files.py": "test_an_edit_in_between_is_not_overwritten",
            "scenarios/backends/test_lima_killed.py": "test_somebody_elses_edit_in_between_is_kept",
            "scenarios/backends/test_docker_desktop_running.py": "test_what_it_writes_on_the_way_down_is_kept",
            "store/test_setting.py": "test_a_value_that_changed_since_the_plan_is_left",
        },
    ),
    Promise(
        "The next VM is locked too: templates and defaults are part of the lock.",
        {
            "scenarios/lock/test_fresh_machine.py": "test_the_first_vm_is_born_locked "
            "test_at_every_release_it_shares_the_allowlist",
            "scenarios/lock/test_directories.py": "test_where_the_next_profile_is_born",
            "scenarios/status/test_old_file.py": "test_what_is_born_from_it",
            "scenarios/status/test_own_start.py": "test_a_new_profile_is_born_locked",
        },
    ),
    Promise(
        "Strength is named: a list that the guest can get around is SOFT, and --confine moves to what confines it.",
        {
            "scenarios/lock/test_confine.py": "test_sshfs_is_soft_whatever_the_list_says",
            "model/test_verdict.py": "test_a_dangerous_allowlist_is_soft_at_best",
            "scenarios/backends/test_docker_desktop_files.py": "test_releases_with_a_known_escape",
        },
    ),
    Promise(
        "What runs now counts: a VM that runs with older, wider shares is not LOCKED because its file is.",
        {
            "scenarios/status/test_running.py": "test_open_stays_open_while_it_runs "
            "test_a_file_that_changed_after_the_start",
            "scenarios/status/test_looking.py": "test_while_it_runs_with_older_shares",
            "scenarios/status/test_hostile.py": "test_a_running_vm_that_was_started_with_more",
            "scenarios/backends/test_docker_desktop_running.py": "test_what_it_holds_in_memory_is_read_back",
        },
    ),
)


@cache
def named_in(file: str) -> frozenset[str]:
    """The names of the tests in a file, those of state machines and classes included."""
    tree = ast.parse((TESTS / file).read_text(encoding="utf-8"))
    names = (node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))
    return frozenset(name for name in names if name.startswith("test_"))


def test_there_are_eight() -> None:
    assert len(PROMISES) == 8
    assert all(sum(len(names.split()) for names in promise.kept_by.values()) >= 3 for promise in PROMISES)


@pytest.mark.parametrize(
    ("file", "name"),
    [(file, name) for promise in PROMISES for file, names in promise.kept_by.items() for name in names.split()],
)
def test_it_is_kept(file: str, name: str) -> None:
    assert name in named_in(file), f"{file} has no {name}: which test keeps the promise now?"
