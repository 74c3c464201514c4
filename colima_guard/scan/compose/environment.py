"""The variables that a project is filled in with: those of the shell, then those of its ``.env`` files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from colima_guard.scan.compose.dotenv import DotenvError, parse
from colima_guard.scan.compose.reading import Reading, Stopped
from colima_guard.scan.project import Where


def environment_from(
    files: Iterable[tuple[str, Where]], current: Mapping[str, str], reading: Reading
) -> dict[str, str]:
    """The variables of some files, later ones over earlier ones; ``current`` comes first where they name another.

    compose-go v2.16.1, ``GetEnvFromFile``. What Compose refuses is noted, and what was read before it counts.
    """
    values: dict[str, str] = {}
    for file, at in files:
        try:
            parse(reading.read(file, at), values, current.get)
        except Stopped as stopped:
            reading.note(stopped)
        except DotenvError as error:
            reading.note(Stopped(f"{file}: {error}", Where(reading.abs(file)), sure=error.sure))
        except RecursionError:
            reading.note(Stopped(f"{file}: variables within variables", Where(reading.abs(file)), sure=False))
    return values
