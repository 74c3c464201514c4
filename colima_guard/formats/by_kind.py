"""What can be done to a text of any format, by the format's name: a change says which one its file has."""

from __future__ import annotations

from collections.abc import Sequence

from colima_guard.model.plan import Format


def carry(format: Format, present: bytes, old: bytes, keys: Sequence[str]) -> bytes:
    """``present`` with the values that these keys of the top level (TOML: dotted) have in ``old``, proved.

    Raises ``EditRefused``.
    """
    match format:
        case "yaml":
            from colima_guard.formats.yaml.edit import carry as carry_yaml

            return carry_yaml(present, old, keys)
        case "json":
            from colima_guard.formats.json.edit import carry as carry_json

            return carry_json(present, old, keys)
        case "toml":
            from colima_guard.formats.toml.edit import carry as carry_toml

            return carry_toml(present, old, keys)
        case "wsl" | "wslconfig":
            from colima_guard.formats.wsl.edit import carry as carry_wsl
            from colima_guard.formats.wsl.statement import Dialect

            return carry_wsl(Dialect(format), present, old, keys)
