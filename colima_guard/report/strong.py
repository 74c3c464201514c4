"""How many containers of a VM can do all that it can, in one line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from colima_guard.scan.engine.strong import Strong

#: so many are named
_NAMED = 6


def strong_line(strong: Strong) -> str | None:
    """``2 containers can do all that this VM can: ci (socket), dind (privileged)``; ``None`` where there is none."""
    if strong.error is not None:
        return f"the engine did not tell of its containers: {strong.error}"
    parts = []
    if strong.names:
        number = len(strong.names)
        named = _listed([f"{name} ({by})" for name, by in strong.names])
        parts.append(f"{number} container{'' if number == 1 else 's'} can do all that this VM can: {named}")
    if strong.unknown:
        parts.append(f"of {_listed(strong.unknown)} it cannot be told whether they can do all that this VM can")
    return "; ".join(parts) or None


def _listed(names: list[str] | tuple[str, ...]) -> str:
    rest = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + rest


def strong_document(strong: Strong | None) -> dict[str, Any] | None:
    """What ``status`` adds to an instance; ``None`` where no engine was asked."""
    if strong is None:
        return None
    return {
        "count": strong.number,
        "vm_root": [{"name": name, "by": by} for name, by in strong.names],
        "unknown": list(strong.unknown),
        "error": strong.error,
    }
