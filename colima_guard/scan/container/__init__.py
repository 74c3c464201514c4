"""Containers of an engine, by what ``inspect`` of its client prints: what each holds of the VM."""
