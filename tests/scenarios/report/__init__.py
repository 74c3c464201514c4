"""``report``, ``lock --report`` and ``status --map``."""
