"""Nothing is looked at behind ``Host``'s back: what the system was asked is what ``Host`` remembers having asked."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from colima_guard.host.values import Platform
from tests.machines.docker_desktop import BASES, FULL, SPARSE
from tests.machines.traced import Case, Traced, traced
from tests.machines.whole_home import LIMA, MOUNTS, POLICY, PROFILE, PS

pytestmark = pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace")


def lay(home: Path, files: dict[str, str | bytes | None]) -> Path:
    """These files, and a policy by the rules of every platform."""
    policies = {".config/colima-guard/policy.yaml": POLICY, "AppData/Roaming/colima-guard/policy.yaml": POLICY}
    for name, text in {**policies, **files}.items():
        if text is not None:
            (home / name).parent.mkdir(parents=True, exist_ok=True)
            (home / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    (home / "projects").mkdir(exist_ok=True)
    return home


def colima(home: Path) -> Path:
    """Profiles, a template, one that runs, and links on the way to them and in what they share."""
    files: dict[str, str | bytes | None] = {
        ".colima/default/colima.yaml": PROFILE,
        "dotfiles/work.yaml": PROFILE.replace("~/projects", "~/linked/../linked"),
        ".colima/_templates/default.yaml": PROFILE,
        ".colima/_lima/colima/lima.yaml": MOUNTS,
        ".colima/_lima/colima/colima.yaml": PROFILE,
        ".colima/_lima/colima/ha.pid": f"{os.getpid()}\n",
        ".colima/_lima/_config/override.yaml": "mountType: 9p\n",
        ".docker/config.json": '{"currentContext": "colima"}',
        ".ssh/id": "key",
    }
    lay(home, files)
    (home / "linked").symlink_to("projects")
    (home / ".colima/work").mkdir()
    (home / ".colima/work/colima.yaml").symlink_to(home / "dotfiles/work.yaml")
    return home


def lima(home: Path) -> Path:
    """Instances, one that runs and one without a release, shared files, a base, and one of Lima's templates."""
    files: dict[str, str | bytes | None] = {
        ".lima/vm/lima.yaml": LIMA.replace("~/projects", "{{.Home}}/linked"),
        ".lima/vm/lima-version": "2.2.0",
        ".lima/vm/disk": "",
        ".lima/vm/ha.pid": f"{os.getpid()}\n",
        ".lima/vm/ha.stderr.log": '{"level":"debug","msg":"x","time":"2025-01-01T00:00:00Z"}\n',
        ".lima/vm/cidata.iso": "not an image",
        ".lima/old/lima.yaml": "base: ../base.yaml\n" + LIMA,
        ".lima/base.yaml": MOUNTS,
        ".lima/_config/default.yaml": "# nothing\n",
        ".lima/_config/override.yaml": "mountType: 9p\n",
        ".lima/_config/base.yaml": MOUNTS,
        ".lima/_templates/_default/mounts.yaml": MOUNTS,
    }
    lay(home, files)
    (home / "linked").symlink_to("projects")
    return home


def desktop(home: Path, base: str, text: str) -> Path:
    """Both settings files, and processes that are listed."""
    lay(home, {f"{base}/settings-store.json": text, f"{base}/settings.json": text, "bin/ps": PS, "procs": ""})
    (home / "bin/ps").chmod(0o755)
    (home / "procs").write_text(f"{os.getpid()} /opt/docker-desktop/bin/com.docker.backend run\n")
    return home


def assert_all_remembered(cases: Sequence[Traced]) -> None:
    behind = [(one.case, found) for one in cases if any((found := one.behind_its_back()).values())]
    assert behind == []
    for one in cases:
        assert one.code in (0, 1), one.case
        assert any(path.startswith(f"{one.case.home}/") for path in one.opened), f"nothing was seen of {one.case}"


def mac(case: Case) -> Case:
    return replace(case, platform="macos", os_version=(14, 5), machine="aarch64")


def test_every_question_is_remembered(tmp_path: Path) -> None:
    """Every backend, on every platform that it has, by every command that looks."""
    unix = [Case(colima(tmp_path / "colima/me")), Case(lima(tmp_path / "lima/me"))]
    cases = [*unix, *map(mac, unix)]
    platforms: tuple[Platform, ...] = ("macos", "linux", "windows")
    for platform in platforms:
        for text in (SPARSE, FULL):
            case = Case(desktop(tmp_path / f"{platform}{len(cases)}/me", BASES[platform], text))
            cases.append(mac(case) if platform == "macos" else replace(case, platform=platform))
    why = ("why", f"{tmp_path}/colima/me/projects")
    cases += [replace(case, argv=argv) for argv in [("status",), why] for case in cases]
    assert_all_remembered(traced(tmp_path, cases))


def test_a_look_behind_its_back_is_seen(tmp_path: Path) -> None:
    """Or the others could not fail."""
    (one,) = traced(tmp_path, [Case(colima(tmp_path / "me"))])
    assert not any(one.behind_its_back().values())
    profile, base = str(tmp_path / "me/.colima/work/colima.yaml"), str(tmp_path / "me/.colima")
    forgotten = [
        ("opened", profile, ("read", profile)),
        ("listed", base, ("list", base)),
        ("looked at", str(tmp_path / "me/.finch"), ("kind", str(tmp_path / "me/.finch"))),
        ("signalled", str(os.getpid()), ("pid", str(os.getpid()))),
    ]
    for kind, subject, question in forgotten:
        kinds = (question[0], "realpath") if kind == "looked at" else (question[0],)
        asked = [asked for asked in one.asked if not (asked[0] in kinds and asked[1] == question[1])]
        assert replace(one, asked=asked).behind_its_back()[kind] == {subject}
