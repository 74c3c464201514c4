"""The page in a real browser: it shows, asks for nothing, is walked by keyboard, and a screen reader can use it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.docs.generate import ROOT
from tests.machines.browser import PROGRAMS, Browser, browser, program
from tests.machines.engine_client import answers, profile
from tests.machines.exposed import exposed
from tests.machines.quiet import Quiet, quiet_machine
from tests.scan.container.inspects import bind, inspect

RELEASE = ("--release", "colima=0.10.3")
AXE = ROOT / "node_modules/axe-core/axe.min.js"
#: name of a page, VMs, containers, and what else it is asked for
PAGES = {"1": (1, 3, ()), "10": (10, 30, ("--plan", "~/projects")), "200": (200, 190, ())}
_HOSTILE = (
    *("<script>document.title = 'x'</script>", '"><img src=x onerror=alert(1)>', "</svg></style><b>"),
    *("\u202egnitset", "n\new", "{{ 7 * 7 }}", "y" * 4000),
)
_SHOWN = "[...document.querySelectorAll('svg.map')].filter((one) => one.getClientRects().length)"


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    directory = tmp_path_factory.mktemp("pages")

    def page(machine: Quiet, name: str, *more: str) -> Path:
        file = directory / f"{name}.html"
        done = machine.run("report", *more, "-o", str(file), *RELEASE)
        assert done.code == 0, done.err
        return file

    found = {}
    for name, (vms, containers, more) in PAGES.items():
        with quiet_machine() as machine:
            exposed(machine, vms, containers)
            found[name] = page(machine, name, *more)
    with quiet_machine() as machine:
        hostile(machine)
        found["hostile"] = page(machine, "hostile")
    return found


def hostile(machine: Quiet) -> None:
    """A machine whose every name is an attack."""
    shares = [{"location": f"~/{name}", "writable": True} for name in _HOSTILE[:-1]]
    profile(machine, mounts=json.dumps([*shares, {"location": "~"}]))
    machine.write('.colima/"><b>x/colima.yaml', "runtime: docker\nmounts: []\n")
    attacks = [inspect(name, mounts=[bind(f"{machine.home}/{name}")]) for name in _HOSTILE]
    answers(machine, *[{**one, "Id": f"{number:064x}"} for number, one in enumerate(attacks, 1)])


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    if program() is None:
        pytest.skip(f"none of {', '.join(PROGRAMS)} is installed: apt install chromium")
    with browser() as found:
        yield found


@pytest.mark.parametrize("name", [*PAGES, "hostile"])
@pytest.mark.parametrize(("width", "dark"), [(1280, False), (400, True)], ids=["wide", "narrow and dark"])
def test_it_shows(chromium: Browser, pages: dict[str, Path], name: str, width: int, dark: bool) -> None:
    chromium.open(pages[name], width=width, dark=dark)
    assert chromium.run("document.title") == "What the VMs of this machine can see"
    # one form of each map is there, no wider than the window, and nothing else makes the page wider
    forms = chromium.run(f"{_SHOWN}.map((one) => one.classList[1])")
    wanted = "narrow" if width == 400 else "half" if "--plan" in PAGES.get(name, (0, 0, ()))[2] else "wide"
    assert forms == [wanted] * (2 if name == "10" else 1)
    assert chromium.run("document.documentElement.scrollWidth <= innerWidth")
    paper = chromium.run("getComputedStyle(document.documentElement).backgroundColor")
    assert (paper == "rgb(19, 20, 23)") is dark
    # texts of a map can be read: nothing is smaller than this
    sizes = chromium.run(f"{_SHOWN}.flatMap((map) => [...map.querySelectorAll('.node text')].map(({_HEIGHT})))")
    assert min(sizes) >= 9
    assert chromium.console == []
    assert [url for url in chromium.requests if not url.startswith("file://")] == []
    assert len(chromium.requests) == 1


_HEIGHT = "(text) => parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().d"


def test_names_are_inert(chromium: Browser, pages: dict[str, Path]) -> None:
    chromium.open(pages["hostile"])
    counts = "['script', 'img', 'style', 'b', 'link', 'iframe'].map((tag) => document.querySelectorAll(tag).length)"
    assert chromium.run(counts) == [1, 0, 1, 0, 0, 0]
    attributes = "[...document.querySelectorAll('*')].flatMap((one) => one.getAttributeNames())"
    assert [one for one in chromium.run(f"[...new Set({attributes})]") if one.startswith("on") or one == "style"] == []
    text = chromium.run("document.body.textContent")
    assert "<script>document.title = 'x'</script>" in text
    assert "{{ 7 * 7 }}" in text and "\u202e" not in text and "\\u202egnitset" in text
    assert "y" * 500 not in text
    assert chromium.console == []


@pytest.mark.parametrize("name", ["10", "200"])
def test_every_box_is_reached_by_keyboard_and_lights_its_ways(
    chromium: Browser, pages: dict[str, Path], name: str
) -> None:
    chromium.open(pages[name])
    boxes = chromium.run(f"{_SHOWN}.flatMap((map) => [...map.querySelectorAll('.node')].map((one) => one.id))")
    chromium.press("Tab")  # the link to the tables
    walked = []
    for _ in boxes:
        chromium.press("Tab")
        walked.append(chromium.run("document.activeElement.id"))
        assert chromium.run(_LIT) == [True, True], walked[-1]
    assert walked == boxes
    names = chromium.run("[...document.querySelectorAll('.node[id]')].map((one) => one.getAttribute('aria-label'))")
    assert all(names) and any("Read and written by colima/default" in one for one in names)


#: what is on a way with the focused box is lit, and all else in its map is pale
_LIT = """(() => {
  const one = document.activeElement, map = one.closest("svg.map"), clear = [], pale = [];
  for (const other of map.querySelectorAll(".node, .link")) {
    (other.classList.contains("l-" + one.id) ? clear : pale).push(parseFloat(getComputedStyle(other).opacity));
  }
  return [clear.length > 0 && clear.every((it) => it === 1), pale.every((it) => it < 0.5)];
})()"""


def test_a_box_is_pinned_and_let_go(chromium: Browser, pages: dict[str, Path]) -> None:
    chromium.open(pages["1"])
    hint = chromium.run("document.querySelector('.chosen').textContent")
    chromium.run("document.querySelector('svg.wide .node').focus()")
    chromium.press("Enter")
    pressed = "document.querySelectorAll('.node[aria-pressed=true]').length"
    label = chromium.run("document.activeElement.getAttribute('aria-label')")
    assert chromium.run(pressed) == 1
    assert chromium.run("document.querySelector('.chosen').textContent") == label
    chromium.run("document.activeElement.blur()")
    assert chromium.run("getComputedStyle(document.querySelector('svg.wide .node')).opacity") == "1"
    chromium.run("document.querySelector('svg.wide .node').focus()")
    chromium.press("Escape")
    assert (chromium.run(pressed), chromium.run("document.querySelector('.chosen').textContent")) == (0, hint)


@pytest.mark.parametrize(("name", "width", "dark"), [("10", 1280, False), ("1", 1280, True), ("200", 400, False)])
def test_axe_finds_nothing_serious(
    chromium: Browser, pages: dict[str, Path], name: str, width: int, dark: bool
) -> None:
    if not AXE.is_file():
        pytest.skip("axe-core is not installed: npm install --no-save --no-package-lock axe-core@4")
    chromium.open(pages[name], width=width, dark=dark)
    chromium.run(AXE.read_text(encoding="utf-8") + "; 0")
    found: list[dict[str, Any]] = chromium.run("axe.run({resultTypes: ['violations']}).then((it) => it.violations)")
    told = [(one["id"], one["impact"], one["nodes"][0]["html"][:200]) for one in found]
    assert [one for one in told if one[1] in ("serious", "critical")] == []
    assert chromium.run("axe.version")[0] == "4"
