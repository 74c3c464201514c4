"""The outputs that README.md and docs/ show: what the commands print on the demo's sample home."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from colima_guard.report.exposure.page import svg
from demo.story import STORY, checkout, run, stage, tell

#: a comment that names a command line, and the block behind it: the command and its output, or the JSON alone
_BLOCK = re.compile(r"(?P<mark><!-- demo: (?P<line>.+?) -->\n)```(?P<kind>console|json)\n.*?```\n", re.DOTALL)
_ID = re.compile(r"\b\d{8}-\d{6}-[0-9a-f]{4}\b")
_TIME = re.compile(r"\b\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\b")


def with_outputs(text: str) -> str:
    """The page with each output replaced by the true one."""

    def block(found: re.Match[str]) -> str:
        line, kind = found["line"], found["kind"]
        command = f"$ {line}\n" if kind == "console" else ""
        return f"{found['mark']}```{kind}\n{command}{output(line)}```\n"

    return _BLOCK.sub(block, text)


def output(line: str) -> str:
    """What a command line prints: in the story, the first time, or else on the sample home as it is at first."""
    story = _story()
    return story[line] if line in story else _alone(line)


@cache
def _story() -> dict[str, str]:
    with stage(checkout()) as home:
        told = list(tell(home))
    for one in told:
        if one.code != one.step.code:
            raise ValueError(f"{one.step.line} ended with {one.code}:\n{one.output}")
    masked = _masked([one.output for one in told], home)
    first: dict[str, str] = {}
    for step, text in zip(STORY, masked, strict=True):
        first.setdefault(step.line, text)
    return first


@cache
def exposure_map() -> str:
    """The picture of the sample home as it is at first, by a real run."""
    with stage(checkout()) as home:
        done = run("colima-guard report --json --projects ~/projects --projects ~/sites", home)
    return svg(json.loads(done.stdout))


@cache
def _alone(line: str) -> str:
    with stage(checkout()) as home:
        done: subprocess.CompletedProcess[str] = run(line, home)
    (text,) = _masked([done.stdout], home, "/home/me" if "--json" in line else "")
    return text


def _masked(texts: Iterable[str], home: Path, shown: str = "") -> list[str]:
    """The texts without what differs from run to run: ids and times are made up, in JSON the home has another name."""
    ids: dict[str, str] = {}

    def known(found: re.Match[str]) -> str:
        return ids.setdefault(found[0], f"20260101-1200{len(ids):02}-1a2b")

    plain = (
        _TIME.sub("2026-01-01 12:00:00", _ID.sub(known, text.replace(str(home), shown or str(home)))) for text in texts
    )
    return ["".join(f"{line.rstrip()}\n" for line in text.splitlines()) for text in plain]
