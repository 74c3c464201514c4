"""The engines on this machine and in its VMs, asked what containers they have; none is started for it."""
