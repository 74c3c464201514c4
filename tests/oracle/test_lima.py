"""Lima's files against what the real programs made of them: every row agrees, or is UNKNOWN where that is allowed."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest

from tests.conftest import Machine, shared

pytestmark = pytest.mark.oracle

#: at most so many rows may be UNKNOWN, in per cent of all
ALLOWED_UNKNOWN = 4


@pytest.fixture
def lima(machine: Machine) -> Machine:
    machine.platform, machine.os_version, machine.arch, machine.cwd = "linux", (), "x86_64", "/tmp"
    return machine


def test_random_instances(lima: Machine, capsys: pytest.CaptureFixture[str]) -> None:
    """lima-random.jsonl: drawn instances in drawn homes, by the command line."""
    lima.environ["USER"] = "me"
    count: Counter[str] = Counter()
    wrong: list[object] = []
    for line in shared("oracle", "lima-random.jsonl").read_text().splitlines():
        case = json.loads(line)
        names = _lay(lima, case)
        for release, expected in case["results"].items():
            found = _status(lima, release)
            for name in names:
                _judge(count, wrong, (name, release), found[f"lima/{name}"], expected[name], lima)
        for name in names:
            (lima.home / f".lima/{name}/lima.yaml").unlink()
            (lima.home / f".lima/{name}/lima-version").unlink()
            (lima.home / f".lima/{name}").rmdir()
    assert count["run"] == 2400
    assert wrong == []
    assert count["unknown"] * 100 <= count["run"] * ALLOWED_UNKNOWN
    _report(capsys, "lima-random.jsonl", count)


def test_cases(lima: Machine, capsys: pytest.CaptureFixture[str]) -> None:
    """lima.json: one thing at a time, at 7 releases."""
    count: Counter[str] = Counter()
    wrong: list[Any] = []
    cases = json.loads(shared("oracle", "lima.json").read_text())["cases"]
    assert len(cases) == 80
    for case in cases:
        name = case["instDir"].rpartition("/")[2]
        lima.environ["USER"] = "root"
        _write(lima, "_config/default.yaml", case["default"], "/Users/me")
        _write(lima, "_config/override.yaml", case["override"], "/Users/me")
        _write(lima, f"{name}/lima.yaml", case["main"], "/Users/me")
        _write(lima, f"{name}/lima-version", "2.0.0", "/Users/me")
        for release, expected in case["results"].items():
            found = _status(lima, release)[f"lima/{name}"]
            row = dict(expected)
            if "loadError" in row or "validateError" in row:
                row = {"error": row.get("loadError") or row.get("validateError")}
            else:
                row["mounts"] = [mount[:3] for mount in row["mounts"]]
            _judge(count, wrong, (case["name"], release), found, row, lima, "/Users/me")
    assert count["run"] == 560
    assert wrong == []
    assert count["unknown"] * 100 <= count["run"] * ALLOWED_UNKNOWN
    _report(capsys, "lima.json", count)


def _lay(lima: Machine, case: dict[str, Any]) -> list[str]:
    for name in ("default", "override"):
        _write(lima, f"_config/{name}.yaml", case[name])
    for name, text in case["main"].items():
        _write(lima, f"{name}/lima.yaml", text)
        _write(lima, f"{name}/lima-version", "1.0.0")
    return list(case["main"])


def _write(lima: Machine, path: str, text: str | None, home: str = "/home/me") -> None:
    file = lima.home / ".lima" / path
    file.unlink(missing_ok=True)
    if text is not None:
        lima.write(f".lima/{path}", text.replace(home, str(lima.home)))


def _status(lima: Machine, release: str) -> dict[str, Any]:
    done = lima.run("status", "--json", "--backend", "lima", "--release", f"lima={release}")
    assert done.code == 0, done.err
    return {instance["name"]: instance for instance in json.loads(done.out)["instances"]}


def _judge(
    count: Counter[str],
    wrong: list[Any],
    row: tuple[str, str],
    found: dict[str, Any],
    expected: dict[str, Any],
    lima: Machine,
    home: str = "/home/me",
) -> None:
    count["run"] += 1
    if "error" in expected:
        agreed = found["will_start"] is False
    else:
        agreed = found["will_start"] and _shares(found) == _expected(expected, lima, home)
        kind = expected.get("mountType")
        agreed = agreed and (kind is None or all(share["transport"] == kind for share in found["shares"]))
    if not agreed and found["verdict"] == "UNKNOWN" and found["refusal"] is None:
        count["unknown"] += 1
    else:
        count["agreed" if agreed else "wrong"] += 1
        if not agreed:
            wrong.append((*row, expected, found["shares"], found["refusal"]))


def _shares(found: dict[str, Any]) -> list[list[Any]]:
    return [[one["location"], one["mount_point"], one["access"] == "rw"] for one in found["shares"]]


def _expected(expected: dict[str, Any], lima: Machine, home: str) -> list[list[Any]]:
    # Lima 1.0 shows the home as `~`: as location, and as the mount point that follows from it
    return [
        [
            _path(location, lima, home),
            _path(mount_point, lima, home, tilde=location == mount_point),
            writable,
        ]
        for location, mount_point, writable in expected["mounts"]
    ]


def _path(path: str, lima: Machine, home: str, *, tilde: bool = True) -> str:
    """As this machine has it."""
    mine = str(lima.home)
    if tilde and (path == "~" or path.startswith("~/")):
        path = home + path[1:]
    if path == home or path.startswith(home + "/"):
        return mine + path[len(home) :]
    # what the cases reach by {{.Home}}/.. lies beside this machine's home
    beside = {"/Users": "", "/home": "", "/home/x": "/x", "/Users/x": "/x"}
    return mine.rpartition("/")[0] + beside[path] if path in beside and path != "/home" else path


def _report(capsys: pytest.CaptureFixture[str], name: str, count: Counter[str]) -> None:
    with capsys.disabled():
        print(f"\n{name}: {', '.join(f'{number} {what}' for what, number in count.items())}", end="")
