"""Findings of a Compose service, or a devcontainer, that is written in a few lines."""

from __future__ import annotations

from typing import Any

from tests.conftest import Machine


def service(machine: Machine, lines: str, *, more: str = "", expect: int = 0) -> list[dict[str, Any]]:
    """The findings of ``p/compose.yaml`` with a service ``app`` of these lines."""
    text = "services:\n  app:\n    image: x\n" + "".join(f"    {line}\n" for line in lines.splitlines()) + more
    machine.write("p/compose.yaml", text)
    return scanned(machine, expect=expect)


def devcontainer(machine: Machine, text: str) -> list[dict[str, Any]]:
    """The findings of ``p/.devcontainer/devcontainer.json``."""
    machine.write("p/.devcontainer/devcontainer.json", text)
    return scanned(machine)


def scanned(machine: Machine, *, expect: int = 0) -> list[dict[str, Any]]:
    done = machine.run("scan", str(machine.home / "p"), "--json")
    assert done.code == expect, (done.code, done.err)
    found = done.json["findings"]
    assert isinstance(found, list)
    return found


def graded(found: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """The id and the confidence of each."""
    return [(one["id"], one["confidence"]) for one in found]
