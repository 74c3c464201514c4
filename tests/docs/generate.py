"""Writes what is generated in README.md and docs/: ``make docs``."""

from __future__ import annotations

from pathlib import Path

from colima_guard.policy.schema import schema_text
from release import manual
from tests.docs import findings_index, outputs, places, reference, schema

ROOT = Path(__file__).parents[2]
COMMANDS = ROOT / "docs/commands.md"
SECRETS = ROOT / "docs/secrets.md"
EXPOSURE_MAP = ROOT / "docs/exposure-map.svg"
POLICY_SCHEMA = ROOT / "docs/schema/colima-guard-policy-1.schema.json"


def pages() -> list[Path]:
    """Every page that a reader finds."""
    return sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


def generated(page: Path) -> str:
    """The page with its generated parts as they must be."""
    if page == COMMANDS:
        return reference.page()
    if page == SECRETS:
        return places.page()
    if page == POLICY_SCHEMA:
        return schema_text()
    if page == EXPOSURE_MAP:
        return outputs.exposure_map()
    if page == manual.PATH:
        return manual.page()
    text = page.read_text(encoding="utf-8")
    return findings_index.with_index(schema.with_tables(outputs.with_outputs(text)))


if __name__ == "__main__":
    for page in sorted({*pages(), COMMANDS, SECRETS, POLICY_SCHEMA, EXPOSURE_MAP, manual.PATH}):
        text = generated(page)
        if not page.exists() or page.read_text(encoding="utf-8") != text:
            page.write_text(text, encoding="utf-8")
            print(page.relative_to(ROOT))
