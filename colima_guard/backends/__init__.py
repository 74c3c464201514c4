"""One package a VM system, all of the same shape."""
