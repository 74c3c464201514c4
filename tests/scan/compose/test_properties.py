"""What holds for every project, whatever it says."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from colima_guard.scan.compose.dotenv import DotenvError, parse
from colima_guard.scan.compose.template import Template, TemplateError
from colima_guard.scan.compose.volume import parse_volume
from tests.scan.compose.projects import one, read

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a file system as POSIX has it")

_WORDS = st.sampled_from(
    [
        "services",
        "app",
        "image",
        "volumes",
        "x",
        "./a:/b",
        "/var/run/docker.sock:/s",
        "privileged",
        "true",
        "<<",
        "*a",
        "&a",
    ]
    + [
        "!reset",
        "!override",
        "${A}",
        "${A:-",
        "}",
        ": ",
        "- ",
        "\n",
        "\n  ",
        "\n    ",
        "{",
        "[",
        "]",
        ",",
        "---\n",
        '"',
        "'",
    ]
    + ["extends", "include", "file", "compose.yaml", "profiles", "\t", "|", ">", "null", "#", "\x00", "é", "\ufeff"]
)
_PATHS = st.from_regex(r"(\./|/|\.\./|~/)[a-z.]{0,3}(/[a-z.]{1,3}){0,3}/?", fullmatch=True)
_TARGETS = st.from_regex(r"/[a-z]{1,3}(/[a-z]{1,3}){0,2}", fullmatch=True)


@settings(max_examples=200, deadline=None)
@given(st.lists(_WORDS, max_size=40).map("".join))
def test_no_text_raises(text: str) -> None:
    with tempfile.TemporaryDirectory() as directory:
        project = read(Path(directory), {"compose.yaml": text, ".env": text})
    assert project.kind == "compose"


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(_PATHS, _TARGETS, st.booleans(), st.booleans()), min_size=1, max_size=6))
def test_every_bind_is_found_however_it_is_written(entries: list[tuple[str, str, bool, bool]]) -> None:
    volumes: list[Any] = []
    for source, target, long, read_only in entries:
        written = {"type": "bind", "source": source, "target": target, "read_only": read_only}
        volumes.append(written if long else f"{source}:{target}" + ":ro" * read_only)
    text = json.dumps({"services": {"app": {"image": "x", "volumes": volumes}}})
    last = {target: read_only for _, target, _, read_only in entries}
    with tempfile.TemporaryDirectory() as directory:
        found = one(read(Path(directory), {"compose.yaml": text})).binds
    assert {bind.target: str(bind.access) == "ro" for bind in found} == last
    assert all(bind.source.startswith("/") and "/../" not in bind.source and bind.where.line == 1 for bind in found)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="ab:/.$\\{}~,rozZ\0", max_size=12))
def test_a_volume_is_taken_or_refused(spec: str) -> None:
    volume = parse_volume(spec)
    assert volume.problem or volume.target or "${" in spec  # Compose loses what stands behind an open one


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="AB${}:-+?a \n", max_size=16))
def test_a_text_without_dollar_signs_is_left_as_it_is(text: str) -> None:
    try:
        filled = Template({"A": "", "B": "v"}.get).fill(text)
    except TemplateError:
        return
    assert "$" in text or filled == text


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="AB='\"\\n\n #:$export\t\r", max_size=24))
def test_a_bad_line_of_dotenv_is_all_that_stops_it(text: str) -> None:
    values: dict[str, str] = {}
    try:
        parse(text.encode(), values, lambda name: None)
    except DotenvError as error:
        assert "line " in str(error)
