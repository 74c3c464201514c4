"""The page in a real browser: it shows, asks for nothing, is walked by keyboard, and a screen reader can use it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.machines.browser import AXE, PROGRAMS, Browser, browser, program
from tests.machines.crowded import crowded
from tests.machines.engine_client import answers, profile
from tests.machines.exposed import exposed
from tests.machines.quiet import Quiet, quiet_machine
from tests.scan.container.inspects import bind, inspect

RELEASE = ("--release", "colima=0.10.3")
#: name of a page, VMs, containers, and what else it is asked for
PAGES: dict[str, tuple[int, int, tuple[str, ...]]] = {
    "1": (1, 3, ()),
    "10": (10, 30, ("--plan", "~/projects")),
    "200": (200, 190, ()),
    # several engines, and the most that is promised
    "500": (0, 500, ()),
}
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
            exposed(machine, vms, containers) if vms else crowded(machine, containers)
            found[name] = page(machine, name, *more)
    with quiet_machine() as machine:
        places = [f"place-{number:02}" for number in range(40)]
        machine.mkdir(*places)
        profile(machine, mounts=json.dumps([{"location": f"~/{place}", "writable": True} for place in places]))
        found["places"] = page(machine, "places")
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
    # at 400 pixels a table is no wider than its window either
    sideways = "[...document.querySelectorAll('.scroll')].filter((one) => one.scrollWidth > one.clientWidth).length"
    assert width == 1280 or chromium.run(sideways) == 0
    # texts of a map can be read: nothing is smaller than this, or wider than its box
    sizes = chromium.run(f"{_SHOWN}.flatMap((map) => [...map.querySelectorAll('.node text')].map(({_HEIGHT})))")
    assert min(sizes) >= 9
    assert name == "hostile" or chromium.run(f"{_SHOWN}.flatMap({_TOO_WIDE})") == []
    assert chromium.console == []
    assert [url for url in chromium.requests if not url.startswith("file://")] == []
    assert len(chromium.requests) == 1


_TOO_WIDE = """(map) => [...map.querySelectorAll(".node")].flatMap((node) => {
  const right = (one) => one.getBoundingClientRect().right, end = right(node.querySelector(".box"));
  const arrow = document.getElementById(node.id.replace(/^(.)./, "$1f"))?.querySelector("summary");
  return [...node.querySelectorAll("text")].filter((text, row, {length}) =>
    right(text) > (arrow && row === length - 1 ? arrow.getBoundingClientRect().left + 4 : end - 2)
  ).map((text) => text.textContent);
})"""
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
    boxes = chromium.run(f"[...document.querySelectorAll('.drawn')].flatMap((map) => {_WALKED})")
    chromium.press("Tab")  # the link to the tables
    walked = []
    for _ in boxes:
        chromium.press("Tab")
        walked.append(chromium.run("document.activeElement.id || document.activeElement.parentElement.id"))
        assert chromium.run(_LIT) == [True, True], walked[-1]
    assert walked == boxes
    assert any(one.startswith("afo") for one in boxes)
    names = chromium.run("[...document.querySelectorAll('.node[id]')].map((one) => one.getAttribute('aria-label'))")
    assert all(names) and any("Read and written by colima/default" in one for one in names)


#: the boxes of a map and what unfolds them, as Tab comes to them
_WALKED = """[...map.querySelectorAll(".node[id], .unfold")]
  .filter((one) => one.matches(".unfold") || one.getClientRects().length).map((one) => one.id)"""
#: what is on a way with the focused box is lit, and all else in its map is pale
_LIT = """(() => {
  const one = document.activeElement, clear = [], pale = [];
  const map = [...one.closest(".drawn").querySelectorAll("svg.map")].find((it) => it.getClientRects().length);
  const id = one.id || one.closest(".unfold").id.replace(/^(.)f/, "$1" + map.classList[1][0]);
  for (const other of map.querySelectorAll(".node, .link")) {
    (other.classList.contains("l-" + id) ? clear : pale).push(parseFloat(getComputedStyle(other).opacity));
  }
  return [clear.length > 0 && clear.every((it) => it === 1), pale.every((it) => it < 0.5)];
})()"""


@pytest.mark.parametrize("width", [1280, 400])
@pytest.mark.parametrize("scripts", [True, False], ids=["with its script", "without"])
def test_what_stands_for_several_is_opened_where_it_stands(
    chromium: Browser, pages: dict[str, Path], width: int, scripts: bool
) -> None:
    chromium.call("Emulation.setScriptExecutionDisabled", value=not scripts)
    try:
        chromium.open(pages["500"], width=width)
        first, second = chromium.run("[...document.querySelectorAll('.unfold')].slice(-2).map((one) => one.id)")
        opened = "[...document.querySelectorAll('.unfold[open]')].map((one) => one.id)"
        for id, walk in ((first, chromium.click), (second, None)):
            if walk is not None:
                walk(f"#{id} > summary")
            else:
                chromium.run(f"document.querySelector('#{id} > summary').focus()")
                chromium.press("Enter")
            assert chromium.run(opened) == [id]  # and the one before is closed
            assert chromium.run(_LIT) == [True, True]
            assert _expanded(chromium, f"#{id} > summary") is True
            title = chromium.run(f"document.querySelector('#{id} summary').textContent")
            listed = chromium.run(f"[...document.querySelectorAll('#{id} li')].map((one) => one.textContent)")
            assert title.split()[0] == str(len(listed))
            assert all("on colima/" in one for one in listed)
            # it lies over what is below its box, within the window, and is read from its first line
            assert chromium.run(f"({_OVER})(document.querySelector('#{id}'))") == [True, True, True]
        if scripts:
            chromium.press("Escape")
            assert (chromium.run(opened), chromium.run("document.activeElement.tagName")) == ([], "SUMMARY")
            assert _expanded(chromium, f"#{second} > summary") is False
    finally:
        chromium.call("Emulation.setScriptExecutionDisabled", value=False)


_OVER = """(one) => {
  const box = one.querySelector("summary").getBoundingClientRect(), list = one.querySelector("div");
  const at = list.getBoundingClientRect(), below = at.top - box.bottom;
  list.scrollIntoView({block: "center"});
  const line = list.querySelector("li").getBoundingClientRect();
  const top = document.elementFromPoint(line.left + 20, line.top + 8);
  return [below > -2 && below < 12, at.left >= 0 && at.right <= innerWidth, list.contains(top)];
}"""


def _expanded(chromium: Browser, element: str) -> bool | None:
    """What a screen reader is told of it."""
    object_id = chromium.call("Runtime.evaluate", expression=f"document.querySelector('{element}')")["result"][
        "objectId"
    ]
    (node, *_) = chromium.call("Accessibility.getPartialAXTree", objectId=object_id, fetchRelatives=False)["nodes"]
    told = {one["name"]: one["value"].get("value") for one in node["properties"]}
    assert node["name"]["value"].startswith("Unfold ")
    expanded: bool | None = told.get("expanded")
    return expanded


def test_more_of_a_cell_is_opened_where_it_stands(chromium: Browser, pages: dict[str, Path]) -> None:
    chromium.open(pages["500"])
    seen = (
        "[...document.querySelectorAll('#findings td')].find((one) => one.textContent.includes('runner-0')).innerText"
    )
    assert "and 7 more" in chromium.run(seen) and "runner-492" not in chromium.run(seen)
    chromium.run("document.querySelectorAll('#findings td details').forEach((one) => { one.open = true; })")
    assert "runner-492" in chromium.run(seen)


def test_it_is_printed(chromium: Browser, pages: dict[str, Path]) -> None:
    chromium.open(pages["500"])
    before = "document.querySelectorAll('details[open]').length"
    chromium.run("dispatchEvent(new Event('beforeprint'))")
    chromium.call("Emulation.setEmulatedMedia", media="print")
    try:
        # the tables list what the map folds, and a map is printed as it is
        assert chromium.run("document.querySelectorAll('section details:not([open])').length") == 0
        assert (
            chromium.run("[...document.querySelectorAll('.unfold')].filter((one) => one.getClientRects().length)") == []
        )
        assert chromium.run("document.querySelector('#occupants').innerText.includes('runner-492')")
        # nothing is pale, though all is open
        opacity = "[...document.querySelectorAll('.node[id]')].map((one) => getComputedStyle(one).opacity)"
        assert set(chromium.run(opacity)) == {"1"}
    finally:
        chromium.call("Emulation.setEmulatedMedia", media="")
    chromium.run("dispatchEvent(new Event('afterprint'))")
    assert chromium.run(before) == 0
    assert chromium.run("new Set([...document.querySelectorAll('.unfold')].map((one) => one.name)).size") == 1


def test_the_places_that_the_map_folds_are_printed_below_it(chromium: Browser, pages: dict[str, Path]) -> None:
    chromium.open(pages["places"], width=710)  # about what a sheet of A4 has
    chromium.call("Emulation.setEmulatedMedia", media="print")
    try:
        chromium.run("dispatchEvent(new Event('beforeprint'))")
        lists = "[...document.querySelectorAll('.unfold div')].map((one) => one.getBoundingClientRect().toJSON())"
        below = chromium.run("document.querySelector('svg.wide').getBoundingClientRect().bottom")
        (found,) = chromium.run(lists)
        assert found["top"] >= below and found["width"] > 600
        shown = set(chromium.run("document.querySelector('figure').innerText.match(/place-[0-9]+/g)"))
        shown |= set(chromium.run("document.querySelector('svg.wide').textContent.match(/place-[0-9]+/g)"))
        assert shown == {f"place-{number:02}" for number in range(40)}
        # a table stays a table on paper, all of which is on the sheet
        assert chromium.run("document.documentElement.scrollWidth <= innerWidth")
        assert chromium.run("getComputedStyle(document.querySelector('#instances tr')).display") == "table-row"
    finally:
        chromium.call("Emulation.setEmulatedMedia", media="")


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


@pytest.mark.parametrize(
    ("name", "width", "dark"),
    [("10", 1280, False), ("1", 1280, True), ("200", 400, False), ("500", 1280, True), ("500", 400, True)],
)
def test_axe_finds_nothing(chromium: Browser, pages: dict[str, Path], name: str, width: int, dark: bool) -> None:
    if not AXE.is_file():
        pytest.skip("axe-core is not installed: npm install --no-save --no-package-lock axe-core@4")
    chromium.open(pages[name], width=width, dark=dark)
    # what is folded is looked at, too
    chromium.run("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert [one for one in chromium.axe() if one[1] != "minor"] == []
    assert chromium.run("axe.version")[0] == "4"
