"""The documentation as a site: whole as it is, refused where a reader would get lost, and read without a network."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.docs.generate import ROOT, pages
from tests.docs.test_repository import PROJECT
from tests.machines.browser import AXE, PROGRAMS, Browser, browser, program

pytestmark = pytest.mark.skipif(
    any(find_spec(name) is None for name in ("sphinx", "myst_parser", "furo")),
    reason="what builds the site is not installed: make site",
)
CONF = ROOT / "docs/conf.py"


def built(source: Path, out: Path, builder: str) -> subprocess.CompletedProcess[str]:
    """What ``make site`` does, of another directory."""
    command = [sys.executable, "-m", "sphinx", "--quiet", "--fail-on-warning", "--builder", builder]
    command += ["--conf-dir", str(source / "docs"), "--doctree-dir", str(out.parent / "read"), str(source), str(out)]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False)


def small(directory: Path) -> Path:
    """A site of three pages by the same rules."""
    (directory / "docs").mkdir(parents=True)
    listed = "NAVIGATION.clear()\nNAVIGATION['Read'] = ['docs/one', 'docs/two']\n"
    shutil.copytree(ROOT / "docs/site", directory / "docs/site")
    (directory / "docs/conf.py").write_text(f"{CONF.read_text(encoding='utf-8')}\n{listed}", encoding="utf-8")
    (directory / "README.md").write_text("# First\n\n[one](docs/one.md)\n", encoding="utf-8")
    (directory / "docs/one.md").write_text("# One\n\n[two](two.md#a-part), [first](../README.md)\n", encoding="utf-8")
    (directory / "docs/two.md").write_text("# Two\n\n## A part\n", encoding="utf-8")
    return directory


def test_a_small_site_is_whole(tmp_path: Path) -> None:
    done = built(small(tmp_path / "site"), tmp_path / "out", "dummy")
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("page", "text", "said"),
    [
        pytest.param("docs/two.md", "[a](three.md)", "'myst' cross-reference target not found: 'three.md'", id="link"),
        pytest.param("docs/two.md", "[a](../LICENSE)", "target not found: '../LICENSE'", id="link-out-of-docs"),
        pytest.param("docs/two.md", "[a](one.md#parts)", "local id not found in doc 'docs/one': 'parts'", id="anchor"),
        pytest.param("docs/two.md", "[a](#parts)", "'myst' cross-reference target not found: 'parts'", id="own-anchor"),
        pytest.param("docs/two.md", "![a](a.svg)", "image file not readable: docs/a.svg", id="picture"),
        pytest.param("docs/three.md", "# Three\n\n[a](two.md)", "isn't included in any toctree", id="not-listed"),
        pytest.param(
            "docs/conf.py", "NAVIGATION['Read'] += ['docs/three']", "nonexisting document", id="nothing-listed"
        ),
        pytest.param("docs/one.md", None, "docs/two.md: WARNING: no text leads to this page", id="nothing-leads-to-it"),
    ],
)
def test_it_is_refused(tmp_path: Path, page: str, text: str | None, said: str) -> None:
    """A broken copy is not built, and the page is named."""
    site = small(tmp_path / "site")
    with (site / page).open("w" if text is None else "a", encoding="utf-8") as file:
        file.write(f"\n{text or '# One'}\n")
    if page == "docs/three.md":
        with (site / "README.md").open("a", encoding="utf-8") as file:
            file.write("\n[three](docs/three.md)\n")
    done = built(site, tmp_path / "out", "dummy")
    assert done.returncode == 1, done.stderr
    (warning,) = (line for line in done.stderr.replace("\\", "/").splitlines() if "WARNING: " in line)
    assert said in warning


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The true one."""
    source, out = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("built") / "site"
    for page in ROOT.glob("*.md"):
        shutil.copy(page, source)
    shutil.copy(ROOT / "LICENSE", source)
    for name in ("docs", ".github"):
        shutil.copytree(ROOT / name, source / name)
    done = built(source, out, "html")
    assert (done.returncode, done.stderr) == (0, "")
    return out


def test_every_page_is_in_it(site: Path) -> None:
    names = [page.relative_to(ROOT).with_suffix(".html") for page in pages()]
    assert [name for name in names if not (site / name).is_file()] == []
    assert (site / "index.html").read_bytes() == (site / "README.html").read_bytes()


