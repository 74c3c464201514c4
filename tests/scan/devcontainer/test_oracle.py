"""devcontainer.jsonl: what the devcontainer CLI made of 132 projects, against what is read of them."""

from __future__ import annotations

import csv
import json
import subprocess
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from colima_guard.model.paths import clean
from colima_guard.scan.devcontainer.reader import read_devcontainer
from colima_guard.scan.devcontainer.workspace import Options
from colima_guard.scan.project import Project
from tests.conftest import Machine, shared

pytestmark = pytest.mark.oracle

#: at most so many rows may be UNKNOWN although the CLI takes them, in per cent of all
ALLOWED_UNKNOWN = 3
#: the images that the rows name, with the label that each has
LABELS = {
    "meta-sock:1": json.dumps(
        [
            {
                "mounts": [{"source": "/var/run/docker.sock", "target": "/var/run/docker-host.sock", "type": "bind"}],
                "privileged": True,
                "capAdd": ["SYS_ADMIN"],
                "securityOpt": ["seccomp=unconfined"],
            }
        ]
    ),
    "meta-bad:1": "{not json",
}

Facts = tuple[set[tuple[str, str, str]], bool, set[str], set[str]]


def test_devcontainers(machine: Machine, capsys: pytest.CaptureFixture[str]) -> None:
    machine.linux()
    count: Counter[str] = Counter()
    wrong: list[object] = []
    rows = [json.loads(line) for line in shared("oracle", "scan", "devcontainer.jsonl").read_text().splitlines()]
    for index, row in enumerate(rows):
        root = machine.home / str(index) / "p"
        project = _read(machine, row, root)
        refused = "error" in row["result"] or "merged_error" in row["result"]
        unknown = project.error is not None or any(service.unknown for service in project.services)
        if refused and "merged_without_features" not in row["result"]:
            count["refused" if unknown else "refused, and read"] += 1
            continue
        if unknown:
            count["unknown although read" if not refused else "unknown"] += 1
        found, expected = _found(project), _expected(row, root)
        if found == expected and project.error is None:
            count["equal"] += 1
        elif not (unknown and expected[0] <= found[0]):
            wrong.append((row["name"], found, expected, project))
        if unknown:
            print(row["name"], project.error, [one.why for service in project.services for one in service.unknown])
    with capsys.disabled():
        print(f"\ndevcontainer.jsonl: {dict(count)}")
    assert wrong == []
    assert count["unknown although read"] * 100 <= len(rows) * ALLOWED_UNKNOWN


def _read(machine: Machine, row: dict[str, Any], root: Path) -> Project:
    home = root.parent / "h"
    home.mkdir(parents=True)
    root.mkdir()

    def filled(text: str) -> str:
        return text.replace("@P", str(root)).replace("@H", str(home))

    for name, text in row["files"].items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(filled(text))
    for name in row.get("git", ()):
        _git(root / name, "init", "-q")
    for repository, worktree, relative in row.get("worktree", ()):
        _worktree(root, repository, worktree, relative)
    for name, target in row.get("links", {}).items():
        (root / name).symlink_to(target)
    environ = {"HOME": str(home), **{key: filled(value) for key, value in row["env"].items()}}
    argv = [filled(word) for word in row["argv"]]
    value = dict(pairwise(argv))
    options = Options(value.get("--mount-workspace-git-root") != "false", "--mount-git-worktree-common-dir" in argv)
    return read_devcontainer(
        machine.host(),
        str(root / row.get("open", row["folder"])),
        config=value.get("--config"),
        override_config=value.get("--override-config"),
        environ=environ,
        image_labels=LABELS,
        options=options,
    )


def _git(directory: Path, *words: str) -> None:
    directory.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(["git", "-C", str(directory), *words], capture_output=True, check=False)
    if done.returncode:
        pytest.skip(f"git {words[0]} does not work here: {done.stderr.decode()}")


def _worktree(root: Path, repository: str, worktree: str, relative: bool) -> None:
    """What ``git worktree add`` leaves, over the files that are there."""
    _git(root / repository, "init", "-q")
    inner = root / repository / ".git/worktrees" / Path(worktree).name
    inner.mkdir(parents=True)
    (inner / "HEAD").write_text("ref: refs/heads/wt\n")
    (inner / "commondir").write_text("../..\n")
    (inner / "gitdir").write_text(f"{root / worktree}/.git\n")
    depth = "../" * len(Path(worktree).parts)
    target = f"{depth}{inner.relative_to(root)}" if relative else str(inner)
    (root / worktree / ".git").write_text(f"gitdir: {target}\n")


