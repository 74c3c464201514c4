"""The same over homes of which the real programs said what they share, and of files that people published."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from tests.cache.test_remembers import assert_all_remembered, lay, mac
from tests.conftest import shared
from tests.machines.docker_desktop import BASES
from tests.machines.traced import Case, traced
from tests.oracle.test_corpus_docker_desktop import EFFECTIVE, OLD

pytestmark = [pytest.mark.oracle, pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace")]

TEMPLATE = ".colima/_templates/default.yaml"
DEFAULT, OVERRIDE = ".lima/_config/default.yaml", ".lima/_config/override.yaml"
Files = dict[str, str | bytes | None]


@pytest.fixture
def homes() -> Iterator[Iterator[Path]]:
    """Homes with short names: each directory on the way to them is looked at a hundred times, and strace is slow."""
    directory = tempfile.mkdtemp()
    yield (Path(f"{directory}/{number}") for number in count())
    shutil.rmtree(directory)


def laid(homes: Iterator[Path], groups: Iterable[Files], *recorded: str) -> list[Path]:
    """A home for each group of files, with its path in place of that of the home that they were recorded in."""

    def of_this(home: Path, text: str | bytes | None) -> str | bytes | None:
        for other in recorded:
            text = text.replace(other, str(home)) if isinstance(text, str) else text
        return text

    found = []
    for files in groups:
        home = next(homes)
        found.append(lay(home, {name: of_this(home, text) for name, text in files.items()}))
    return found


def grouped(cases: Iterable[tuple[Files, Files]]) -> list[Files]:
    """Cases with the same shared files as one home, each with an instance of its own: ``N`` in its names."""
    found: dict[tuple[object, ...], Files] = {}
    for number, (shared_files, own) in enumerate(cases):
        group = found.setdefault(tuple(shared_files.values()), dict(shared_files))
        group |= {name.replace("N", f"n{number}"): text for name, text in own.items()}
    return list(found.values())


def table(name: str) -> Any:
    """One of the oracle."""
    text = shared("oracle", name).read_text()
    return [json.loads(line) for line in text.splitlines()] if name.endswith(".jsonl") else json.loads(text)


def test_colima(tmp_path: Path, homes: Iterator[Path]) -> None:
    """colima.json, the published files of colima-chain.json at three releases, and colima-random.jsonl."""
    rows, chain, drawn = table("colima.json"), table("colima-chain.json")["rows"], table("colima-random.jsonl")
    published = sorted({row["file"] for row in chain})
    assert (len(rows), len(published), len(drawn)) == (180, 92, 160)
    profile = ".colima/N/colima.yaml"
    (one,) = laid(homes, grouped(({}, {profile: row["yaml"]}) for row in rows), "/Users/me")
    (two,) = laid(homes, grouped(({}, {profile: shared(*file.split("/")).read_bytes()}) for file in published))
    more = laid(homes, grouped(({TEMPLATE: row["template"]}, {profile: row["profile"]}) for row in drawn), "/home/me")
    cases = [Case(one), mac(Case(one)), *map(Case, more)]
    releases = sorted({row["colima"] for row in chain})[::2]
    cases += [Case(two, (*Case(two).argv, "--release", f"colima={release}")) for release in releases]
    assert_all_remembered(traced(tmp_path, cases))


def test_lima(tmp_path: Path, homes: Iterator[Path]) -> None:
    """lima.json, lima-random.jsonl, and published files: as an instance, and as what reaches every instance."""
    rows, drawn = table("lima.json")["cases"], table("lima-random.jsonl")
    published = [path.read_bytes() for path in sorted(shared("corpus", "lima").iterdir())]
    assert (len(rows), len(drawn), len(published)) == (80, 60, 69)
    main, disk = ".lima/N/lima.yaml", ".lima/N/disk"
    found = laid(
        homes,
        grouped(({DEFAULT: row["default"], OVERRIDE: row["override"]}, {main: row["main"], disk: ""}) for row in rows),
        "/Users/me",
    )
    for row in drawn:
        instances = {f".lima/{name}/lima.yaml": text for name, text in row["main"].items()}
        found += laid(homes, [{DEFAULT: row["default"], OVERRIDE: row["override"], **instances}], "/home/me")
    found += laid(homes, grouped(({}, {main: text, disk: ""}) for text in published))
    pairs = zip(published, [*published[1:], published[0]], strict=True)
    found += laid(homes, ({DEFAULT: one, OVERRIDE: other, ".lima/a/lima.yaml": "mounts: []\n"} for one, other in pairs))
    cases = [*map(Case, found), *(mac(Case(home)) for home in found[::20])]
    assert_all_remembered(traced(tmp_path, cases))


def test_docker_desktop(tmp_path: Path, homes: Iterator[Path]) -> None:
    """Published settings on their platform; answers of the backend and an administrator's files as settings too."""
    cases: list[Case] = []
    for path in sorted(shared("corpus", "docker-desktop").glob("*.json")):
        platform, _ = EFFECTIVE.get(path.stem, ("linux", ()))
        name = "settings.json" if path.stem in OLD else "settings-store.json"
        case = Case(lay(next(homes), {f"{BASES[platform]}/{name}": path.read_bytes()}))
        cases.append(mac(case) if platform == "macos" else replace(case, platform=platform))
    assert len(cases) == 30
    assert_all_remembered(traced(tmp_path, cases))
