"""The shares of reverse-sshfs in the host agent's log: it mounts each by itself once the guest is up."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from colima_guard.backends.lima.running.argv import LogShare, Unexplained
from colima_guard.model.share import Access

_MOUNTING, _DISK = "Mounting ", "Mounting disk "
_SERVER, _SSH = "executing OpenSSH SFTP Server: ", "executing ssh for remote sshfs: "


def sshfs_mounts(messages: Sequence[str]) -> list[LogShare]:
    """What was mounted, in order (hostagent/mount.go setupMount). Raises ``Unexplained``."""
    starts = [at for at, text in enumerate(messages) if text.startswith(_MOUNTING) and not text.startswith(_DISK)]
    found: dict[str | None, LogShare] = {}
    for start, end in pairwise([*starts, len(messages)]):
        location, on, rest = _quoted(messages[start].removeprefix(_MOUNTING))
        mount_point, _, after = _quoted(rest)
        if on != " on " or after:
            raise Unexplained("the log names a mount that is not as Lima writes it")
        access = _access(location, mount_point, messages[start + 1 : end])
        share = LogShare(location, mount_point=mount_point, access=access)
        # the guest's own words can get into the log; they cannot take the place of the agent's
        if found.setdefault(mount_point, share) != share:
            raise Unexplained(f"the log names two mounts on {mount_point}")
    return list(found.values())


def _quoted(text: str) -> tuple[str, str, str]:
    """What stands in Go's quotes (%q or %#q), the word that follows up to the next quote, and from there the rest."""
    quote = text[:1]
    inside, end, rest = text[1:].partition(quote) if quote in ("`", '"') else ("", "", "")
    if not end or ("\\" in inside and quote == '"'):
        raise Unexplained("the log names a mount whose path cannot be told")
    at = next((at for at, char in enumerate(rest) if char in ("`", '"')), len(rest))
    return inside, rest[:at], rest[at:]


def _access(location: str, mount_point: str, messages: Sequence[str]) -> Access | None:
    """What the server allows, by its own flag, or by the mount option that Lima sets together with it."""
    escaped = location.replace("%", "%%")
    servers = [text for text in messages if text.startswith(_SERVER)]
    said = [text.endswith(f" -e -d {escaped} -R]") for text in servers if text.endswith((" -R]", f" {escaped}]"))]
    if not said:
        start = f' -- sshfs ":{location}" "{mount_point}" -o slave '
        options = [text.partition(start)[2] for text in messages if text.startswith(_SSH)]
        said = [text.startswith("-o ro ") for text in options if text]
    if not said:
        if servers or any(text.startswith(_SSH) for text in messages):
            raise Unexplained(f"the log says that {location} is mounted and then serves another directory")
        return None
    # every one: a line that the guest put between them makes nothing narrower
    return Access.RO if all(said) else Access.RW
