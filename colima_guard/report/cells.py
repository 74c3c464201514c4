"""How wide a text is in a terminal: a letter of Chinese takes two cells, an accent over another letter none."""

from __future__ import annotations


def cells(text: str) -> int:
    """How many cells a text takes; a NUL stands for a blank that holds words together."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text.replace("\0", " "))


def padded(text: str, width: int) -> str:
    """The text with blanks up to so many cells."""
    return text + " " * (width - cells(text))


def chopped(text: str, width: int) -> list[str]:
    """The text in pieces of at most so many cells, whatever stands there; a letter that is wider is one."""
    if text.isascii():
        return [text[start : start + width] for start in range(0, len(text), width)] or [""]
    pieces = [""]
    # chop_cells of rich drops what takes no cell where nothing follows it
    for letter in text:
        if pieces[-1] and cells(pieces[-1] + letter) > width:
            pieces.append("")
        pieces[-1] += letter
    return pieces
