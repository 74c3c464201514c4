"""What Compose refuses where it gives values their types, and takes; each case was tried with compose-go 2.16.1."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scan.compose.projects import read

BIND = "volumes: [{type: bind, source: ./x, target: /x, bind: {create_host_path: VALUE}}]"
CPUS, CPU_LIMIT = "cpus: VALUE", "deploy: {resources: {limits: {cpus: VALUE}}}"
SIZE, TIME = "mem_limit: VALUE", "stop_grace_period: VALUE"
GPUS, INTERVAL, WEIGHT = "gpus: [{count: VALUE}]", "healthcheck: {interval: VALUE}", "blkio_config: {weight: VALUE}"
MEMORY, TMPFS = "deploy: {resources: {limits: {memory: VALUE}}}", "tmpfs: {size: VALUE}"
REFUSED = {
    BIND: ["maybe", "'1'", "''", "t"],
    CPUS: ["abc", "''", "' 1'", "'1,5'", "inf", "nan", "'1_'", "'.'"],
    CPU_LIMIT: ["abc", "''", "' 1'", "'1__0'"],
    SIZE: ["abc", "''", "'1  gb'", "1.2.3", "1bb", "'0x10'", "' 5'", "1eb"],
    TIME: ["abc", "''", "'1'", "'1s '", "'1m 30s'", "1y"],
    GPUS: ["''", "'1.5'", "some"],
    INTERVAL: ["abc"],
    WEIGHT: ["abc"],
    MEMORY: ["abc"],
    f"volumes: [{{type: tmpfs, target: /x, {TMPFS}}}]": ["abc"],
}
TAKEN = {
    BIND: ["'true'", "'Y'", "false", "'off'"],
    CPUS: ["0.5", "'0.5'", "'1e3'", "'0x1p-2'", "'1_000'", "'-1'", "'1.'"],
    CPU_LIMIT: ["'0.5'", "'0x1p1'", "'inf'"],
    SIZE: ["1k", "1.5gb", "'1 GB'", "1KiB", "10B", "'1e3'", "'-1'", "'1_0'", "5", ".5m"],
    TIME: ["'0'", "1m30s", "1.5h", "1w2d", "'-1s'", ".5s"],
    GPUS: ["all", "ALL", "1", "'1'"],
    INTERVAL: ["5s"],
    WEIGHT: ["300"],
}


def error(root: Path, line: str, value: str) -> str | None:
    text = f"services:\n  a:\n    image: x\n    {line.replace('VALUE', value)}\n"
    return read(root, {"compose.yaml": text}).error


@pytest.mark.parametrize("line", REFUSED)
def test_refused(tmp_path: Path, line: str) -> None:
    assert [value for value in REFUSED[line] if error(tmp_path, line, value) is None] == []


@pytest.mark.parametrize("line", TAKEN)
def test_taken(tmp_path: Path, line: str) -> None:
    assert [(value, why) for value in TAKEN[line] if (why := error(tmp_path, line, value)) is not None] == []


@pytest.mark.parametrize(
    "base", ["- x\n", "text\n", "", "services: {a: {image: x}}\nvolumes: [a]\n", "services: [a]\n"]
)
def test_a_file_that_is_extended_and_is_no_project(tmp_path: Path, base: str) -> None:
    text = "services: {a: {image: z, extends: {file: b.yaml, service: a}}}\n"
    assert read(tmp_path, {"compose.yaml": text, "b.yaml": base}).error is not None
