"""A distribution's files from outside: root in it prints them, and writes them, as one line of base64.

Only in one that runs. ``\\\\wsl.localhost`` would start it, and acts as a user who may not write them.
"""

from __future__ import annotations

from colima_guard.errors import GuardError
from colima_guard.host.machine import Host
from colima_guard.model.plan import Setting
from colima_guard.store.setting import value

#: bytes: a command line of Windows takes 32,767 characters, and a third more than the file has
MOST = 20_000

# no quote and no backslash in any of them: two programs on the way have rules of their own for those
_READ = (
    "set -f; if [ -L $1 ]; then echo link; elif [ -e $1 ]; then printf =; base64 $1 | tr -d [:space:]; echo; "
    "else echo -; fi"
)
_WRITE = (
    "set -f; set -e; IFS=; f=$1; v=$2; shift 2; "
    "if [ $v = - ]; then rm -f $f; else "
    "t=$f.colima-guard; rm -f $t; if [ -e $f ]; then cp -p $f $t; fi; "
    "printf %s ${v#=} | base64 -d > $t; mv -f $t $f; fi; "
    # beneath what is mounted there now: that is gone after the next start
    "if [ $# -gt 0 ]; then d=$(mktemp -d); mount --bind / $d; r=0; for p; do mkdir -p $d$p || r=1; done; "
    "umount $d; rmdir $d; exit $r; fi"
)


def setting(distribution: str, file: str, points: tuple[str, ...] = ()) -> Setting:
    """A file of a distribution as a value that ``wsl.exe`` tells and is told; ``points`` are directories to make."""
    inside = ("wsl.exe", "-d", distribution, "-u", "root", "--exec", "sh", "-c")
    name = "colima-guard"
    return Setting((*inside, _READ, name, file), (*inside, _WRITE, name, file, "{}", *points), encoded=True)


def content(host: Host, distribution: str, file: str) -> bytes | None:
    """The bytes of a file in a distribution that runs, ``None`` where there is none. Raises ``GuardError``."""
    return value(host, setting(distribution, file))


def times(host: Host, distribution: str, files: tuple[str, ...]) -> list[int] | None:
    """When the VM and the distribution were started, and its files changed (0: no file), in seconds since 1970.

    ``None`` where that is not told.
    """
    script = "date +%s; cat /proc/uptime /proc/1/stat; for f; do stat -c %Y $f 2> /dev/null || echo 0; done"
    argv = ["wsl.exe", "-d", distribution, "-u", "root", "--exec", "sh", "-c", script, "colima-guard", *files]
    try:
        lines = host.run(argv, timeout=15.0).out.splitlines()
        now, up = int(lines[0]), float(lines[1].split()[0])
        # the name of the process stands in brackets; its start is the 20th field behind it, in ticks of 10 ms
        began = now - up + int(lines[2].rpartition(")")[2].split()[19]) / 100
        changed = [int(lines[3 + number]) for number in range(len(files))]
        return [int(now - up), int(began), *changed]
    except (GuardError, ValueError, IndexError):
        return None
