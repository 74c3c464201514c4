"""What goes wrong in planning one file is that file's refusal, a mistake of ours included: the others go on."""

from __future__ import annotations

from collections.abc import Callable

from colima_guard.errors import GuardError
from colima_guard.model.bug import to_report
from colima_guard.model.plan import Refusal, Unit


def plan_or_refuse(instances: tuple[str, ...], path: str, plan: Callable[[], Unit]) -> Unit:
    """What ``plan`` gives, or the refusal of these instances with what it raised. ``path`` is the file to name."""
    try:
        return plan()
    except Exception as error:  # noqa: BLE001 - whatever it is, it concerns this unit alone
        return Unit(instances, refusal=refusal_of(path, error))


def refusal_of(path: str, error: Exception) -> Refusal:
    """The refusal of a file for an error: what the user can mend as it says, anything else as a bug to report."""
    if isinstance(error, GuardError):
        return Refusal(path, getattr(error, "line", None), error.what, "")
    return Refusal(path, None, to_report(error), "")
