"""The refusal to change a file, whatever its format."""

from __future__ import annotations

from colima_guard.errors import GuardError


class EditRefused(GuardError):
    """The text cannot be changed in a way that can be proved. ``line`` (from 1) is the line that is why, if one is."""

    def __init__(self, reason: str, line: int | None = None) -> None:
        super().__init__(reason if line is None else f"line {line}: {reason}")
        self.reason = reason
        self.line = line


class NotRead(EditRefused):
    """The text is larger, or nested deeper, than is read here: what its own program makes of it cannot be told."""
