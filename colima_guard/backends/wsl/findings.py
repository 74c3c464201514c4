"""What can be said of a distribution without judging it: what WSL makes of its files, and what goes around shares."""

from __future__ import annotations

from collections.abc import Iterator

from colima_guard.backends.wsl import values
from colima_guard.backends.wsl.instance import Distribution, IniFile
from colima_guard.formats.wsl.statement import truth
from colima_guard.model.finding import Finding
from colima_guard.model.share import Place

_CONF_KEYS = (values.AUTOMOUNT, values.FSTAB, values.INTEROP)
_CONFIG_KEYS = (values.HOST_FILES, values.SAFE_MODE)
_MEND = "mend the line"


def findings(instance: Distribution) -> Iterator[Finding]:
    """Everything to know of it."""
    yield from _unread(instance)
    yield from _misread(instance.conf, _CONF_KEYS, "CG535", "WSL reads nothing behind it")
    yield from _misread(instance.service.file, _CONFIG_KEYS, "CG536", "WSL leaves this line out")
    if instance.conf.problem is None and instance.conf.on(values.INTEROP, True) and not instance.service.safe:
        message = "programs of Windows can be run in it, as you, whatever is mounted"
        yield Finding("CG537", message, instance.narrowing or "", Place(instance.conf.path))
    if instance.service.shuts and not instance.service.reads:
        message = "whether Windows serves it files is not known: its WSL is older than 2.5.8, or does not say"
        yield Finding("CG538", message, "wsl --update", Place(instance.service.file.path))
    if not instance.service.serves:
        key = "safeMode" if instance.service.safe else "hostFileSystemAccess, which no documentation has"
        message = f"that Windows serves it no files, only one setting says: {key}"
        yield Finding(
            "CG538", message, "try in it, as root: mount -t drvfs C: /media", Place(instance.service.file.path)
        )
    if instance.manager is not None:
        message = f"it is {instance.manager}'s, and is left alone; all distributions are one VM"
        yield Finding("CG540", message, instance.narrowing or "", Place(instance.conf.path))
    elif not instance.inside:
        message = "a distribution that is installed later sees every drive, until it is locked too"
        yield Finding("CG541", message, "colima-guard lock, after wsl --install", Place(instance.service.file.path))
    if instance.inside:
        message = "from inside a distribution colima-guard can look neither at the others nor at what Windows shares"
        yield Finding("CG542", message, "run colima-guard on Windows too", Place(instance.conf.path))


def _unread(instance: Distribution) -> Iterator[Finding]:
    for file in (instance.conf, instance.fstab):
        if file.problem is not None:
            do = f"wsl -d {instance.distribution}, and run this again" if not instance.running else "mend the file"
            yield Finding("CG539", _why(file.path, file.problem), do, Place(file.path, file.line))
            return
    file = instance.service.file
    if file.problem is not None:
        yield Finding("CG539", _why(file.path, file.problem), "mend the file", Place(file.path, file.line))


def _why(path: str, problem: str) -> str:
    """What the system says of a file names it already."""
    return problem if problem.startswith(path) else f"{path} {problem}"


def _misread(file: IniFile, keys: tuple[str, ...], number: str, then: str) -> Iterator[Finding]:
    document = file.value
    if document is None:
        return
    if (fault := document.fault) is not None:
        line = document.line(fault.start)
        yield Finding(number, f"line {line}: {fault.why}; {then}", _MEND, Place(file.path, line))
    for key in keys:
        found = document.first(key)
        if found is not None and truth(found.value) is None:
            message = f"{key} is {found.value!r}, neither true nor false to WSL, and its default holds"
            yield Finding(number, message, _MEND, Place(file.path, document.line(found.start)))
