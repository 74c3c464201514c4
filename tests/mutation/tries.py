"""A pytest plugin: in place of one run of the tests, a run for each mutant of the tests that reach it.

The tests are collected once, run once to see which function is reached by which, and then, for each mutant in a process
forked for it, until one fails: first those that noticed another mutant of the same module, then the quickest.
What came of it is written to ``tried.json`` in the working directory.
"""

from __future__ import annotations

import functools
import json
import os
import resource
import shutil
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from typing import TypeAlias

import pytest
from _pytest.runner import runtestprotocol

#: how many times these a mutant may take, and as many seconds more, before it counts as endless
ENDLESS, SPARE = 5, 10
#: bytes of memory, for a mutant that fills it
MEMORY = 4 << 30

#: the seconds of the processor that a test takes, and the test
Reaching: TypeAlias = tuple[float, pytest.Item]


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool:
    """Tries every mutant named in the file ``MUTANTS``, one a line.

    ``MOST``: seconds of the processor for the tests of one: what only a test beyond these notices is let through.
    """
    most = float(os.environ["MOST"])
    _reached(session.items[:1])  # what is imported late counts for no test
    tests = _reached(session.items)
    tried = {}
    noticed_by: dict[str, Counter[str]] = defaultdict(Counter)
    scratch = Path(session.config.option.basetemp)
    for name in Path(os.environ["MUTANTS"]).read_text(encoding="utf-8").split():
        module = noticed_by[name.rpartition(".")[0]]
        items = ordered(tests.get(name.rpartition("__mutmut_")[0], ()), module, most)
        tried[name] = _tried(name, items) if items else "no tests"
        module[tried[name].removeprefix("noticed by ")] += 1
        Path("tried.json").write_text(json.dumps(tried, indent=1), encoding="utf-8")
        shutil.rmtree(scratch, ignore_errors=True)
        scratch.mkdir()
        print(f"{len(tried)} {name}: {tried[name]}", file=sys.__stderr__, flush=True)
    return True


def ordered(items: Iterable[Reaching], noticed_by: Counter[str], most: float) -> list[Reaching]:
    """The tests in the order in which one is soon found that fails, as many as there is time for, and at least one."""
    used = 0.0
    result: list[Reaching] = []
    for seconds, item in sorted(items, key=lambda pair: (-noticed_by[pair[1].nodeid], pair[0])):
        used += seconds
        if used > most and result:
            break
        result.append((seconds, item))
    return result


def _reached(items: Iterable[pytest.Item]) -> dict[str, list[Reaching]]:
    """For each function the tests that reach it; none that fails without a mutant."""
    state = import_module("mutmut.state").state  # not there for who checks types
    tests: dict[str, list[Reaching]] = defaultdict(list)
    os.environ["MUTANT_UNDER_TEST"] = "stats"
    for item in items:
        state()._stats.clear()
        _forget()
        start = time.process_time()
        if _passes(item):
            for function in state()._stats:
                tests[function].append((time.process_time() - start, item))
        else:
            print("fails without a mutant:", item.nodeid, file=sys.__stderr__, flush=True)
    return tests


def _tried(name: str, items: Iterable[Reaching]) -> str:
    """``noticed by`` a test, ``endless``, or ``let through``."""
    limit = int(SPARE + ENDLESS * sum(seconds for seconds, _ in items))
    told, tell = os.pipe()
    child = os.fork()
    if not child:
        os.environ["MUTANT_UNDER_TEST"] = name
        resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 1))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        for _, item in items:
            _forget()
            if not _passes(item):
                os.write(tell, item.nodeid.encode())
                os._exit(1)
        os._exit(0)
    os.close(tell)
    with os.fdopen(told, "rb") as pipe:
        by = pipe.read().decode()
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return "endless"
    return f"noticed by {by}" if os.WEXITSTATUS(status) else "let through"


def _passes(item: pytest.Item) -> bool:
    return not any(report.failed for report in runtestprotocol(item, log=False, nextitem=None))


def _forget() -> None:
    """Empties what functions remember of earlier calls: a mutant of them would not be called at all."""
    for name, module in list(sys.modules.items()):
        if name.startswith("colima_guard"):
            for value in list(vars(module).values()):
                if isinstance(value, functools._lru_cache_wrapper):
                    value.cache_clear()
