"""Values and rules that know no VM system. No I/O."""
