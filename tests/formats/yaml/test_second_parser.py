"""Where two parsers make different trees of a text it is not changed, and the first line that differs is named."""

from __future__ import annotations

import pytest

from colima_guard.formats.refused import EditRefused
from colima_guard.formats.yaml.compose import compose
from colima_guard.formats.yaml.read import read_twice
from colima_guard.formats.yaml.second_parser import refuse_other_reading
from colima_guard.formats.yaml.source import Source

TEXT = "a: 1 # c\nb:\n- x\n- {y: 'z'}\n"
#: a tree that another parser would have made, and what is said of it
OTHER = {
    TEXT: None,
    TEXT.replace("1", "2"): "two YAML parsers read line 1 differently",
    TEXT.replace("- x", "- w"): "two YAML parsers read line 3 differently",
    TEXT.replace("'z'", "zzz"): "two YAML parsers read line 4 differently",
    TEXT.replace("'z'", '"z"'): "two YAML parsers read line 4 differently",
    TEXT.replace("- x\n", "- 'x'\n"): "two YAML parsers read line 3 differently",
    TEXT + "- w\n": "two YAML parsers read line 3 differently",
    TEXT.replace("x", "!!str x"): "an anchor or a tag is written in a way that is not understood",
    TEXT.replace("x", "&x x"): "an anchor or a tag is written in a way that is not understood",
}


@pytest.mark.parametrize("other", OTHER)
def test_what_differs_is_named(other: str) -> None:
    root = compose(other).root
    assert root is not None
    source = Source(TEXT, False, root, False)
    if (reason := OTHER[other]) is None:
        refuse_other_reading(source)
        return
    with pytest.raises(EditRefused) as refused:
        refuse_other_reading(source)
    number = reason.split()[5] if "line" in reason else "3"
    assert (refused.value.reason, str(refused.value.line)) == (reason, number)


def test_what_the_other_one_does_not_read_or_sees_nothing_in() -> None:
    root = compose("a: 1\nb: 2\n").root
    assert root is not None
    for text, reason, line in (
        ("a: 1\nb: [\n", "two YAML parsers read line 3 differently", 3),
        ("# c\n# d\n# ", "two YAML parsers read this file differently", None),
    ):
        with pytest.raises(EditRefused) as refused:
            refuse_other_reading(Source(text, False, root, False))
        assert (refused.value.reason, refused.value.line) == (reason, line), text


@pytest.mark.parametrize(
    "text",
    [
        "a\tb: 1\nc: 2\n",  # a tab in the first word of all
        "a: b\tc\nd: 'e\tf'\n",
        "a:\t1\t# c\td\n",
        'a: 1\r\nb: "c\td"\r\n',
        "a: 1 # c: [\u2028b: 2\n",
        "a: 1 # \x85b: 2\n",
        "a: 1\n---\nb: [\n",
        "a: |\n  b\tc\n  # d\n",
    ],
)
def test_forms_that_the_other_one_is_only_less_able_to_read(text: str) -> None:
    source = read_twice(text.encode())
    assert source.text == text


def test_the_other_one_is_not_the_same_one() -> None:
    # libyaml ends the anchor before the colon, ruamel at the space: what this file says is not known
    with pytest.raises(EditRefused) as refused:
        read_twice(b"a: 1\nb: &a:b x\n")
    assert (refused.value.reason, refused.value.line) == ("two YAML parsers read line 2 differently", 2)
