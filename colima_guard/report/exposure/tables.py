"""The tables under the map: all that the picture has no room for, in words."""

from __future__ import annotations

from collections.abc import Sequence

from colima_guard.model.named_tuple import NamedTuple
from colima_guard.report.exposure import rows
from colima_guard.report.exposure.build import badness, worst_first
from colima_guard.report.exposure.cells import Cell
from colima_guard.report.exposure.names import Names
from colima_guard.report.exposure.values import ENGINE, Document, Members

#: rows that are shown at once, and that are shown at all
SHOWN, ROWS = 25, 1500


class Table(NamedTuple):
    """A table with its first rows apart, and how many it would have."""

    id: str
    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    more: tuple[tuple[Cell, ...], ...]
    left_out: int
    empty: str
    #: the command that has all of it
    command: str


def tables(document: Document, names: Names, found: Members) -> tuple[Table, ...]:
    """All of them, in the order of the page, each the worst first; ``found`` is what the document tells."""
    order = {vm.name: number for number, vm in enumerate(worst_first(found).vms)}
    status = sorted(document["status"]["instances"], key=lambda row: order[row["name"]])
    return (
        _table("instances", "VMs", ("VM", "Verdict", "Sees", "Within reach", "State", "Files"),
               [rows.instance(row, names) for row in status], "no VM was found", "status --json"),
        _table("findings", "Findings", ("Severity", "About", "What", "Where", "What to do"),
               rows.findings(document, names), "nothing was found", "status --json"),
        _table("occupants", "Containers and services", ("Name", "On", "How", "Reaches", "Why"),
               [rows.occupant(one, names) for one in occupants(document, found)],
               "no engine that runs was found, and no project is known (--projects DIR)", "scan --engine --json"),
        _table("proofs", "Proofs", ("VM", "Result", "When (UTC)", "Why no better", "Of these files (SHA-256)"),
               [rows.proof_row(row, names) for row in status if row["proof"] is not None],
               "no proof is of what runs now: colima-guard verify", "verify --json"),
        _table("history", "Changes", ("When (UTC)", "Command", "State", "Files"),
               [rows.change(one, names) for one in document["history"]["changes"]],
               _unchanged(document), "history --json"),
    )  # fmt: skip


def _table(
    id: str, title: str, heads: tuple[str, ...], found: Sequence[tuple[Cell, ...]], empty: str, command: str
) -> Table:
    shown, more = tuple(found[:SHOWN]), tuple(found[SHOWN:ROWS])
    return Table(id, title, heads, shown, more, max(0, len(found) - ROWS), empty, command)


def _unchanged(document: Document) -> str:
    return "what was changed is not known" if "error" in document["status"] else "no change was made yet"


def occupants(document: Document, found: Members) -> list[Document]:
    """What a document has of containers and services, the worst first; ``found`` is what it tells."""
    residents = [one for one in found.residents if one.kind != ENGINE]
    pairs = sorted(zip(residents, document["occupants"], strict=True), key=lambda pair: badness(pair[0]))
    return [one for _, one in pairs]
