"""``cidata.iso``: which one is used, and that an image of any kind is read or refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.machines.lima_boot import BOTH_IMAGE, CANDIDATES, ME, START, Boot, cidata, iso


@pytest.fixture
def boot(tmp_path: Path) -> Boot:
    return Boot(tmp_path)


def test_an_image_that_is_older_than_the_start_is_not_used(boot: Boot) -> None:
    assert "is older than this start" in boot.image(BOTH_IMAGE, START - 1).why(CANDIDATES)


def test_names_without_rock_ridge(boot: Boot) -> None:
    files = {"lima.env": b"LIMA_CIDATA_MOUNTS=0\nLIMA_CIDATA_MOUNTTYPE=9p\nLIMA_CIDATA_VMTYPE=qemu\n", "user-data": b""}
    assert boot.image(iso(files, rock_ridge=False)).shares() == []


@pytest.mark.parametrize(
    ("image", "why"),
    [
        (b"", "is no ISO 9660 image"),
        (b"\0" * 100_000, "is no ISO 9660 image"),
        (BOTH_IMAGE[: 17 * 2048], "is cut short"),
        (BOTH_IMAGE[:-2048], "is cut short"),
        (BOTH_IMAGE[: 18 * 2048] + b"\7" * 4096, "is damaged"),
        (iso({"lima.env": b"", "user-data": b""}, size=1 << 31), "is larger than"),
        (iso({"user-data": b"mounts:\n"}), "does not hold lima.env"),
        (iso({"lima.env": b"", "user-data": b""}), "does not say what is mounted"),
        (iso({"lima.env": b"LIMA_CIDATA_MOUNTS=many\n", "user-data": b""}), "does not say what is mounted"),
        (iso({"lima.env": b"A=1\nA=2\n", "user-data": b""}), "a line that is not understood"),
        (cidata("9p", (ME, "/Users/me\nLIMA_CIDATA_MOUNTTYPE=x", "ro")), "a line that is not understood"),
        (cidata("9p", (ME, "/Users/me", "defaults")), "neither ro nor rw"),
        (BOTH_IMAGE.replace(b', "0", "0"]\ntime', b', "0"]     \ntime'), "a mount that is not understood"),
        (BOTH_IMAGE.replace(b"POINT=/work", b"POINT=/othe"), "name different mount points"),
        (BOTH_IMAGE.replace(b"mounts:", b"Mounts:"), "name different mount points"),
    ],
)
def test_an_image_that_cannot_be_read_is_not_used(boot: Boot, image: bytes, why: str) -> None:
    assert why in boot.image(image).why(CANDIDATES)
