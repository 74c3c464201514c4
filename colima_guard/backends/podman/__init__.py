"""Podman machine: VMs by applehv, libkrun, QEMU and Hyper-V; what they share is decided when each is made."""
