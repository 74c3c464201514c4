"""Lima homes drawn at random, from every form that a location, a mount point and a file may have."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from tests.machines.lima import BASE, IMAGES, SHADOW

#: ``HOME`` stands for the home
LOCATIONS = (
    *("~", "~/", "~/projects", "~/projects/", "~/projects/sub", "~/data", "~/./data//", "~/projects/../data", "~/.."),
    *(
        "{{.Home}}",
        "{{ .Home }}/projects",
        "{{.Home}}/../x",
        "{{.Dir}}",
        "{{.Name}}",
        "/srv/{{.Name}}",
        "{{.LimaHome}}",
    ),
    *("{{.Param.DIR}}", "/x/{{.Param.DIR}}", "/x/{{.Param.NONE}}", "/x/{{.Nope}}", "/x/{{.Home", "/x/}}"),
    *("{{if true}}/a{{end}}", '{{printf "%s%s" "/Us" "ers"}}', "{{- .Home -}}", "{{.Home}}{{/* c */}}"),
    *("//srv//x/", "/srv/x", "/srv/X", "/", "/etc", "/tmp", "~you", "~you/x", "$HOME/x", "", " /x", "/x ", "x", "./x"),
    *(
        "HOME",
        "HOME/",
        "HOME/projects",
        "HOME/data/",
        "HOME/link",
        "~/link",
        "HOME/inner",
        "HOME/projects/out",
        "HOME/file",
    ),
)
POINTS = (
    *("/srv/w", "/srv/w/", "/data", "HOME/projects", "HOME/data", "HOME", "{{.Home}}/w", "/{{.Name}}", "/{{.User}}"),
    *(
        "/{{.Param.DIR}}",
        "/{{.Param.NONE}}",
        "{{.Home}}",
        "~/x",
        "/etc",
        "/etc/",
        "",
        "rel",
        "/{{.Hostname}}",
        "/x/{{.Home",
    ),
)
TEMPLATE = "_templates/default.yaml"
BIRTH = (BASE, SHADOW, TEMPLATE)
TRANSPORTS = ("reverse-sshfs", "9p", "virtiofs", "default", "wsl2", "nonsense")


@dataclass(frozen=True)
class Home:
    """The texts of one Lima home; ``mains`` and ``created_by`` by instance, ``birth`` by path."""

    default: str | None
    override: str | None
    mains: dict[str, str]
    created_by: dict[str, str | None]
    birth: dict[str, str]


@st.composite
def _mount(draw: Any) -> dict[str, Any]:
    found: dict[str, Any] = {"location": draw(st.sampled_from(LOCATIONS))}
    if draw(st.booleans()):
        found["mountPoint"] = draw(st.sampled_from((None, *POINTS)))
    if draw(st.booleans()):
        found["writable"] = draw(st.sampled_from((None, True, True, False)))
    if draw(st.integers(0, 9)) == 0:
        found["sshfs"] = {"followSymlinks": draw(st.booleans())}
    return found


@st.composite
def _file(draw: Any, *, main: bool) -> str:
    parts: list[str] = [IMAGES] if main else []
    for key, values, odds in (
        ("plain", ("true", "false", "null"), 6),
        ("mountType", TRANSPORTS, 4),
        ("mountTypesUnsupported", ('["9p"]', '["virtiofs"]', "null"), 8),
        ("vmType", ("qemu", "default", "null"), 8),
        ("user", ('{"home": "/h/{{.User}}"}', '{"name": "you"}', "null"), 8),
        ("base", ("null", "[]", '"template:_default/mounts"'), 12),
    ):
        if draw(st.integers(0, odds)) == 0:
            parts.append(f"{key}: {draw(st.sampled_from(values))}\n")
    mounts = draw(st.lists(_mount(), max_size=3))
    parts.append(_mounts(draw, mounts))
    if draw(st.integers(0, 1 if "Param" in parts[-1] else 9)) == 0:
        parts.append(_params(draw))
    return "".join(draw(st.permutations(parts)))


def _params(draw: Any) -> str:
    pairs = {"DIR": draw(st.sampled_from(("/srv/p", "HOME", "p")))} | ({"OTHER": "x"} if draw(st.booleans()) else {})
    used = 'provision:\n- script: "#!/bin/sh\\necho $PARAM_OTHER"\n' if "OTHER" in pairs and draw(st.booleans()) else ""
    if draw(st.booleans()):
        return f"param: {json.dumps(pairs)}\n{used}"
    return "param:\n" + "".join(f"  {key}: {json.dumps(value)}\n" for key, value in pairs.items()) + used


def _mounts(draw: Any, mounts: Sequence[dict[str, Any]]) -> str:
    if not mounts:
        return str(draw(st.sampled_from(("", "mounts: []\n", "mounts: null\n", "mounts:\n", "mounts: # none\n"))))
    style = draw(st.sampled_from(("block", "indented", "flow", "mixed")))
    if style == "flow":
        return f"mounts: {json.dumps(mounts)}\n"
    if style == "mixed":
        return "mounts:\n" + "".join(f"- {json.dumps(one)} # one\n" for one in mounts)
    margin = "  " if style == "indented" else ""
    text = "mounts:\n"
    for one in mounts:
        if draw(st.integers(0, 3)) == 0:
            text += f"{margin}# about it\n"
        fields = [f"{key}: {json.dumps(value)}" for key, value in one.items()]
        text += f"{margin}- " + f"\n{margin}  ".join(fields) + "\n"
    return text


@st.composite
def homes(draw: Any, instances: int = 2) -> Home:
    """A Lima home with so many instances at most."""
    shared = st.one_of(st.none(), st.none(), _file(main=False))
    names = [f"i{number}" for number in range(draw(st.integers(1, instances)))]
    versions = st.sampled_from(("2.2.0", "2.2.0", "1.2.3", "0.22.0", None))
    birth = {path: draw(_file(main=path == TEMPLATE)) for path in BIRTH if draw(st.integers(0, 3)) == 0}
    return Home(
        draw(shared),
        draw(shared),
        {name: draw(_file(main=True)) for name in names},
        {name: draw(versions) for name in names},
        birth,
    )
