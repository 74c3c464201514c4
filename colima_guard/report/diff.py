"""A diff on a terminal, and the line that says that it was written."""

from __future__ import annotations

import click


def echo_diff(text: str) -> None:
    """A unified diff, coloured on a terminal."""
    for line in text.splitlines():
        color = {"+": "green", "-": "red", "@": "cyan"}.get(line[:1])
        click.echo(click.style(line, fg=color, bold=line.startswith(("+++", "---")) or None) if color else line)


def written(change: str) -> str:
    """That a change stands, and how it is taken back."""
    return f"written as change {change}; take it back with: colima-guard rollback {change}"
