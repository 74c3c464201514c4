"""The one setting that counts, ``local.privileged-mounts``: what the program says of it, and what its file holds.

Sources are files of canonical/multipass at 9b0af2ec.
"""

from __future__ import annotations

import re

from colima_guard.backends.multipass import layout
from colima_guard.errors import GuardError
from colima_guard.host.machine import Host
from colima_guard.host.values import Platform, Unreadable
from colima_guard.model.named_tuple import NamedTuple
from colima_guard.model.plan import Setting

KEY = "local.privileged-mounts"
#: as the user knows it
NAME = f"multipass {KEY}"
SETTING = Setting((layout.PROGRAM, "get", KEY), (layout.PROGRAM, "set", f"{KEY}={{}}"))

#: in any case (src/settings/bool_setting_spec.cpp)
_MEANING = dict.fromkeys(("true", "on", "yes", "1"), True) | dict.fromkeys(("false", "off", "no", "0"), False)
#: a line of Qt's dialect that means one thing alone: no escape, no comment behind it, no quote that is left open
_LINE = re.compile(
    r"[ \t]*(?:;.*|\[(?P<section>[^\]]*)\]"
    r"|(?P<key>[^=;%\"\\\[\]]+)=[ \t]*(?P<value>(?!@)[^\"\\;]*|\"(?!@)[^\"\\]*\"))?[ \t]*"
)
_BLANKS = " \t"
#: the section of a key without one, in any case (qsettings.cpp)
_GENERAL = "general"
#: seconds: a daemon that is up answers at once
_PATIENCE = 10.0


class Reading(NamedTuple):
    """What the setting is, and who said so."""

    #: whether instances can mount; ``None`` where it cannot be told
    mounts: bool | None
    #: the name of the setting, or the file that says it
    source: str
    #: what the program printed; ``None`` where it did not say it, so that it cannot be told another value either
    printed: str | None = None
    #: what keeps the program from saying it, and what helps
    silent: str = ""
    remedy: str = ""

    @property
    def unknown(self) -> str | None:
        """Why it cannot be told; ``None`` where it can."""
        return f"what {KEY} is cannot be told: {self.silent}" if self.mounts is None else None


def read(host: Host) -> Reading:
    """The setting: by the program, else by its file where that can be read."""
    said = _by_program(host)
    if said.mounts is not None:
        return said
    path = layout.settings_file(host)
    try:
        data = host.read(path)
    except Unreadable:
        data = None
    return said if data is None else said._replace(mounts=value_in(data, host.platform), source=path)


def _by_program(host: Host) -> Reading:
    if host.which(layout.PROGRAM) is None:
        planted = host.planted_program(layout.PROGRAM)
        silent = str(planted) if planted else "there is no `multipass` on PATH"
        return Reading(None, NAME, silent=silent, remedy="put `multipass` on PATH where no VM can write it")
    command = " ".join(SETTING.read)
    try:
        done = host.run(list(SETTING.read), timeout=_PATIENCE)
    except GuardError as error:
        return Reading(None, NAME, silent=error.what, remedy=f"see that `{command}` answers")
    printed = done.out.strip()
    if done.code == 0 and (mounts := _MEANING.get(printed.casefold())) is not None:
        return Reading(mounts, NAME, printed)
    lines = [line.strip() for line in (done.err or done.out).splitlines() if line.strip()]
    said = lines[0] if lines else "nothing"
    return Reading(None, NAME, silent=f"`{command}` says: {said}", remedy=f"see that `{command}` answers")


def default_on(platform: Platform) -> bool:
    """What a daemon has that was told nothing (``default_privileged_mounts`` in src/platform)."""
    return platform != "windows"


def value_in(data: bytes, platform: Platform) -> bool | None:
    """What the daemon's file says; its default where it says nothing, or nothing that the daemon would take.

    ``None`` for a file with a line that is not read here. A key is one in the general section, for QSettings ends a
    section's name at ``/`` and not at a dot; on Windows in any case.
    """
    default = default_on(platform)
    found, section = default, _GENERAL
    for line in data.decode("utf-8-sig", "replace").replace("\r", "\n").split("\n"):
        read = _LINE.fullmatch(line)
        if read is None or "\ufffd" in line:
            return None
        if read["section"] is not None:
            section = read["section"].strip(_BLANKS).lower()
        elif read["key"] is not None and section == _GENERAL:
            key = read["key"].strip(_BLANKS)
            if (key.lower() if platform == "windows" else key) == KEY:
                found = _MEANING.get(read["value"].strip(_BLANKS).strip('"').casefold(), default)
    return found
