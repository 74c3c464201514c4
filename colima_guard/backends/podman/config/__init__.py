"""``containers.conf``: which files count, in which order, and what they make of ``[machine] volumes``."""
