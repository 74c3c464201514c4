"""What one file says of the list, as BurntSushi/toml reads it: 1.3.2 (Podman 4.9), 1.5 (5.8), 1.6 (6.0)."""

from __future__ import annotations

import pytest

from colima_guard.backends.podman.config.volumes import said
from colima_guard.backends.podman.releases import rules
from colima_guard.model.release import release

FOUR, FIVE, SIX = (rules(release(text)) for text in ("4.9.5", "5.8.3", "6.0.0"))


def texts(text: str, of: object = FIVE) -> tuple[list[str] | None, bool | None]:
    what = said("f", text.encode(), of)  # type: ignore[arg-type]
    assert what.refusal is None and what.unknown is None, what
    return None if what.volumes is None else [one.text for one in what.volumes], what.append


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", (None, None)),
        ("[engine]\nvolumes = ['/a']\n", (None, None)),
        ("[machine]\ncpus = 1\n", (None, None)),
        ("[machine]\nvolumes = []\n", ([], None)),
        ("\ufeff[Machine]\r\nVOLUMES = ['/a', \"/b\"] # c\r\n", (["/a", "/b"], None)),
        ("machine.volumes = ['/a']\n", (["/a"], None)),
        ("machine = { volumes = ['/a', {append = true}] }\n", (["/a"], True)),
        ("[machine]\nvolumes = [{append = true}, '/a', {append = false}, {}]\n", (["/a"], False)),
        ("[machine]\nx.volumes = ['/a']\n", (None, None)),
    ],
)
def test_taken(text: str, wanted: tuple[list[str] | None, bool | None]) -> None:
    assert texts(text, FOUR) == texts(text) == texts(text, SIX) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "[machine]\nvolumes = [1]\n",
        "[machine]\nvolumes = [['/a']]\n",
        "[machine.volumes]\na = 1\n",
        "machine = 1\n",
        "[machine]\nvolumes = ['/a', {append = true}]\nvolumes = ['/a', {append = true}]\n",
        "[machine]\nvolumes = ['/a']\n[machine]\n",
        "[machine]\nvolumes = ['/a'] x\n",
    ],
)
def test_refused(text: str) -> None:
    for of in (FOUR, FIVE, SIX):
        assert said("f", text.encode(), of).refusal is not None


@pytest.mark.parametrize(
    "text",
    [
        "[machine]\nvolumes = ['/a']\nVolumes = []\n",
        "[machine]\nvolumes = ['/a']\n[Machine]\ncpus = 1\n",
        # before 1.5 this is `machine.volumes`
        "machine = { a.volumes = ['/a'] }\n",
        "[machine]\nvolumes = [{machine.append = true}]\n",
        '[machine]\nvolumes = ["""/a\r\n"""]\n',
        "machine.cpus = 1\n[machine]\nvolumes = ['/a']\n",
        # TOML 1.1, which 1.6 reads
        "[machine]\nvolumes = [{append = true,}]\n",
    ],
)
def test_not_told(text: str) -> None:
    for of in (FOUR, FIVE, SIX):
        what = said("f", text.encode(), of)
        assert what.unknown is not None and what.volumes is None


def test_twice_is_the_last_one_before_podman_six() -> None:
    text = "[machine]\nvolumes = ['/a', {append = true}]\ncpus = 1\nvolumes = ['/b']\n"
    assert texts(text, FOUR) == texts(text) == (["/b"], None)
    assert said("f", text.encode(), SIX).refusal is not None
