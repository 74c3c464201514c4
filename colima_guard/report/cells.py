"""How wide a text is in a terminal: a letter of Chinese takes two cells, an accent over another letter none."""

from __future__ import annotations


def cells(text: str) -> int:
    """How many cells a text takes."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def padded(text: str, width: int) -> str:
    """The text with blanks up to so many cells."""
    return text + " " * (width - cells(text))


def chopped(text: str, width: int) -> list[str]:
    """The text in pieces of at most so many cells, whatever stands there."""
    if text.isascii():
        return [text[start : start + width] for start in range(0, len(text), width)]
    from rich.cells import chop_cells

    return chop_cells(text, width)
