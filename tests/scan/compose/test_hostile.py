"""Projects that are made to hang, to lead astray or to run something."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from colima_guard.scan.compose.template import Template, TemplateError
from tests.scan.compose.projects import read

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs links and pipes as POSIX has them")
_SECONDS = 30


def service(extra: str = "") -> str:
    return "services: {app: {image: x, volumes: ['./x:/a']}}\n" + extra


def test_no_link_leads_out_of_the_project(tmp_path: Path) -> None:
    (tmp_path / "secret.yml").write_text(service())
    project = tmp_path / "project"
    project.mkdir()
    os.symlink(tmp_path / "secret.yml", project / "compose.yaml")
    found = read(project, {})
    assert found.services == ()
    assert found.files == ()
    assert found.error is not None and "leads out of the project" in found.error


def test_a_link_within_the_repository_is_followed(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "real.yml").write_text(service())
    project = tmp_path / "project"
    project.mkdir()
    os.symlink(tmp_path / "real.yml", project / "compose.yaml")
    assert read(project, {}).services[0].binds[0].source == str(project / "x")


def test_what_is_no_file_is_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "compose.yaml")
    found = read(tmp_path, {})
    assert found.error is not None and "not a regular file" in found.error


def test_a_file_that_is_too_large(tmp_path: Path) -> None:
    found = read(tmp_path, {"compose.yaml": "#" * (1 << 20) + "\n" + service()})
    assert found.error is not None and "larger than" in found.error


@pytest.mark.parametrize(
    "text",
    [
        "a: " + "[" * 5_000 + "]" * 5_000,
        "a: &a [*a]\n",
        "\n".join(["a0: &a0 [x, x]", *(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 40))]),
        "a: '" + "${A:-" * 20_000 + "'\n",
        "a: '" + "${A:-x}" * 20_000 + "'\n",
        "a: '" + "${A:-" * 2_000 + "}" * 2_000 + "'\n",
        "include:\n" + "  - inc.yml\n" * 10_000,
        "services:\n" + "".join(f"  s{n}: {{extends: s{n + 1}}}\n" for n in range(3_000)),
        "services: {a: {image: x, cap_add: [" + ",".join(f"{{a: {n}}}" for n in range(5_000)) + "]}}\n",
        "services: {a: {image: x, depends_on: [" + ",".join(f"s{n}" for n in range(20_000)) + "]}}\n",
        "\t" * 100_000,
        "--- a\n" * 20_000,
        "? " * 3_000,
        "a: " + "[ " * 200_000,
        "a: " + "{," * 200_000,
    ],
    ids=range(15),
)
def test_texts_that_grow_are_read_in_time(tmp_path: Path, text: str) -> None:
    start = time.monotonic()
    found = read(tmp_path, {"compose.yaml": text, "inc.yml": "include: [inc2.yml, inc2.yml]\n", "inc2.yml": service()})
    assert time.monotonic() - start < _SECONDS
    assert found.kind == "compose"


def test_variables_that_double_without_end(tmp_path: Path) -> None:
    env = "A=0123456789\n" + "A=$A$A\n" * 60
    start = time.monotonic()
    found = read(tmp_path, {"compose.yaml": service(), ".env": env})
    assert time.monotonic() - start < _SECONDS
    assert any("longer than" in unknown.why for unknown in found.unknown)


def test_includes_that_double_without_end(tmp_path: Path) -> None:
    padding = "#" * 50_000 + "\n"
    files = {f"i{n}.yml": f"include: [i{n + 1}.yml, i{n + 1}.yml]\n" + padding for n in range(25)}
    start = time.monotonic()
    found = read(tmp_path, {"compose.yaml": service("include: [i0.yml]\n"), **files, "i25.yml": service()})
    assert time.monotonic() - start < _SECONDS
    assert any("bytes" in unknown.why for unknown in found.unknown)
    assert found.services


def test_nothing_is_fetched(tmp_path: Path) -> None:
    text = service("include: ['https://example.com/x.git', 'oci://example.com/x']\n")
    found = read(tmp_path, {"compose.yaml": text})
    assert [unknown.why.split()[0] for unknown in found.unknown] == ["https://example.com/x.git", "oci://example.com/x"]
    assert found.error is None
    assert found.services[0].binds


def test_a_text_is_filled_in_once() -> None:
    assert Template({"A": "${B}$$", "B": "b"}.get).fill("$A/${B}/$$B/$1") == "${B}$$/b/$B/$1"


@pytest.mark.parametrize("text", ["${", "${1}", "${A", "${A:-x", "${A:?no}", "${}"])
def test_texts_that_are_refused(text: str) -> None:
    with pytest.raises(TemplateError):
        Template(lambda name: None).fill(text)
