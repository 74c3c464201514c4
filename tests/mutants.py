"""How many of the mutants that were tried were noticed: ``python -m tests.mutants``, after ``mutmut run``.

Ends with 1 where fewer than nine of ten were. Which survive, and why, is in docs/evidence.md.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

STATS = Path("mutants/mutmut-cicd-stats.json")
LEAST = 0.9


def share(stats: dict[str, int]) -> float:
    """How many of ten mutants were noticed, as a fraction; those that no test reaches count as not noticed."""
    tried = sum(stats.get(kind, 0) for kind in ("killed", "survived", "timeout", "suspicious", "no_tests", "segfault"))
    noticed = stats.get("killed", 0) + stats.get("timeout", 0)
    return noticed / tried if tried else 0.0


if __name__ == "__main__":
    found = share(json.loads(STATS.read_text(encoding="utf-8")))
    print(f"{found:.1%} of the mutants were noticed")
    sys.exit(found < LEAST)
