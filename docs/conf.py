"""The documentation as a site, of the Markdown that the code host shows: ``make site``.

The source directory is the top of the repository, so that a link from docs/ to CONTRIBUTING.md leads to the same page
in both places. The navigation stands here alone, and nothing in a page is for this generator.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from docutils import nodes
from pygments.lexers.data import JsonLexer
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError
from sphinx.util import logging

#: what a reader wants, and the pages for it in the order in which they are read
NAVIGATION = {
    "Start": ["docs/start"],
    "Understand": ["docs/understand", "docs/threat-model"],
    "Lock": ["docs/lock", "docs/policy", "docs/history-and-rollback", "docs/troubleshooting"],
    "Prove": ["docs/proof", "docs/evidence"],
    "Scan": ["docs/scan", "docs/report"],
    "Fleet": ["docs/bootstrap", "docs/fleet"],
    "VM systems": [
        "docs/colima",
        "docs/lima",
        "docs/docker-desktop",
        "docs/podman",
        "docs/rancher-desktop",
        "docs/finch",
        "docs/wsl",
        "docs/multipass",
        "docs/other-systems",
    ],
    "Reference": [
        "docs/commands",
        "docs/findings",
        "docs/secrets",
        "docs/exit-codes",
        "docs/json",
        "docs/performance",
    ],
    "Project": ["CHANGELOG", "CONTRIBUTING", "SECURITY", "CODE_OF_CONDUCT"],
}

project = html_title = "colima-guard"
root_doc = "README"
extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
include_patterns = ["*.md", "docs/**"]
exclude_patterns = [".*", "build", "dist", "node_modules"]
# headings have the anchors that the code host gives them
myst_heading_anchors = 6
# text as it is written
smartquotes = False
highlight_language = "text"
# colours alone: an output of ours is no shell session to the last quote
suppress_warnings = ["misc.highlighting_failure"]
# scripts and styles of its own, fonts of the system: nothing is fetched from elsewhere
html_theme = "furo"
html_theme_options = {
    "source_repository": "https://github.com/colima-guard/colima-guard/",
    "source_branch": "main",
    "source_directory": "",
}
html_copy_source = False
# a browser lets no page read another one from a disk
html_show_search_summary = False
html_show_copyright = False
html_use_index = False
html_static_path = ["site"]
html_css_files = ["drawers.css"]
html_js_files = ["keyboard.js"]
#: parts of the theme that a screen reader has no name or level for, and what is written in their place
NAMED = {
    '<p class="caption" role="heading">': '<p class="caption" role="heading" aria-level="2">',
    '<aside class="sidebar-drawer">': '<aside class="sidebar-drawer" aria-label="All pages">',
    '<aside class="toc-drawer': '<aside aria-label="On this page" class="toc-drawer',
    '<div class="content-icon-container">': '<div class="content-icon-container" role="region" aria-label="Tools">',
}
#: the page of search has no heading before something was searched for
SEARCH = {'<div id="search-results">': '<h1>Search</h1>\n<div id="search-results">'}


def add_navigation(app: Sphinx, docname: str, source: list[str]) -> None:
    """Puts the list of all pages behind the text of the first one, where the code host would show it as code."""
    if docname == root_doc:
        for caption, pages in NAVIGATION.items():
            source[0] += "\n".join(["", "```{toctree}", ":hidden:", f":caption: {caption}", "", *pages, "```", ""])


def note_links(app: Sphinx, doctree: nodes.document) -> None:
    """Keeps to which pages the text of this one leads; the navigation is no link."""
    links = {node["reftarget"] for node in doctree.findall(pending_xref) if node.get("refdomain") == "doc"}
    app.env.metadata[app.env.docname]["links"] = sorted(links)


def warn_of_pages_that_nothing_leads_to(app: Sphinx, env: BuildEnvironment) -> None:
    """Follows the links of texts from the first page on, as a reader on the code host has to."""
    seen: set[str] = set()
    ahead = [root_doc]
    while ahead:
        page = ahead.pop()
        if page not in seen:
            seen.add(page)
            ahead += env.metadata[page].get("links", ())
    for page in sorted(env.found_docs - seen):
        logging.getLogger(__name__).warning("no text leads to this page", location=page)


def name_first_page(app: Sphinx, exception: Exception | None) -> None:
    """Gives the first page a second name, the one that a browser is led to."""
    if exception is None and app.builder.format == "html":
        shutil.copyfile(Path(app.outdir, f"{root_doc}.html"), Path(app.outdir, "index.html"))


def name_parts(app: Sphinx, exception: Exception | None) -> None:
    """Names the parts of every page. Raises ``ExtensionError`` where the theme has one no more."""
    if exception is not None or app.builder.format != "html":
        return
    for page in Path(app.outdir).rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        for part, named in (NAMED | (SEARCH if page.name == "search.html" else {})).items():
            if part not in text:
                raise ExtensionError(f"{page.name}: the theme has no {part} any more (docs/conf.py)")
            text = text.replace(part, named)
        page.write_text(text, encoding="utf-8")


def setup(app: Sphinx) -> None:
    app.add_lexer("jsonc", JsonLexer)
    app.connect("source-read", add_navigation)
    app.connect("doctree-read", note_links)
    app.connect("env-check-consistency", warn_of_pages_that_nothing_leads_to)
    app.connect("build-finished", name_parts, priority=400)
    app.connect("build-finished", name_first_page)
