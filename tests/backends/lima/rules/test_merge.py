"""What ``default.yaml``, ``lima.yaml`` and ``override.yaml`` come to, at every class of Lima's releases."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tests.machines.lima import IMAGES, RELEASES, Lima, findings, mounts

#: where the classes of the merge begin
V10, V105, V11, V20 = "1.0.0", "1.0.5", "1.1.0", "2.0.0"
Shares = list[str]


@dataclass(frozen=True)
class Case:
    """Three files, and the shares (``location=>mount point access``) from a release on; ``None``: Lima refuses."""

    name: str
    default: str
    main: str
    override: str
    shares: dict[str, Shares | None]


def case(
    name: str,
    *,
    d: tuple[str, ...] | str = "",
    y: tuple[str, ...] | str = "",
    o: tuple[str, ...] | str = "",
    **since: list[str] | None,
) -> Case:
    """``v20=...`` from 2.0 on, ``v11=...`` in 1.1 and 1.2, ``v105=...`` in 1.0.5 to 1.0.7, ``v10=...`` before; one that
    is missing is as the next."""
    texts = [text if isinstance(text, str) else mounts(*text) for text in (d, y, o)]
    newest = since["v20"]
    middle = since.get("v11", newest)
    oldest = since.get("v105", middle)
    shares = {V20: newest, V11: middle, V105: oldest, V10: since.get("v10", oldest)}
    return Case(name, texts[0], texts[1], texts[2], shares)


HOME_RO, HOME_RW = "~=>~ ro", "~=>~ rw"

CASES = (
    case("null is nothing", y="mounts: null\n", v20=[]),
    case("an empty list is nothing", y="mounts: []\n", v20=[]),
    case("an absent key is nothing", v20=[]),
    case("null in the instance does not take away what default.yaml has", d=("~",), y="mounts: null\n", v20=[HOME_RO]),
    case("an empty list in the instance does not either", d=("~",), y="mounts: []\n", v20=[HOME_RO]),
    case("null in override.yaml does not either", y=("~",), o="mounts: null\n", v20=[HOME_RO]),
    case("override.yaml adds the home", y="mounts: []\n", o=("~:rw",), v20=[HOME_RW]),
    case("read-only in override.yaml mounts the home anew", y=("/p:rw",), o=("~:ro",), v20=["/p=>/p rw", HOME_RO]),
    case(
        "default.yaml takes the mount point of an allowed directory",
        d=("~=>/work",),
        y=("/safe=>/work:rw",),
        v20=["~=>/work rw"],
        v11=["~=>/work ro", "/safe=>/work rw"],
    ),
    case(
        "the first location and the last word on writable",
        d=("/d=>/m",),
        y=("/y=>/m:ro",),
        o=("/o=>/m:rw",),
        v20=["/d=>/m rw"],
        v11=["/d=>/m ro", "/y=>/m ro", "/o=>/m rw"],
    ),
    case("a template is the home", y=("~:ro",), o=("{{.Home}}:rw",), v20=[HOME_RW], v11=[HOME_RO, HOME_RW]),
    case(
        "read-only at another mount point narrows nothing",
        y=("~=>/mnt/h:rw",),
        o=("~:ro",),
        v20=["~=>/mnt/h rw", HOME_RO],
        v11=["~=>/mnt/h ro"],
    ),
    case(
        "one directory at two mount points",
        y=("/a", "/a=>/mnt/a:rw"),
        v20=["/a=>/a ro", "/a=>/mnt/a rw"],
        v11=["/a=>/mnt/a rw"],
    ),
    case(
        "two directories at one mount point",
        y=("/a=>/m:rw", "/b=>/m:ro"),
        v20=["/a=>/m ro"],
        v11=["/a=>/m rw", "/b=>/m ro"],
    ),
    case("a mount point is not cleaned", y=("/a=>/m", "/b=>/m/"), v20=["/a=>/m ro", "/b=>/m/ ro"]),
    case(
        "letters in another case are another path",
        y=("/Users/Me", "/Users/me"),
        v20=["/Users/Me=>/Users/Me ro", "/Users/me=>/Users/me ro"],
    ),
    case("in the order of the files", d=("/d",), y=("/y",), o=("/o",), v20=["/d=>/d ro", "/y=>/y ro", "/o=>/o ro"]),
    case("plain in override.yaml mounts nothing", d=("~",), y=("/y",), o="plain: true\n" + mounts("/o"), v20=[]),
    case("plain in the instance", d=("~",), y="plain: true\n" + mounts("/y"), v20=[]),
    case("plain in default.yaml", d="plain: true\n" + mounts("~"), y=("/y",), v20=[]),
    case("plain: false in the instance wins", d="plain: true\n", y="plain: false\n" + mounts("~"), v20=[HOME_RO]),
    case("plain: false in override.yaml wins", y="plain: true\n" + mounts("~"), o="plain: false\n", v20=[HOME_RO]),
    case("plain: null says nothing", y="plain: true\n" + mounts("~"), o="plain: null\n", v20=[]),
    case("a later entry of the same file wins too", y=("/a:ro", "/a:rw"), v20=["/a=>/a rw"]),
    case(
        "writable: null never resets", y=("/a:rw",), o="mounts:\n- location: /a\n  writable: null\n", v20=["/a=>/a rw"]
    ),
    # paths
    case("a trailing slash", y=("~/:rw",), v20=[HOME_RW], v105=["~/=>~/ rw"]),
    case(
        "doubled slashes, dots",
        y=("//srv//x/./y/../z",),
        v20=["/srv/x/z=>/srv/x/z ro"],
        v105=["//srv//x/./y/../z=>//srv//x/./y/../z ro"],
    ),
    case("below the home", y=("~/a/b",), v20=["~/a/b=>~/a/b ro"]),
    case("a quoted template with blanks", y=("{{ .Home }}/x",), v20=["~/x=>~/x ro"]),
    case("the instance's directory", y=("{{.Dir}}",), v20=["~/.lima/a=>~/.lima/a ro"]),
    case("the Lima home", y=("{{.LimaHome}}:rw",), v20=["~/.lima=>~/.lima rw"]),
    case("name and user", y=("/srv/{{.Name}}/{{.User}}/{{.Instance}}",), v20=["/srv/a/me/a=>/srv/a/me/a ro"]),
    case(
        "temporary directories",
        y=("{{.GlobalTempDir}}/lima", "{{.TempDir}}/x"),
        v20=["/tmp/lima=>/tmp/lima ro", "/tmp/x=>/tmp/x ro"],
        v105=None,
    ),
    case("a field that there is not", y=("/x/{{.Nope}}",), v20=["/x/<no value>=>/x/<no value> ro"]),
    case("a template that is never closed stays as it is", y=("/x/{{.Home",), v20=["/x/{{.Home=>/x/{{.Home ro"]),
    case("a param", y="param:\n  P: /srv/p\n" + mounts("{{.Param.P}}=>/m"), v20=["/srv/p=>/m ro"]),
    case(
        "a param of default.yaml is invisible to mounts",
        d="param:\n  P: /srv/p\n",
        y=("/x/{{.Param.P}}",),
        v20=["/x/<no value>=>/x/<no value> ro"],
    ),
    case("the guest's home in a mount point", y=("/x=>{{.Home}}/x",), v20=["/x=>/home/me.GUEST/x ro"]),
    case("a blank at the end is kept", y=("/x ",), v20=["/x =>/x  ro"]),
    case("beside the home, by ..", y=("{{.Home}}/../x",), v20=["BESIDE/x=>BESIDE/x ro"], v105=["~/../x=>~/../x ro"]),
    # what Lima refuses
    case("a home that is not quoted is null", y="mounts:\n- location: ~\n", v20=None, v11=["~=>~ ro"], v105=None),
    case("an entry that is null", y="mounts:\n-\n", v20=None, v11=["~=>~ ro"], v105=None),
    case("an entry without a location", y="mounts:\n- {}\n", v20=None, v11=["~=>~ ro"], v105=None),
    case("a relative location", y=("x",), v20=None, v11=["~/x=>~/x ro"], v105=None),
    case("a variable", y=("$HOME/x",), v20=None, v11=["~/$HOME/x=>~/$HOME/x ro"], v105=None),
    case("a blank in front", y=(" /x",), v20=None, v11=["~/ /x=>~/ /x ro"], v105=None),
    case("another user's home", y=("~you",), v20=None),
    case("another user's home, deeper", y=("~you/x",), v20=None),
    case("a system path as mount point", y=("/x=>/etc",), v20=None, v10=["/x=>/etc ro"]),
    case("a system path as location", y=("/etc=>/m",), v20=["/etc=>/m ro"], v10=None),
    case("a system path with a slash passes", y=("/x=>/etc/",), v20=["/x=>/etc/ ro"]),
    case("the root at another mount point", y=("/=>/m",), v20=["/=>/m ro"], v10=None),
    case("a mount point with a tilde", y=("/x=>~/x",), v20=None, v105=["/x=>~/x ro"]),
    case("a base that was left in the file", y="base: template:default\n" + mounts("/x"), v20=None, v105=["/x=>/x ro"]),
    case("a base that is empty", y="base: []\n" + mounts("/x"), v20=["/x=>/x ro"]),
    case("a base that is null", y="base: null\n" + mounts("/x"), v20=["/x=>/x ro"]),
    case("base in default.yaml is ignored", d="base: template:default\n", y=("/x",), v20=["/x=>/x ro"]),
    case("a param that nothing uses", y="param:\n  P: x\n" + mounts("/x"), v20=None),
    case("a param in another case", y="param:\n  P: x\n" + mounts("/{{.Param.p}}"), v20=None),
    case("a file of the host", y=("/etc/passwd",), v20=None),
    case("the guest's own home", y=("/x=>{{.Home}}",), v20=None, v10=["/x=>/home/me.GUEST ro"]),
    case(
        "the guest's own home as the file has it",
        y="user:\n  home: /srv/u\n" + mounts("/x=>/srv/u"),
        v20=None,
        v10=["/x=>/srv/u ro"],
    ),
    case(
        "another name in the guest",
        d="user:\n  name: default\n  home: /h/{{.User}}\n",
        y="user:\n  name: you\n" + mounts("/x=>{{.Home}}/{{.User}}/{{.UID}}"),
        o="user:\n  uid: 7\n",
        v20=["/x=>/h/you/you/7 ro"],
    ),
    case("the guest's name of the machine", y=("/x=>/{{.Hostname}}",), v20=["/x=>/lima-a ro"]),
    case("one bad entry in default.yaml", d=("~you",), y=("/x",), v20=None),
)


@pytest.mark.parametrize("release", RELEASES)
@pytest.mark.parametrize("one", CASES, ids=lambda one: one.name.replace(" ", "-"))
def test_shares(lima: Lima, one: Case, release: str) -> None:
    lima.three(one.default or None, IMAGES + one.main, one.override or None)
    row = lima.row(release=release)
    expected = one.shares[max(since for since in one.shares if since <= release)]
    if expected is None:
        assert row["will_start"] is False, row["shares"]
        assert row["refusal"]
        assert "CG204" in findings(row)
    else:
        assert row["refusal"] is None
        found = [f"{location}=>{point} {access}" for location, point, access in lima.seen(release=release)]
        assert found == [_here(share, lima, release) for share in expected]


def _here(share: str, lima: Lima, release: str) -> str:
    guest = ".guest" if release >= "2.1.0" else ".linux"
    return share.replace(".GUEST", guest).replace("BESIDE", str(lima.machine.home.parent))
