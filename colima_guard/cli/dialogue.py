"""What a command line shows, asks and says while a lock is made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from colima_guard.cli.confirm import agreed
from colima_guard.cli.look import look
from colima_guard.host.machine import Host
from colima_guard.judge.row import Selection
from colima_guard.lock.held_files import Split
from colima_guard.lock.proposal import Proposal
from colima_guard.model.plan import Refusal
from colima_guard.report import change as report
from colima_guard.report.diff import written
from colima_guard.report.fit import tell
from colima_guard.report.text import printable, refused, told

if TYPE_CHECKING:
    from colima_guard.scan.forecast import Forecast


@dataclass
class Terminal:
    """The dialogue of a command line; with ``json`` nothing but the document goes to standard output."""

    host: Host
    selection: Selection
    yes: bool
    json: bool
    #: a page is drawn of it
    drawing: bool = False
    #: new files are shown whole
    verbose: bool = False
    #: what the change does to projects and containers, once it was shown
    forecast: Forecast | None = None

    def show(self, proposal: Proposal) -> None:
        if not proposal.before.rows:
            look(self.host, proposal.before.policy, self.selection)  # raises with what there is instead
        if not self.json:
            report.show_proposal(self.host, proposal, whole=self.verbose)
        self._foresee(proposal)

    def _foresee(self, proposal: Proposal) -> None:
        from colima_guard.report.impact import impact_lines
        from colima_guard.scan.forecast import forecast

        self.forecast = forecast(self.host, proposal.before, proposal.after, for_a_page=self.drawing)
        quiet = not proposal.plan and self.forecast.effects is not None and not self.forecast.changes
        if not self.json and not quiet:
            for line in impact_lines(self.host, self.forecast):
                tell(self.host, line)

    def agrees(self, split: Split) -> bool:
        return agreed(report.question(split), yes=self.yes, json=self.json)

    def say(self, text: str) -> None:
        tell(self.host, told(self.host, text), err=True)

    def quote(self, line: str) -> None:
        click.echo(f"  {printable(line)}", err=True)

    def not_done(self, refusal: Refusal) -> None:
        text = told(self.host, f"not done: {refused(self.host, refusal)}")
        tell(self.host, text, err=True, fg="red")

    def written(self, change: str) -> None:
        if not self.json:
            tell(self.host, written(change))
