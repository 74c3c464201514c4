"""Questions to a running guest, each by one command; what it answers is not trusted to be short, or true."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, get_args

from colima_guard.errors import GuardError
from colima_guard.host.machine import Host
from colima_guard.host.values import MAX_BYTES
from colima_guard.model.instance import Shell
from colima_guard.model.named_tuple import NamedTuple

#: seconds for one question: a guest under emulation takes some for each process
PATIENCE = 60.0
#: seconds that a name is searched for below one mount, and how deep
_SEARCH, _DEPTH = "5", "4"
#: paths in one question: they go through ssh as one word, which has a limit (131,072 bytes on Linux)
_BATCH = 60
#: between these stands the answer: a login shell may say something of its own before and after
_BEGIN, _END = "--- colima-guard begins", "--- colima-guard ends"

#: as root where that needs no password, as it is in Lima's and Colima's guests: a guest's root is what counts
_AS_ROOT = 'if [ "$(id -u)" != 0 ] && sudo -n true 2>/dev/null; then exec sudo -n sh -c "$@"; fi; exec sh -c "$@"'
_MOUNTS = "cat /proc/self/mountinfo"
#: of its own, and of each process that is named, as that one has it; before each a line that no list can hold
_MOUNTS_OF = 'for one in self "$@"; do echo "--- $one"; cat "/proc/$one/mountinfo" 2>/dev/null; done'
_THERE = 'for path do if [ -e "$path" ] || [ -L "$path" ]; then echo there; else echo absent; fi; done'
_READ = 'if [ -f "$1" ]; then head -c 200 -- "$1"; else echo absent; fi'
_WRITE = 'if printf %s "$2" > "$1"; then echo done; else echo refused; fi 2>/dev/null'
_REMOUNT = 'if mount -o "remount,$2" "$1"; then echo done; else echo refused; fi 2>/dev/null'
_SEARCH_NAME = (
    "name=$1 limit=$2 depth=$3; shift 3; for top do "
    'found=$(timeout "$limit" find "$top" -xdev -maxdepth "$depth" -name "$name" 2>/dev/null); late=$?; '
    'if [ -n "$found" ]; then echo there; elif [ "$late" = 124 ]; then echo late; else echo absent; fi; done'
)

Looked = Literal["there", "absent", "late"]


class Silent(GuardError):
    """A question that was not answered: why, in words."""


class Guest(NamedTuple):
    """The shell of a running instance."""

    host: Host
    shell: Shell
    #: seconds for one question
    patience: float = PATIENCE

    def mounts(self) -> str:
        """What is mounted, as the guest's own ``/proc/self/mountinfo`` says. Raises ``Silent``."""
        return self._ask(_MOUNTS)

    def mounts_of(self, processes: Sequence[int]) -> tuple[str, dict[int, str]]:
        """Its own list of mounts, and that of each of these processes; one that is gone has none. Raises ``Silent``."""
        answer = self._ask(_MOUNTS_OF, *map(str, processes))
        found = {name: text for name, _, text in (part.partition("\n") for part in f"\n{answer}".split("\n--- "))}
        return found.get("self", ""), {one: text for one in processes if (text := found.get(str(one)))}

    def there(self, paths: Sequence[str]) -> tuple[bool, ...]:
        """Of each path whether anything lies there; what it is, is not looked at. Raises ``Silent``."""
        found: list[bool] = []
        for start in range(0, len(paths), _BATCH):
            asked = paths[start : start + _BATCH]
            found += [one == "there" for one in self._looked(asked, self._ask(_THERE, *asked))]
        return tuple(found)

    def search(self, name: str, tops: Sequence[str]) -> tuple[Looked, ...]:
        """Of each directory whether a name lies in it, a few levels deep; ``late`` where that took too long."""
        return self._looked(tops, self._ask(_SEARCH_NAME, name, _SEARCH, _DEPTH, *tops))

    def read(self, path: str) -> str | None:
        """The beginning of a file of ours, ``None`` where none lies there. Raises ``Silent``."""
        text = self._ask(_READ, path)
        return None if text.strip() == "absent" else text

    def write(self, path: str, text: str) -> bool:
        """Whether the guest says that it wrote this into a file of ours. Raises ``Silent``."""
        return self._ask(_WRITE, path, text).strip() == "done"

    def remount(self, point: str, access: str) -> bool:
        """Whether the guest's root could mount a share anew with other access. Raises ``Silent``."""
        return self._ask(_REMOUNT, point, access).strip() == "done"

    def machine(self) -> str:
        """The name of its processor, as ``uname -m`` has it. Raises ``Silent``."""
        return self._ask("uname -m").strip()

    @staticmethod
    def _looked(asked: Sequence[str], answer: str) -> tuple[Looked, ...]:
        words = answer.split()
        if len(words) != len(asked) or not {*words} <= {*get_args(Looked)}:
            raise Silent("the VM answered something else than was asked")
        return tuple(words)  # type: ignore[arg-type]  # looked at in the line above

    def _ask(self, script: str, *arguments: str) -> str:
        """What a script prints, whole. Raises ``Silent`` where it did not come to its end."""
        framed = f"echo '{_BEGIN}'; {script}; echo; echo '{_END}'"
        argv = self.shell.running("sh", "-c", _AS_ROOT, "sh", framed, "sh", *arguments)
        try:
            done = self.host.run(argv, timeout=self.patience, env=dict(self.shell.env))
        except GuardError as error:
            raise Silent(error.what) from error
        if done.code is None:
            raise Silent(f"the VM did not answer within {self.patience:g} seconds")
        if len(done.out) >= MAX_BYTES:
            raise Silent("the VM answered more than can be read")
        _, begun, rest = done.out.partition(f"{_BEGIN}\n")
        answer, ended, _ = rest.rpartition(f"\n{_END}")
        if done.code != 0 or not (begun and ended):
            said = next(iter(done.err.strip().splitlines()), "") or f"it ended with {done.code}"
            raise Silent(f"the VM's shell gave no answer: {said[:200]}")
        return answer.removesuffix("\n")
