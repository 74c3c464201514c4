"""What a file is besides its bytes: owner, extended attributes, access control list. A new file takes them over."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager

from colima_guard.errors import GuardError

# <copyfile.h> of macOS
_COPYFILE_ACL = 1 << 0
_COPYFILE_XATTR = 1 << 2
# <winnt.h> of Windows
_DACL_SECURITY_INFORMATION = 4


def keep(old: int, old_path: str, new: int, new_path: str) -> None:
    """Gives the open file ``new`` the owner, extended attributes and ACL of the open file ``old``.

    Raises ``GuardError`` for whatever cannot be kept. The paths name the same two files, for Windows, which sets an
    ACL by path only, and for the message.
    """
    with _or_stop("owner", old_path):
        _keep_owner(old, new)
    if hasattr(os, "listxattr"):  # Linux, where the ACL is an extended attribute too
        with _or_stop("extended attributes or ACL", old_path):
            _keep_attributes(old, new)
    elif os.name == "nt":
        with _or_stop("access control list", old_path):
            _keep_windows_acl(old_path, new_path)
    else:
        with _or_stop("extended attributes or ACL", old_path):
            _keep_macos(old, new)


def set_mode(fd: int, mode: int, path: str) -> None:
    """Sets the permission bits of an open file. Raises ``GuardError`` where the file system will not hold them."""
    if not hasattr(os, "fchmod"):  # Windows, whose files have no such bits
        return
    with _or_stop("permission bits", path):
        # only if need be: file systems with fixed bits (FAT, drvfs) refuse the call even when nothing would change
        if os.fstat(fd).st_mode & 0o7777 != mode:
            os.fchmod(fd, mode)
        if os.fstat(fd).st_mode & 0o7777 != mode:
            raise OSError(errno.ENOTSUP, "the file system has bits of its own")


@contextmanager
def _or_stop(what: str, path: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise GuardError(
            f"the {what} of {path} cannot be kept: {error.strerror or error}",
            why="a new file takes the old one's place, and would be open to others than the old one was",
            do="make the change to this file by hand",
        ) from error


def _keep_owner(old: int, new: int) -> None:
    if not hasattr(os, "fchown"):
        return
    was, now = os.fstat(old), os.fstat(new)
    uid = was.st_uid if was.st_uid != now.st_uid else -1
    gid = was.st_gid if was.st_gid != now.st_gid else -1
    if (uid, gid) != (-1, -1):
        os.fchown(new, uid, gid)


def _keep_attributes(old: int, new: int) -> None:
    wanted, present = _attributes(old), _attributes(new)
    for name in present.keys() - wanted.keys():
        # the directory's default ACL gives the new file an entry that the old one did not have; a label that the
        # system sets of its own accord is not ours to take off
        if not name.startswith("security."):
            os.removexattr(new, name)
    for name, value in wanted.items():
        if present.get(name) != value:
            os.setxattr(new, name, value)


def _attributes(fd: int) -> dict[str, bytes]:
    try:
        return {name: os.getxattr(fd, name) for name in os.listxattr(fd)}
    except OSError as error:
        if error.errno == errno.ENOTSUP:  # a file system without attributes has none to keep
            return {}
        raise


def _keep_macos(old: int, new: int) -> None:
    import ctypes

    copy = getattr(ctypes.CDLL(None, use_errno=True), "fcopyfile", None)
    if copy is not None and copy(old, new, None, _COPYFILE_ACL | _COPYFILE_XATTR) < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def _keep_windows_acl(old_path: str, new_path: str) -> None:
    import ctypes

    library = ctypes.WinDLL("advapi32", use_last_error=True)  # type: ignore[attr-defined]
    get, set_ = library.GetFileSecurityW, library.SetFileSecurityW
    number, buffer_, text = ctypes.c_ulong, ctypes.c_void_p, ctypes.c_wchar_p
    get.argtypes = [text, number, buffer_, number, ctypes.POINTER(number)]
    set_.argtypes = [text, number, buffer_]
    size = number()
    get(old_path, _DACL_SECURITY_INFORMATION, None, 0, ctypes.byref(size))
    acl = ctypes.create_string_buffer(size.value)
    if not get(old_path, _DACL_SECURITY_INFORMATION, acl, size, ctypes.byref(size)) or not set_(
        new_path, _DACL_SECURITY_INFORMATION, acl
    ):
        raise ctypes.WinError(ctypes.get_last_error())  # type: ignore[attr-defined]