def test_files_beside_the_pages_are_in_it(site: Path) -> None:
    """The picture, and the schemas for whoever follows their link."""
    for name in ("docs/exposure-map.svg", *(str(path.relative_to(ROOT)) for path in ROOT.glob("docs/schema/*.json"))):
        (found,) = site.rglob(Path(name).name)
        assert found.read_bytes() == (ROOT / name).read_bytes()
        assert any(found.name in page.read_text(encoding="utf-8") for page in site.rglob("*.html"))


def test_a_page_leads_to_its_source(site: Path) -> None:
    address = PROJECT["urls"]["Homepage"]
    assert f'href="{address}/blob/main/docs/scan.md?plain=true"' in (site / "docs/scan.html").read_text(
        encoding="utf-8"
    )


def test_no_page_loads_anything_from_elsewhere(site: Path) -> None:
    loads = re.compile(r"<(?!a\b)[a-z]+\b[^>]*?\b(?:src|href|srcset|data|poster)=[\"']?(?:https?:)?//", re.IGNORECASE)
    for page in site.rglob("*.html"):
        assert loads.findall(page.read_text(encoding="utf-8")) == [], page.name
    for style in site.rglob("*.css"):
        assert re.findall(r"(?:url\(|@import)[ '\"]*(?:https?:)?//", style.read_text(encoding="utf-8")) == [], (
            style.name
        )


@pytest.fixture(scope="module")
def tab() -> Iterator[Browser]:
    if program() is None:
        pytest.skip(f"none of {', '.join(PROGRAMS)} is installed")
    with browser() as found:
        yield found


@pytest.mark.parametrize("name", ["index.html", "docs/commands.html", "docs/findings.html", "search.html"])
def test_a_browser_asks_for_files_of_the_site_alone(site: Path, tab: Browser, name: str) -> None:
    tab.open(site / name)
    here = site.as_uri() + "/"
    assert [one for one in tab.requests if not one.startswith((here, "data:"))] == []
    assert len(tab.requests) > 3
    assert tab.console == []


@pytest.mark.parametrize("name", ["index.html", "docs/scan.html", "docs/findings.html", "search.html"])
@pytest.mark.parametrize(("width", "dark"), [(1280, False), (400, True)], ids=["wide", "narrow and dark"])
def test_axe_finds_nothing(site: Path, tab: Browser, name: str, width: int, dark: bool) -> None:
    if not AXE.is_file():
        pytest.skip("axe-core is not installed: npm install --no-save --no-package-lock axe-core@4")
    tab.open(site / name, width=width, dark=dark)
    assert tab.run("document.documentElement.scrollWidth <= innerWidth")
    assert [one for one in tab.axe() if one[1] != "minor"] == []


def test_the_list_of_pages_is_opened_by_keyboard(site: Path, tab: Browser) -> None:
    tab.open(site / "docs/report.html", width=400)
    walked = []
    for _ in range(6):
        tab.press("Tab")
        walked.append(tab.run(_FOCUSED))
    # nothing of the closed list is walked through
    names = [name for name, *_ in walked]
    assert names[:5] == ["Skip to content", "All pages", "colima-guard", walked[3][0], "On this page"]
    tab.open(site / "docs/report.html", width=400)
    tab.press("Tab")
    tab.press("Tab")
    tab.press("Enter")
    expanded = "document.querySelector('[aria-label=\"All pages\"][role=button]').ariaExpanded"
    assert (tab.run(expanded), tab.run("document.activeElement.closest('.sidebar-drawer') !== null")) == ("true", True)
    tab.press("Escape")
    assert (tab.run(expanded), tab.run(_FOCUSED)) == ("false", ["All pages", "button"])


_FOCUSED = """(() => {
  const one = document.activeElement;
  return [one.ariaLabel ?? one.textContent.trim(), one.role];
})()"""


def test_a_part_of_the_theme_that_is_gone_is_told(tmp_path: Path) -> None:
    directory = small(tmp_path / "site")
    with (directory / "docs/conf.py").open("a", encoding="utf-8") as file:
        file.write("\nNAMED['<aside class=\"gone\">'] = ''\n")
    done = built(directory, tmp_path / "out", "html")
    assert (done.returncode != 0, 'the theme has no <aside class="gone"> any more' in done.stderr) == (True, True)
