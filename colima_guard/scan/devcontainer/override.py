"""The Compose file that the CLI adds for a devcontainer of Compose (``spec-node/dockerCompose.ts``, 0.89.0)."""

from __future__ import annotations

from colima_guard.scan.devcontainer.properties import Merged, Text


def override(service: str, merged: Merged) -> list[tuple[str, Text | None]]:
    """The lines of the override file, each with what it stands for; empty where nothing is added."""
    lines: list[tuple[str, Text | None]] = []
    if merged.environment:
        lines.append(("    environment:", None))
        for name, text in merged.environment.items():
            value = text.text.replace("\n", "\\n").replace("$", "$$").replace("'", "''")
            lines.append((f"      - '{name}={value}'", text))
    if merged.privileged is not None:
        lines.append(("    privileged: true", Text("true", "bind", merged.privileged)))
    for key, texts in (("cap_add", merged.cap_add), ("security_opt", merged.security_opt)):
        if texts:
            lines.append((f"    {key}:", None))
            lines += [(f"      - {_one_line(text.text)}", text) for text in texts]
    if merged.mounts:
        lines.append(("    volumes:", None))
        for mount in merged.mounts:
            volume = f"{mount.source}:{mount.target}" if mount.source else str(mount.target)
            lines.append((f"      - {_one_line(volume)}", mount.option))
    names = [mount for mount in merged.mounts if mount.kind == "volume" and mount.source]
    if names:
        lines.append(("volumes:", None))
        for mount in names:
            lines.append((f"  {_one_line(str(mount.source))}:", mount.option))
            if mount.external:
                lines.append(("    external: true", mount.option))
    if not lines:
        return []
    head: list[tuple[str, Text | None]] = [("services:", None), (f"  '{_one_line(service)}':", None)]
    return head + lines if lines[0][0].startswith("    ") else [*head, ("    {}", None), *lines]


def _one_line(text: str) -> str:
    # a line break would end the scalar, and what follows would be read as anything
    return text.replace("\r", " ").replace("\n", " ")
