"""The page: one file of HTML with maps in SVG, its style and one small script, and nothing from elsewhere."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from colima_guard.model.named_tuple import NamedTuple
from colima_guard.model.verdict import Verdict
from colima_guard.report.exposure.build import picture, worst_first
from colima_guard.report.exposure.document import untold
from colima_guard.report.exposure.layout import HALF, NARROW, WIDE, Drawing, Form, drawing
from colima_guard.report.exposure.members import may_see_more, members, restarted
from colima_guard.report.exposure.names import Names, count, listed
from colima_guard.report.exposure.picture import Picture
from colima_guard.report.exposure.planned import planned
from colima_guard.report.exposure.tables import occupants, tables
from colima_guard.report.exposure.unfold import Unfold, unfolds
from colima_guard.report.exposure.values import Document, Members

if TYPE_CHECKING:
    from jinja2 import Environment

#: what every page of ours begins with, and nobody else's: it may be overwritten
MARK = "<!doctype html><!-- colima-guard report 1 -->"


class Map(NamedTuple):
    """A picture in every form in which a page has it."""

    id: str
    title: str
    drawings: tuple[Drawing, ...]
    unfolds: tuple[Unfold, ...]


def page(document: Document) -> str:
    """The page of a document of ``report --json``."""
    environment = _environment()
    names = Names(document["home"])
    now = members(document)
    maps = _maps(document, now, names)
    drawn = [f"{one.id}{d.form.name[0]}{box.node.key}" for one in maps for d in one.drawings for box in d.boxes]
    found = tables(document, names, now)
    style = environment.get_template("style.css.j2").render(
        keys=drawn, unfolds=[one for each in maps for one in each.unfolds], tables=found
    )
    script = environment.get_template("pin.js.j2").render()
    return environment.get_template("page.html.j2").render(
        mark=MARK,
        document=document,
        at=document["at"].replace("T", " ").replace("Z", " UTC"),
        policy=names.path(document["status"]["policy"]["path"]),
        allowed=_allowed(document, names),
        said=said(document, now, names),
        maps=maps,
        plan=planned(document, names),
        tables=found,
        notes=[names.text(note) for note in untold(document)],
        style=style,
        script=script,
        style_hash=_hash(style),
        script_hash=_hash(script),
    )


def svg(document: Document) -> str:
    """The map alone, as a file of its own: for a page that shows pictures."""
    names = Names(document["home"])
    now = members(document)
    drawn = drawing(picture(now, names), WIDE)
    return _environment().get_template("alone.svg.j2").render(drawing=drawn, said=" ".join(said(document, now, names)))


def _maps(document: Document, now: Members, names: Names) -> list[Map]:
    today = worst_first(now)
    if document["plan"] is None:
        return [_map("a", "What can be seen now", picture(today, names), (WIDE, NARROW))]
    after = worst_first(members(document, after=True), today)
    forms = (HALF, NARROW)
    return [
        _map("a", "Now", picture(today, names), forms),
        _map("b", "With the plan, and restarted", picture(after, names), forms),
    ]


def _map(id: str, title: str, what: Picture, forms: Sequence[Form]) -> Map:
    drawings = tuple(drawing(what, form) for form in forms)
    return Map(id, title, drawings, tuple(unfolds(id, drawings)))


def said(document: Document, found: Members, names: Names) -> list[str]:
    """What the picture comes to, in sentences: verdicts, secrets within reach, and who can do all that a VM can."""
    rows, plan = document["status"]["instances"], document["plan"]
    lines = [f"{count(len(rows), 'VM')}: {_verdicts(rows)}." if rows else "No VM was found."]
    reached = list(dict.fromkeys(path for row in rows for path in row["within_reach"]))
    shown = listed([names.path(path) for path in reached], 5)
    what = f"{count(len(reached), 'secret')} within reach: {shown}" if reached else "No known secret is in reach"
    more = sum(map(may_see_more, rows))
    lines.append(f"{what}; what {count(more, 'VM')} may see beside that cannot be told." if more else f"{what}.")
    strong = [one for one in occupants(document, found) if one["whole"] is not False]
    if strong:
        of = f"{len(strong):,} of {count(len(document['occupants']), 'container or service')}"
        lines.append(
            f"{of} can do all that their VM can, or may: {listed([names.text(one['name']) for one in strong], 5)}."
        )
    if plan is not None:
        left = dict.fromkeys(one["path"] for one in plan["reach"])
        verdicts = _verdicts([restarted(row) for row in plan["instances"]])
        lines.append(f"With the plan, and restarted: {verdicts}; {count(len(left), 'secret')} within reach.")
    return lines


def _verdicts(rows: Sequence[Document]) -> str:
    """How many there are of each verdict, the worst first."""
    verdicts = [row["verdict"] for row in rows]
    worst_first = (verdict.name for verdict in sorted(Verdict, reverse=True))
    return ", ".join(f"{verdicts.count(name):,} {name}" for name in worst_first if name in verdicts)


def _allowed(document: Document, names: Names) -> str:
    policy = document["plan"]["policy"] if document["plan"] is not None else document["status"]["policy"]
    entries = [f"{names.path(entry['path'])} ({entry['access']})" for entry in policy["allow"]]
    if not policy["saved"]:
        return "nothing, for there is no policy yet"
    return listed(entries, 12) or "nothing"


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@cache
def _environment() -> Environment:
    import jinja2

    return jinja2.Environment(
        loader=jinja2.FunctionLoader(_source),
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=True,
        undefined=jinja2.StrictUndefined,
    )


def _source(name: str) -> str:
    return files("colima_guard").joinpath("templates", "report", name).read_text(encoding="utf-8")