def _found(project: Project) -> Facts:
    binds: set[tuple[str, str, str]] = set()
    caps: set[str] = set()
    options: set[str] = set()
    privileged = False
    for service in project.services:
        if project.services[0].name != "devcontainer" and service.name != "app":
            continue
        binds |= {(one.source, one.target, str(one.access)) for one in service.binds}
        caps |= {one.value for one in service.strengths if one.key == "cap_add"}
        options |= {one.value for one in service.strengths if one.key == "security_opt"}
        privileged = privileged or service.privileged
    return binds, privileged, caps, options


def _expected(row: dict[str, Any], root: Path) -> Facts:
    """The binds, privileged, capabilities and security options by the recorded answers."""
    text = json.dumps(row["result"]).replace("@P/..", str(root.parent)).replace("@P", str(root))
    result = json.loads(text.replace("@H", str(root.parent / "h")))
    merged = result.get("mergedConfiguration") or result["merged_without_features"]
    binds: set[tuple[str, str, str]] = set()
    if any('"dockerComposeFile"' in text for text in row["files"].values()):
        return _expected_compose(row, root, merged)
    for key in ("workspaceMount", "additionalMountString"):
        if mount := result["workspace"].get(key):
            _mount(mount, binds)
    for mount in merged.get("mounts") or []:
        if isinstance(mount, dict):
            mount = ",".join(f"{key}={value}" for key, value in mount.items())
        _mount(mount, binds)
    words = merged.get("runArgs") or []
    caps, options = set(merged.get("capAdd") or []), set(merged.get("securityOpt") or [])
    privileged = bool(merged["privileged"])
    pairs = [] if isinstance(words, str) or words[:1] == ["--"] else list(pairwise([*words, ""]))
    for word, following in pairs:
        name, _, value = word.partition("=")
        value = value or following
        if name in ("-v", "-itv"):
            source, target, *modes = value.split(":")
            if source.startswith("/"):
                binds.add((source, target, "ro" if "ro" in modes else "rw"))
        elif name == "--mount":
            _mount(value, binds)
        elif name == "--cap-add":
            caps.add(value)
        elif name == "--security-opt":
            options.add(value)
        elif word in ("--privileged", "--privileged=true"):
            privileged = True
    return _with_features(row, (binds, privileged, caps, options))


def _with_features(row: dict[str, Any], facts: Facts) -> Facts:
    """What the known Features add, where the recorded answer is the one without them."""
    binds, privileged, caps, options = facts
    if "merged_without_features" in row["result"]:
        for feature in row["result"]["configuration"]["features"]:
            privileged = privileged or "/docker-in-docker" in feature
    return binds, privileged, caps, options


def _mount(text: str, binds: set[tuple[str, str, str]]) -> None:
    fields = next(csv.reader([text]))
    given = {key.lower(): value for key, _, value in (field.partition("=") for field in fields)}
    source = given.get("source", given.get("src", ""))
    target = given.get("target") or given.get("dst") or given["destination"]
    access = "ro" if "readonly" in given or "ro" in given else "rw"
    if given.get("type", "volume").lower() == "bind" and source:
        binds.add((clean(source) if source.startswith("/") else source, target, access))
    elif "volume-opt" in given:
        devices = [field.rpartition("device=")[2] for field in fields if "device=" in field]
        binds.add((devices[0], target, access))


def _expected_compose(row: dict[str, Any], root: Path, merged: dict[str, Any]) -> Facts:
    """Compose kinds: the services are those of one file; what is added is in the override."""
    folder = root / row["folder"]
    binds: set[tuple[str, str, str]] = set()
    mounted = "var/run/docker.sock" in "".join(row["files"].values())
    if mounted:
        base = folder / ".devcontainer" if "dockerComposeFile" in row["result"]["configuration"] else folder
        binds |= {(str(base.parent), "/w", "rw"), ("/var/run/docker.sock", "/var/run/docker-host.sock", "rw")}
    for override in row["result"].get("up_compose_override", ()):
        for line in override.partition("    volumes:\n")[2].splitlines():
            source, _, target = line.removeprefix("      - ").partition(":")
            if line.startswith("      - ") and source.startswith(("/", ".", "@")):
                source = source.replace("@P", str(root))
                source = source if source.startswith("/") else clean(f"{folder}/.devcontainer/{source}")
                binds.add((source, target, "rw"))
    return binds, mounted or bool(merged["privileged"]), set(), set()
