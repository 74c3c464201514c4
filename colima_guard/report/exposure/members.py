"""What a report's document tells of places and VMs, one value each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from colima_guard.model.catalogue import FINDINGS, State
from colima_guard.report.exposure.picture import Tone, worst
from colima_guard.report.exposure.residents import resident, silent
from colima_guard.report.exposure.values import Document, Members, Place, Reach, Resident, Vm, is_nothing


def members(document: Document, *, after: bool = False) -> Members:
    """What a document tells; with ``after`` as its plan leaves it."""
    plan = document["plan"]
    policy = plan["policy"] if plan is not None else document["status"]["policy"]
    rows, reach = (plan["instances"], plan["reach"]) if after else (document["status"]["instances"], document["reach"])
    places = _Places(document["home"], policy, document["secrets"])
    if after:  # what goes out of reach is drawn, too
        places.note(share for row in document["status"]["instances"] for share in _shares(row))
    secrets: dict[str, list[Document]] = {}
    for one in reach:
        secrets.setdefault(one["instance"], []).append(one)
    vms = [_vm(restarted(row) if after else row, places, secrets.get(row["name"], ())) for row in rows]
    told = (resident(one, policy, document["secrets"], after=after) for one in document["occupants"])
    residents = (*told, *silent(document["scan"]["engines"]))
    if any("" in one.on for one in residents):
        vms.append(_this_machine(places, residents))
    return Members(places.all(), tuple(vms), residents)


def restarted(row: Document) -> Document:
    """An instance once it has taken its files over: with the shares of its next start, and judged by those alone.

    Its verdict stays what it is where anything else than an older start stands against it.
    """
    if not (row["running"] and row["restart_needed"]):
        return row
    kinds = [FINDINGS[one["id"]] for one in row["findings"] if one["accepted"] is None]
    other = any(kind.offence and kind.stands_for is not State.OLDER_SHARES for kind in kinds)
    verdict = row["verdict"] if other else row["next_start_verdict"]
    return {**row, "verdict": verdict, "running_shares": None, "restart_needed": False}


class _Places:
    """The places that a picture has, each once whatever name a share gives it."""

    def __init__(self, home: str, policy: Document, secrets: Sequence[str]) -> None:
        self.home = Place(home, "home")
        self._by_path: dict[str, Place] = {home: self.home}
        own = [entry for exemption in policy["exceptions"] for entry in exemption["allow"]]
        for entry in (*policy["allow"], *own):
            place = self._by_path.setdefault(entry["path"], Place(entry["path"], "allowed"))
            self._by_path.setdefault(entry["real_path"], place)
        self.secrets = [self._by_path.setdefault(path, Place(path, "secret")) for path in secrets]

    def of(self, path: str) -> Place:
        kind = "nothing" if is_nothing(path) else "share"
        return self._by_path.setdefault(path, Place(path, kind))

    def note(self, shares: Iterable[Document]) -> None:
        """Takes in what is shared, whoever sees it."""
        for share in shares:
            if share["location"] is not None:
                self.of(share["location"])

    def all(self) -> tuple[Place, ...]:
        return tuple(dict.fromkeys(self._by_path.values()))


def _vm(row: Document, places: _Places, secrets: Sequence[Document]) -> Vm:
    sees: dict[Place, Reach] = {}
    shares = _shares(row)
    for share in shares:
        if share["location"] is not None:
            _add(sees, places.of(share["location"]), _of_share(share))
    for one in secrets:
        loose = one["around"]
        _add(sees, places.of(one["path"]), Reach(Tone.SOFT if loose else Tone.OPEN, one["access"] == "rw", loose))
    if may_see_more(row) or any(share["location"] is None for share in shares):
        # it may be anything, and so it is drawn
        _add(sees, places.home, Reach(Tone.UNKNOWN, True, True))
    verdict = row["verdict"]
    transports = dict.fromkeys(share["transport"] for share in shares)
    return Vm(
        row["name"],
        Tone[verdict],
        verdict,
        ", ".join(transports) or "no share",
        _state(row),
        row["birthplace"],
        row["active"],
        sees,
    )


def may_see_more(row: Document) -> bool:
    """Whether an instance may see more than the shares that are known: what it runs with, or its files, do not tell."""
    return row["verdict"] == "UNKNOWN" or (row["restart_needed"] and row["running_shares"] is None)


def _shares(row: Document) -> list[Document]:
    return [*row["shares"], *(row["running_shares"] or ())]


def _state(row: Document) -> str:
    if row["birthplace"]:
        return "the next new VM"
    if not row["running"]:
        return "stopped"
    return "runs with older shares" if row["restart_needed"] else "running"


def _of_share(share: Document) -> Reach:
    fine = Tone.LOCKED if share["confined"] else Tone.SOFT
    return Reach(fine if share["allowed"] else Tone.OPEN, share["effective_access"] == "rw")


def _add(sees: dict[Place, Reach], place: Place, reach: Reach) -> None:
    known = sees.get(place, reach)
    sees[place] = Reach(worst((known.tone, reach.tone)), known.writable or reach.writable, known.loose and reach.loose)


def _this_machine(places: _Places, residents: Sequence[Resident]) -> Vm:
    tone = Tone.OPEN if any(one.whole for one in residents if "" in one.on) else Tone.PLAIN
    sees = {place: Reach(tone, True) for place in places.all() if place.kind != "nothing"}
    return Vm("", tone, "NO VM", "an engine without a VM", "running", False, False, sees)
