"""Exposures, allowlists, concerns and what is accepted of them, drawn at random from few paths so that they meet."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from colima_guard.model.allowlist import Allowed, Allowlist
from colima_guard.model.catalogue import FINDINGS, Acceptance
from colima_guard.model.finding import Finding
from colima_guard.model.policy import Accepted
from colima_guard.model.release import release
from colima_guard.model.share import Access, Exposure, Origin, Place, Share
from colima_guard.model.transport import NINE_P, REVERSE_SSHFS, VIRTIOFS_QEMU, Transport
from colima_guard.model.verdict import Concern, Verdict, judge

PLACE = Place("/home/me/.config/colima-guard/policy.yaml", 3)
PATHS = ("/a", "/a/b", "/a/b/c", "/ab", "/d", "/home/me")


def share(
    real: str | None, asked: Access = Access.RW, transport: Transport = NINE_P, origin: Origin = Origin.LISTED
) -> Share:
    """A share that appears where it is on the host."""
    return Share(real, real, None, asked, transport, None, origin)


def exposure(*shares: Share, unknown: str | None = None, undone: tuple[str, Share] | None = None) -> Exposure:
    """One way to start with these shares."""
    return Exposure("start", release("0.10.3"), shares, None, unknown, undone)


def accepted(text: str, until: date = date(2030, 1, 1)) -> Accepted:
    """What a policy accepts of ``colima/default``: ``CG104``, or ``CG101 /x`` for a path."""
    finding, _, written = text.partition(" ")
    path = written or None
    return Accepted(finding, "colima/default", path, "known", until, PLACE)


shares = st.builds(
    share,
    st.sampled_from((*PATHS, None)),
    st.sampled_from(Access),
    transport=st.sampled_from((NINE_P, REVERSE_SSHFS, VIRTIOFS_QEMU)),
    origin=st.sampled_from((Origin.LISTED, Origin.DEFAULT, Origin.CACHE)),
)
exposures = st.builds(
    lambda shares, unknown, undone: exposure(*shares, unknown=unknown, undone=undone),
    st.lists(shares, max_size=4),
    st.sampled_from((None, None, None, "why")),
    st.sampled_from((None, None, None, ("it can rewrite it", share("/a")))),
)
_entries = st.builds(
    lambda path, access, dangerous: Allowed(path, access, path, dangerous),
    st.sampled_from(("/a", "/d", "/home/me")),
    st.sampled_from(Access),
    st.sampled_from((False, False, False, True)),
)
allowlists = st.lists(_entries, max_size=3, unique_by=lambda entry: entry.path).map(
    lambda entries: Allowlist(tuple(entries), "/home/me/nothing")
)
judgements = st.builds(judge, exposures, allowlists, confine=st.booleans())
concerns = st.builds(
    lambda number, path, best: Concern(Finding(number, "message", "remedy", None, path), best),
    st.sampled_from(sorted(FINDINGS)),
    st.sampled_from((*PATHS, None)),
    st.sampled_from(Verdict),
)
#: as a policy can: for a path where the finding is about one, and for none else
acceptances = st.sampled_from(
    [
        accepted(f"{number} {path}".strip())
        for number, kind in sorted(FINDINGS.items())
        if kind.accepted in (Acceptance.PATH, Acceptance.INSTANCE)
        for path in (PATHS if kind.accepted is Acceptance.PATH else ("",))
    ]
)
