"""Comments that ignore a finding: which text is one, which line it is about, and what does not count."""

from __future__ import annotations

import pytest

from colima_guard.scan.ignore.ignore import Ignore, ignores

MARK = "colima-guard: ignore[CG423] known"


def of(text: str, file: str = "/p/compose.yaml") -> list[Ignore]:
    return ignores(file, text.encode())


def lines(text: str, file: str = "/p/compose.yaml") -> list[int]:
    """The lines that the comments of a text are about, all of which count."""
    found = of(text, file)
    assert [one.problem for one in found] == [""] * len(found)
    return [one.line for one in found]


@pytest.mark.parametrize(
    ("text", "about"),
    [
        (f"a: 1 # {MARK}\n", [1]),
        (f"a: 1\n# {MARK}\nb: 2\n", [3]),
        (f"a:\n  # {MARK}\n  # and another comment\n  - x\n", [4]),
        # behind a value it is about its own line alone
        (f"a:\n  - x # {MARK}\n  - y\n", [2]),
        (f"a: [x, # {MARK}\n  y]\n", [1]),
        (f"a: {{x: 1}} # {MARK}\n", [1]),
        (f'a: "x" # {MARK}\n', [1]),
        (f"a: &n !!str x # {MARK}\n", [1]),
        (f"a: | # {MARK}\n  text\n", [1]),
        (f"a: x\n--- # {MARK}\nb: x # {MARK}\n", [2, 3]),
        (f"--- {{}}\n---\n# {MARK}\nb: x\n", [4]),
        (f"\ufeff# {MARK}\r\na: x\r\n", [2]),
        (f"a: x #{MARK}\n", [1]),
        (f"a: x #   {MARK}   \n", [1]),
        (f"a: x # {MARK}", [1]),
        # text that is no comment
        (f'a: "x # {MARK}"\n', []),
        (f"a: 'x\n\n  # {MARK}'\n", []),
        (f"a: x#{MARK}\n", []),
        (f"a: |\n  # {MARK}\n  y\n", []),
        (f"a: >-\n  x\n\n  # {MARK}\nb: 1\n", []),
        (f"a: x\n---\nb: |\n  # {MARK}\n", []),
        (f"// {MARK}\na: x\n", []),
        # another comment that names it, and a text that is none at all
        (f"a: x # see {MARK}\n", []),
        (f"a: [ # {MARK}\n", []),
        (f"a: x # {MARK}\n\x00", []),
    ],
)
def test_in_yaml(text: str, about: list[int]) -> None:
    assert lines(text) == about


@pytest.mark.parametrize(
    ("text", "about"),
    [
        (f'{{\n  "mounts": ["x"] // {MARK}\n}}\n', [2]),
        (f'{{\n  // {MARK}\n  "mounts": ["x"]\n}}\n', [3]),
        (f'{{\n  /* {MARK} */ "mounts": ["x"]\n}}\n', [2]),
        (f'{{\n  /* {MARK} */\n  // more\n  "mounts": ["x"]\n}}\n', [4]),
        (f"{{}} // {MARK}\n", [1]),
        (f'{{\r\n  "a": 1, // {MARK}\r\n}}\r\n', [2]),
        # text that is no comment, or goes on over its line
        (f'{{"a": "// {MARK}"}}\n', []),
        (f'{{"a": "\\"// {MARK}"}}\n', []),
        (f'{{\n  /*\n   {MARK} */ "a": 1}}\n', []),
        (f'{{\n  /* {MARK}\n  */ "a": 1}}\n', []),
        (f'{{\n  # {MARK}\n  "a": 1}}\n', []),
    ],
)
def test_in_json_with_comments(text: str, about: list[int]) -> None:
    assert lines(text, "/p/.devcontainer/devcontainer.json") == about


def test_what_it_says() -> None:
    (one,) = of("a: x  # colima-guard: ignore[CG423, CG424,CG423]  it is  a test: [1]\n")
    assert (one.ids, one.reason, one.where.line, one.where.column) == (("CG423", "CG424"), "it is  a test: [1]", 1, 7)


@pytest.mark.parametrize(
    ("comment", "problem"),
    [
        ("colima-guard: ignore[CG423]", "it gives no reason"),
        ("colima-guard: ignore[CG423]   ", "it gives no reason"),
        ("colima-guard: ignore", "it is not written as"),
        ("colima-guard: ignore because", "it is not written as"),
        ("colima-guard ignore[CG423] known", "it is not written as"),
        ("Colima-Guard: ignore[CG423] known", "it is not written as"),
        ("colima-guard: ignore[CG423 known", "it is not written as"),
        ("colima-guard: ignore[] known", "there is no finding ``"),
        ("colima-guard: ignore[CG423,] known", "there is no finding ``"),
        ("colima-guard: ignore[*] known", "there is no finding `*`"),
        ("colima-guard: ignore[cg423] known", "there is no finding `cg423`"),
        ("colima-guard: ignore[CG999] known", "there is no finding `CG999`"),
        ("colima-guard: ignore[CG423,CG420] known", "CG420 is accepted by the policy only"),
        ("colima-guard: ignore[CG421] known", "CG421 is accepted by the policy only"),
        ("colima-guard: ignore[CG101] known", "CG101 is not ignored by a comment"),
    ],
)
def test_what_does_not_count(comment: str, problem: str) -> None:
    for text, file in ((f"a: x # {comment}\n", "/p/compose.yaml"), (f"{{}} // {comment}\n", "/p/devcontainer.json")):
        (one,) = of(text, file)
        assert problem in one.problem
