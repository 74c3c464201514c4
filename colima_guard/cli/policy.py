"""``colima-guard policy``."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from colima_guard import exits
from colima_guard.cli.options import as_json, narrowing
from colima_guard.errors import UsageError
from colima_guard.host.machine import Host
from colima_guard.model.policy import Policy

ACTIONS = ("show", "path", "validate", "schema")


@click.command("policy", epilog="Example:  colima-guard policy validate ~/dotfiles/policy.yaml")
@click.argument("action", type=click.Choice(ACTIONS))
@click.argument("file", required=False, metavar="[FILE]")
@click.option("--instance", metavar="NAME", help="With show: as it applies to this instance.")
@narrowing
@as_json
@click.pass_obj
def policy_command(
    host: Host, action: str, file: str | None, instance: str | None, project: str | None, json_: bool
) -> int:
    """Show or check the policy.

    show prints it as it applies: included files, exceptions, accepted findings. path prints where it is saved.
    validate checks the saved one, FILE, or standard input for -, and prints what is wrong with its line. schema
    prints the JSON Schema of the file.
    """
    if file is not None and action != "validate":
        raise UsageError(f"policy {action} takes no file", do="colima-guard policy validate FILE")
    if action == "schema":
        from colima_guard.policy.schema import schema_text

        click.echo(schema_text(), nl=False)
        return exits.OK
    from colima_guard.host.own_files import policy_path

    if action == "path":
        if json_:
            return _path(host)
        sys.stdout.buffer.write(policy_path(host).encode("utf-8", "surrogateescape") + b"\n")
        return exits.OK
    if action == "validate" and file is not None:
        from colima_guard.policy.choose import from_file

        return _validated(host, from_file(host, file).policy, "standard input" if file == "-" else file, json_)
    from colima_guard.policy.choose import applicable, saved

    if action == "validate":
        return _validated(host, saved(host), policy_path(host), json_)
    policy = applicable(host, project)
    policy = policy.of(instance) if instance else policy
    _print(host, policy, json_)
    return exits.OK


def _path(host: Host) -> int:
    from colima_guard.host.own_files import policy_path
    from colima_guard.report.document import SCHEMA, dump

    path = policy_path(host)
    document = {"schema": SCHEMA, "ok": True, "home": host.home, "path": path, "exists": host.exists(path)}
    click.echo(dump(document))
    return exits.OK


def _validated(host: Host, policy: Policy, name: str, json_: bool) -> int:
    from colima_guard.policy.directory import collapsed
    from colima_guard.policy.recheck import require_shareable
    from colima_guard.report.fit import tell
    from colima_guard.report.text import told

    collapsed(host, policy.allow.entries)
    notes = require_shareable(host, policy)
    if json_:
        _print(host, policy, json_, notes)
        return exits.OK
    tell(host, told(host, f"{name}: a policy that is understood"))
    for note in notes:
        tell(host, told(host, note))
    return exits.OK


def _print(host: Host, policy: Policy, json_: bool, notes: Sequence[str] = ()) -> None:
    from colima_guard.report.document import SCHEMA, dump
    from colima_guard.report.fit import tell
    from colima_guard.report.policy import policy_lines
    from colima_guard.report.policy_document import policy_document
    from colima_guard.report.text import told

    if json_:
        document = {"schema": SCHEMA, "ok": True, "home": host.home, "policy": policy_document(policy)}
        click.echo(dump({**document, "notes": list(notes)}))
        return
    for line in policy_lines(host, policy):
        tell(host, told(host, line))
