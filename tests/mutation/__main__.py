"""Tries small changes of the code: ``python -m tests.mutation [NAME* ...] [--sample N] [--seed N] [--tests PATH]``.

mutmut makes the mutants in ``mutants/`` (``[tool.mutmut]`` in pyproject.toml: of what); ``tries.py`` runs the tests.
Ends with 1 where fewer than nine of ten were noticed. Which are let through, and why, is in docs/evidence.md.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from fnmatch import fnmatch
from importlib import import_module
from pathlib import Path

from tests.mutation.figures import LEAST, may_name, noticed, sampled, shares

MUTANTS = Path("mutants")
#: those that run the command line do it in the process itself: one of its own does not know which mutant is tried, and
#: one that answers many tests, as a real reader does, is not to be shared by the processes that mutants are tried in
TESTS = (
    *("tests/model", "tests/formats", "tests/policy", "tests/judge", "tests/lock"),
    *("tests/scenarios/check", "tests/scenarios/lock", "tests/scenarios/status"),
    *("tests/backends/colima", "tests/backends/lima/rules"),
    "tests/dialects/test_yamlv3.py::test_what_colima_does_not_read_is_not_read",
    "tests/dialects/test_yamlv3.py::test_what_colima_reads_is_read",
    "tests/dialects/test_yamlv3.py::test_a_doubt_is_no_reading",
    "tests/dialects/test_recorded.py::test_what_colimas_reader_answered",
    "tests/dialects/test_recorded.py::test_what_the_releases_of_limas_reader_answered",
)


def make(patterns: Sequence[str]) -> dict[str, Path]:
    """Makes the mutants, and returns the name of each with the file that it is of; of files that are named alone."""
    mutmut = import_module("mutmut.__main__")  # not there for who checks types
    # one that was made of an older text stays otherwise
    shutil.rmtree(MUTANTS, ignore_errors=True)
    MUTANTS.mkdir()
    os.environ["MUTANT_UNDER_TEST"] = "mutant_generation"
    mutmut.copy_src_dir()
    mutmut.copy_also_copy_files()
    mutmut.setup_source_paths()
    others = (file for file in Path("colima_guard").rglob("*.py") if not may_name(patterns, ".".join(file.parts)[:-3]))
    import_module("mutmut.configuration").config().do_not_mutate.extend(map(str, others))
    mutmut.create_mutants(1)
    return {
        name: file.relative_to(MUTANTS).with_suffix("")
        for file in sorted(MUTANTS.rglob("*.py.meta"))
        for name in json.loads(file.read_text(encoding="utf-8"))["exit_code_by_key"]
    }


def attempt(names: list[str], tests: Sequence[str], most: int) -> dict[str, str]:
    """What came of each mutant, tried with these tests, for so many seconds at most."""
    (MUTANTS / "names").write_text("\n".join(names), encoding="utf-8")
    program = [sys.executable, "-m", "pytest", "-p", "tests.mutation.tries", "-p", "no:cacheprovider", "--rootdir=."]
    environment = {**os.environ, "MUTANTS": "names", "MOST": str(most), "MUTANT_UNDER_TEST": ""}
    subprocess.run([*program, "--basetemp=tmp", *tests], cwd=MUTANTS, env=environment, check=True)
    tried: dict[str, str] = json.loads((MUTANTS / "tried.json").read_text(encoding="utf-8"))
    return tried


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m tests.mutation", description="Tries small changes of the code.")
    options.add_argument("names", nargs="*", default=["*"], metavar="NAME*", help="which mutants; else all")
    options.add_argument("--sample", type=int, metavar="N", help="so many of them, at random")
    options.add_argument("--seed", type=int, default=1, metavar="N", help="others for another number; else 1")
    options.add_argument("--most", type=int, default=30, metavar="N", help="seconds for the tests of one; else 30")
    options.add_argument("--tests", action="append", metavar="PATH", help="with these tests, not all that can notice")
    given = options.parse_args()
    made = make(given.names)
    names = [name for name in made if any(fnmatch(name, pattern) for pattern in given.names)]
    names = sampled(names, given.sample, given.seed)
    # a file without a mutant that is tried is quicker as it was
    for file in {*made.values()} - {made[name] for name in names}:
        shutil.copy2(file, MUTANTS / file)
    tried = attempt(names, given.tests or TESTS, given.most)
    print(*(f"{outcome}: {name}" for name, outcome in sorted(tried.items()) if not noticed(outcome)), sep="\n")
    print(*shares(tried), sep="\n")
    return sum(map(noticed, tried.values())) < LEAST * len(tried)


if __name__ == "__main__":
    sys.exit(main())
