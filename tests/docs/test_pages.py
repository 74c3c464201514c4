"""What is generated in the pages is as it must be, every link leads somewhere, and the examples are what they say."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest

from colima_guard import __version__
from colima_guard.cli.root import COMMANDS
from colima_guard.policy.schema import schema_text
from demo.story import STORY
from tests.docs import findings_index, outputs, places, reference, schema
from tests.docs.generate import COMMANDS as COMMANDS_PAGE
from tests.docs.generate import EXPOSURE_MAP, POLICY_SCHEMA, ROOT, SECRETS, pages

PAGES = [str(page.relative_to(ROOT)) for page in pages()]
_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_command_reference_is_up_to_date() -> None:
    assert COMMANDS_PAGE.read_text(encoding="utf-8") == reference.page(), "run: make docs"


def test_schema_of_the_policy_is_up_to_date() -> None:
    assert POLICY_SCHEMA.read_text(encoding="utf-8") == schema_text(), "run: make docs"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_of_a_command_is_in_its_section(name: str) -> None:
    section = read("docs/commands.md").split(f"\n## {name}\n")[1].split("\n## ")[0]
    spellings = [text for param in reference.command(name).params for text in [*param.opts, *param.secondary_opts]]
    options = [text for text in spellings if text.startswith("-")]
    assert [text for text in options if not re.search(rf"`{text}[` ]", section)] == []


@pytest.mark.parametrize("name", PAGES)
def test_tables_of_the_schema_are_up_to_date(name: str) -> None:
    assert schema.with_tables(read(name)) == read(name), "run: make docs"


def test_places_worth_protecting_are_up_to_date() -> None:
    assert SECRETS.read_text(encoding="utf-8") == places.page(), "run: make docs"


def test_index_of_the_findings_is_up_to_date() -> None:
    text = read("docs/findings.md")
    assert "\n| [CG101](#cg101) | " in text
    assert findings_index.with_index(text) == text, "run: make docs"


# what can be seen depends on the platform: elsewhere the VM has another transport by default
@pytest.mark.skipif(sys.platform != "linux", reason="the pages show the outputs of Linux")
@pytest.mark.parametrize("name", [name for name in PAGES if "<!-- demo: " in read(name)])
def test_outputs_are_those_of_the_program(name: str) -> None:
    assert outputs.with_outputs(read(name)) == read(name), "run: make docs"


@pytest.mark.skipif(sys.platform != "linux", reason="the pages show the outputs of Linux")
def test_the_picture_is_that_of_the_program() -> None:
    drawn = EXPOSURE_MAP.read_text(encoding="utf-8")
    assert outputs.exposure_map() == drawn, "run: make docs"
    assert "<script" not in drawn
    assert f"docs/{EXPOSURE_MAP.name}" in read("README.md").split("\n## ")[0]


def test_readme_shows_the_one_command_and_its_output() -> None:
    text = read("README.md")
    assert "<!-- demo: colima-guard lock --yes --projects ~/sites ~/projects -->" in text
    assert "<!-- demo: colima-guard status" in text
    assert {"make demo", "make test"} <= set(re.findall(r"^make \w+", text, re.MULTILINE))


@pytest.mark.parametrize("name", PAGES)
def test_every_link_leads_somewhere(name: str) -> None:
    page = ROOT / name
    assert [link for link in _LINK.findall(page.read_text(encoding="utf-8")) if not _leads(page, link)] == []


def _leads(page: Path, link: str) -> bool:
    if link.startswith("https://"):
        return True
    path, _, anchor = link.partition("#")
    target = (page.parent / path).resolve() if path else page
    return target.is_file() and (not anchor or anchor in _anchors(target))


def _anchors(page: Path) -> set[str]:
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    titles = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    made = {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}
    return made | set(re.findall(r'<a id="([^"]+)">', text))


@pytest.mark.parametrize("name", PAGES)
def test_every_json_example_parses(name: str) -> None:
    for block in re.findall(r"```json\n(.*?)```", read(name), re.DOTALL):
        json.loads(block)


def test_every_page_can_be_reached_from_the_readme() -> None:
    seen: set[Path] = set()
    ahead = [ROOT / "README.md"]
    while ahead:
        page = ahead.pop()
        if page not in seen:
            seen.add(page)
            links = (link.partition("#")[0] for link in _LINK.findall(page.read_text(encoding="utf-8")))
            ahead += [(page.parent / link).resolve() for link in links if link.endswith(".md") and "://" not in link]
    assert [name for name in PAGES if ROOT / name not in seen] == []


def test_changelog_knows_this_release() -> None:
    assert f"## [{__version__}]" in read("CHANGELOG.md")


def test_no_output_calls_anything_safe() -> None:
    """A promise: what can be seen is shown, and nothing is called safe."""
    shown = " ".join(outputs.output(step.line) for step in STORY)
    assert re.findall(r"\b(safe|secure)\b", shown, re.IGNORECASE) == []
