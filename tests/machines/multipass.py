"""A pretended Multipass: a `multipass` that keeps its setting in a file, and prints as the real one does."""

from __future__ import annotations

from colima_guard.host.values import Platform
from tests.conftest import Machine

INSTANCE = "multipass/(new)"
SETTING = "multipass local.privileged-mounts"

#: its daemon starts anew by a change: it then does not answer so often as ``away`` says
_MULTIPASS = """\
echo "$*" >> "$HOME/said"
KEY=local.privileged-mounts
case "$*" in
    "get $KEY")
        read -r times < "$HOME/said.daemon"
        if [ "$times" != 0 ]; then
            echo "$((times - 1))" > "$HOME/said.daemon"
            echo "get failed: cannot connect to the multipass socket" >&2
            exit 2
        fi
        read -r value < "$HOME/value"
        echo "$value" ;;
    "set $KEY=true"|"set $KEY=false")
        echo "${2#*=}" > "$HOME/value"
        read -r times < "$HOME/away"
        echo "$times" > "$HOME/said.daemon" ;;
    *) echo "Invalid setting" >&2; exit 1 ;;
esac
"""


class Multipass:
    """Multipass on a pretended machine, its daemon up."""

    def __init__(self, machine: Machine, platform: Platform, value: str) -> None:
        self.machine = machine
        if platform != "macos":
            machine.platform, machine.os_version, machine.arch = platform, (), "x86_64"
        # not in the home, which VMs may write where it is allowed
        program = machine.home.parent / "programs/multipass"
        program.parent.mkdir()
        program.write_text(f"#!/bin/sh\n{_MULTIPASS}")
        program.chmod(0o755)
        machine.environ["PATH"] += f":{program.parent}"
        self.is_set(value)
        self.silent_for(0)
        machine.write("away", "0\n")

    def is_set(self, value: str) -> None:
        self.machine.write("value", f"{value}\n")

    def silent_for(self, times: int) -> None:
        """The daemon is down, for so many questions."""
        self.machine.write("said.daemon", f"{times}\n")

    def starts_anew(self, times: int) -> None:
        """A change takes the daemon away, for so many questions."""
        self.machine.write("away", f"{times}\n")

    @property
    def value(self) -> str:
        return self.machine.read("value").strip()

    def said(self) -> list[str]:
        """What the program was told so far."""
        path = self.machine.home / "said"
        return path.read_text().splitlines() if path.exists() else []
