"""A settings file as viper reads it, which crc and minikube do: JSON as Go takes it, and keys in any case."""

from __future__ import annotations

import json
import math

#: what Go's ``strconv.ParseBool`` takes
BOOLEANS = dict.fromkeys(("1", "t", "T", "TRUE", "true", "True"), True) | dict.fromkeys(
    ("0", "f", "F", "FALSE", "false", "False"), False
)
#: no settings file is larger: one that is, is not read here
MAX_BYTES = 1 << 20


class Broken(Exception):
    """The program cannot read its file."""

    def __init__(self, reason: str, line: int | None = None) -> None:
        super().__init__(reason)
        self.line = line


class Unsure(Exception):
    """What the program makes of its file cannot be told."""


def value_of(members: list[tuple[str, object]], key: str) -> object:
    """The value of a key in small letters, ``None`` where there is none. Raises ``Unsure``.

    viper lowers each key: one that is written otherwise takes the place of the lower one, wherever it stands, and of
    two such ones either may win (``insensitiviseMap``).
    """
    last = dict(members)
    lower = [value for name, value in last.items() if name == key]
    others = [value for name, value in last.items() if name != key and _lowered(name) == key]
    if len({json.dumps(value) for value in others}) > 1:
        raise Unsure(f"{key} is written in several ways, of which any may count")
    return next(iter([*others, *lower]), None)


def members_of(data: bytes) -> Members:
    """The members of the one object, as Go's ``encoding/json`` takes them; none of ``null``. Raises ``Broken``."""
    if len(data) > MAX_BYTES:
        raise Unsure(f"its file is larger than {MAX_BYTES} bytes")
    text = data.decode("utf-8", "replace")
    try:
        found = json.loads(
            text, object_pairs_hook=Members, parse_constant=_none, parse_int=_number, parse_float=_number
        )
    except json.JSONDecodeError as error:
        raise Broken(f"it is not JSON: {error.msg}", error.lineno) from error
    except ValueError as error:
        raise Broken(f"it is not JSON: {error}") from error
    except RecursionError as error:
        raise Unsure("its file is nested too deep") from error
    if found is not None and not isinstance(found, Members):
        raise Broken("it holds no object", 1)
    return found or Members()


class Members(list[tuple[str, object]]):
    """An object with every member that is written, the same key twice included."""


def _none(name: str) -> None:
    raise ValueError(f"{name} is no value in JSON")


def _number(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise ValueError(f"{text[:20]} is too large a number")
    return number


def _lowered(key: str) -> str:
    # Go lowers the dotted capital to a plain letter, Python to two characters
    return key.replace("\u0130", "i").lower()
