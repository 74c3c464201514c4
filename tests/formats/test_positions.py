"""Lines and columns of a text are those that counting from its start gives."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from colima_guard.formats.positions import Positions


class Text(Positions):
    def __init__(self, text: str) -> None:
        self.text = text


@given(st.text("a\u2028\r\n"), st.data())
def test_as_counted_from_the_start(text: str, data: st.DataObject) -> None:
    positions = Text(text)
    for at in data.draw(st.lists(st.integers(0, len(text)))):
        assert positions.line(at) == text.count("\n", 0, at) + 1
        assert positions.column(at) == at - text.rfind("\n", 0, at)
