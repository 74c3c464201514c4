"""A `docker` that answers as Docker 20.10 and 29 did when a container was made of nothing, and read from."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

from tests.conftest import Machine

_SCRIPT = r"""
PATH=/usr/bin:/bin
log=$HOME/../docker-log
echo "$*" >> "$log"
shift 2
case $1 in
import) echo sha256:0123 ;;
ps | images) if [ "$2" = --quiet ]; then printf %s "$RUNNING"; else printf %s "$LISTED"; fi ;;
inspect) printf %s "$INSPECTED" ;;
rm | rmi) ;;
create)
    for argument do
        case $argument in type=bind,src=*) source=${argument#type=bind,src=} ;; esac
    done
    source=${source%,dst=/canary,readonly}
    seen=
    for root in SEEN; do case $source/ in "$root"/*) seen=yes ;; esac; done
    if [ -z "$seen" ] || ! [ -d "$source" ]; then
        error='invalid mount config for type "bind": bind source path does not exist'
        echo "Error response from daemon: $error: $source" >&2
        exit 1
    fi
    echo "$source" > "$HOME/../bound"
    echo 4567
    ;;
cp)
    case $2 in
    colima-guard-*) ;;
    *)
        # a container that runs has one directory of the VM at one path
        path=${2#*:}
        source=${CONTAINER_ROOT#*=}/${path#"${CONTAINER_ROOT%%=*}"/}
        if [ -n "$CONTAINER_ROOT" ] && [ "$source" != "$path" ] && [ -e "$source" ]; then exit 0; fi
        echo "Error response from daemon: Could not find the file $path in container 0123456789abcdef" >&2
        exit 1
        ;;
    esac
    name=${2##*/}
    read -r source < "$HOME/../bound"
    if ! [ -e "$source/$name" ]; then
        echo "Error: No such container:path: $2" >&2
        echo "Could not find the file /canary/$name in container 4567" >&2
        exit 1
    fi
    tar -cf - -C "$source" "$name"
    ;;
*) exit 125 ;;
esac
"""


def docker(machine: Machine, seen: Sequence[str]) -> None:
    """Puts it on the path, for an engine whose VM has these directories of the home."""
    roots = " ".join(shlex.quote(str(machine.home / path)) for path in seen)
    machine.command("docker", _SCRIPT.replace("SEEN", roots))


def asked(machine: Machine) -> list[str]:
    """Every command line that it was given."""
    log = machine.home.parent / "docker-log"
    return log.read_text().splitlines() if log.exists() else []
