"""The digest that names contents: of files in a plan and in the journal, of a line, of a docker context."""

from __future__ import annotations


def sha256(data: bytes) -> str:
    """The hex digest of these bytes."""
    # Python's own where it is there, as `random` has it: OpenSSL, which hashlib loads, takes 2 ms at each start
    try:
        from _sha2 import sha256 as digest  # type: ignore[import-not-found]
    except ImportError:
        try:
            from _sha256 import sha256 as digest  # type: ignore[import-not-found]
        except ImportError:
            from hashlib import sha256 as digest
    return str(digest(data).hexdigest())
