"""``python -m colima_guard``."""

import sys

from colima_guard.entry import main

if __name__ == "__main__":
    sys.exit(main())
