"""An edit that went wrong is refused by its proof: here it is made wrong on purpose, once the spans are known."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType

import pytest

from colima_guard.formats.json import edit as json_edit
from colima_guard.formats.refused import EditRefused
from colima_guard.formats.toml import edit as toml_edit
from colima_guard.formats.yaml import edit as yaml_edit
from colima_guard.formats.yaml.change import Entries, Entry

YAML = b"# mine\ncpu: 2\nmounts:\n  - location: ~/old # old\n    writable: true\ndisk: 60 # GiB\n"
JSON = b'{\n  "cpus": 4,\n  "filesharingDirectories": ["/Users"],\n  "other": {"a": [1, 2]}\n}\n'
TOML = b"# mine\ncpus = 4\n[machine]\nvolumes = [\n  '/Users', # old\n]\nother = {a = [1, 2]}\n"
Wrong = Callable[[str], str]

ALIKE: dict[str, Wrong] = {
    "nothing was done": lambda text: text,
    "cut": lambda text: text[: len(text) // 2],
    "empty": lambda text: "",
    "twice": lambda text: text + text,
    "a last line end more": lambda text: text + "\n",
    "a character in front": lambda text: " " + text,
}
OF_YAML: dict[str, Wrong] = {
    **ALIKE,
    "another value": lambda text: text.replace("cpu: 2", "cpu: 3"),
    "another kind of value": lambda text: text.replace("disk: 60", 'disk: "60"'),
    "a comment": lambda text: text.replace("# mine\n", ""),
    "a comment elsewhere": lambda text: text.replace(" # GiB", ""),
    "a key more": lambda text: text + "rosetta: true\n",
    "a key less": lambda text: text.replace("cpu: 2\n", ""),
    "another path": lambda text: text.replace("~/new", "~"),
    "a path more": lambda text: text.replace("  - location: ~/new", "  - location: ~\n  - location: ~/new"),
    "no path": lambda text: text.replace("~/new", '""'),
    "other access": lambda text: text.replace("writable: false", "writable: true"),
    "a tag": lambda text: text.replace("mounts:", "mounts: !!seq"),
    "an anchor": lambda text: text.replace("cpu: 2", "cpu: &a 2"),
    "order": lambda text: "disk: 60 # GiB\n" + text.replace("disk: 60 # GiB\n", ""),
    "line ends": lambda text: text.replace("\n", "\r\n"),
}
OF_JSON: dict[str, Wrong] = {
    **ALIKE,
    "another value": lambda text: text.replace("4", "5"),
    "a boolean for a number": lambda text: text.replace("[1, 2]", "[true, 2]"),
    "a key more": lambda text: text.replace("{\n", '{\n  "more": 1,\n', 1),
    "a key less": lambda text: text.replace('  "cpus": 4,\n', ""),
    "the key twice": lambda text: text.replace('"cpus": 4', '"cpus": 4, "filesharingDirectories": ["/"]'),
    "the key in another case": lambda text: text.replace('"cpus": 4', '"cpus": 4, "FileSharingDirectories": ["/"]'),
    "another path": lambda text: text.replace("/new", "/"),
    "a path more": lambda text: text.replace('"/new"', '"/new", "/"'),
    "no path": lambda text: text.replace('"/new"', ""),
    "order": lambda text: text.replace('"cpus": 4', '"_"').replace('"a": [1, 2]', '"cpus": 4').replace('"_"', '"a": 1'),
    "an indentation": lambda text: text.replace('  "cpus"', '    "cpus"'),
}
OF_TOML: dict[str, Wrong] = {
    **ALIKE,
    "another value": lambda text: text.replace("4", "5"),
    "a boolean for a number": lambda text: text.replace("[1, 2]", "[true, 2]"),
    "a key more": lambda text: text + "more = 1\n",
    "a key less": lambda text: text.replace("cpus = 4\n", ""),
    "the key in another case": lambda text: text + "Volumes = ['/']\n",
    "another path": lambda text: text.replace("/new", "/"),
    "a path more": lambda text: text.replace('"/new",', '"/new", "/",'),
    "no path": lambda text: text.replace('"/new",', ""),
    "another table": lambda text: text.replace("[machine]", "[machines]"),
    "a table more": lambda text: text + "[engine]\n",
    "a comment": lambda text: text.replace("# mine\n", ""),
    "a comment within the list": lambda text: text.replace("# old", ""),
    "line ends": lambda text: text.replace("\n", "\r\n"),
    "no TOML": lambda text: text.replace("cpus = 4", "cpus = "),
}


def broken(monkeypatch: pytest.MonkeyPatch, module: ModuleType, wrong: Wrong) -> None:
    """What is spliced comes out wrong, unless nothing is to be spliced at all."""
    right = module.apply
    original = wrong(OLD[module]) if wrong is ALIKE["nothing was done"] else None
    monkeypatch.setattr(module, "apply", lambda text, spans: original or wrong(right(text, spans)))


OLD: dict[ModuleType, str] = {yaml_edit: YAML.decode(), json_edit: JSON.decode(), toml_edit: TOML.decode()}


def edited(module: ModuleType) -> bytes:
    if module is json_edit:
        return json_edit.edit(JSON, "filesharingDirectories", ["/new"])
    if module is toml_edit:
        return toml_edit.edit(TOML, ("machine", "volumes"), ["/new"], folded=True)
    return yaml_edit.edit(YAML, [Entries("mounts", (Entry((("location", "~/new"), ("writable", False))),))])


@pytest.mark.parametrize("module", [yaml_edit, json_edit, toml_edit])
def test_right_it_is_taken(module: ModuleType) -> None:
    assert b"/new" in edited(module) and b"old" not in edited(module).replace(b"# old", b"")


@pytest.mark.parametrize("what", OF_YAML)
def test_yaml(monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    refused(monkeypatch, yaml_edit, OF_YAML[what])


@pytest.mark.parametrize("what", OF_JSON)
def test_json(monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    refused(monkeypatch, json_edit, OF_JSON[what])


@pytest.mark.parametrize("what", OF_TOML)
def test_toml(monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    refused(monkeypatch, toml_edit, OF_TOML[what])


def refused(monkeypatch: pytest.MonkeyPatch, module: ModuleType, wrong: Wrong) -> None:
    right = edited(module).decode()
    assert wrong(right) != right or wrong is ALIKE["nothing was done"], "this makes nothing wrong"
    broken(monkeypatch, module, wrong)
    with pytest.raises(EditRefused, match="cannot be proved"):
        edited(module)
