"""The one fold of a verdict, for every draw of ways to start, concerns and what is accepted of them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from colima_guard.judge.accepted import concerns_without, judgement_without
from colima_guard.judge.instance import fold
from colima_guard.model.allowlist import Allowlist
from colima_guard.model.finding import Finding
from colima_guard.model.policy import Accepted
from colima_guard.model.share import Access, Exposure, Origin
from colima_guard.model.verdict import Concern, Judgement, Verdict, judge
from tests.machines.drawn_exposures import acceptances, concerns, exposures, judgements

SOME = st.lists(judgements, min_size=1, max_size=3)
CONCERNS = st.lists(concerns, max_size=4)
ACCEPTED = st.lists(acceptances, max_size=4)


def without(judged: list[Judgement], said: list[Concern], taken: list[Accepted]) -> Verdict:
    return fold([judgement_without(one, taken) for one in judged], concerns_without(said, taken))


def test_nothing_looked_at_is_not_known() -> None:
    assert fold((), ()) is Verdict.UNKNOWN
    assert fold((), [Concern(Finding("CG402", "message", "remedy"))]) is Verdict.UNKNOWN


@given(SOME)
def test_without_a_concern_it_is_the_worst_way(judged: list[Judgement]) -> None:
    assert fold(judged, ()) is max(one.verdict for one in judged)


@given(SOME, CONCERNS, concerns)
def test_a_concern_more_never_makes_it_better(judged: list[Judgement], said: list[Concern], more: Concern) -> None:
    before, after = fold(judged, said), fold(judged, [*said, more])
    assert after is max(before, more.at_best)


@given(SOME, judgements, CONCERNS)
def test_a_way_more_never_makes_it_better(judged: list[Judgement], more: Judgement, said: list[Concern]) -> None:
    assert fold([*judged, more], said) is max(fold(judged, said), more.verdict)


@given(SOME, CONCERNS, st.data())
def test_the_order_does_not_matter(judged: list[Judgement], said: list[Concern], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(judged)), data.draw(st.permutations(said))
    assert fold(*shuffled) is fold(judged, said)


@given(SOME, CONCERNS, ACCEPTED)
def test_what_is_accepted_does_not_count(judged: list[Judgement], said: list[Concern], taken: list[Accepted]) -> None:
    kept = [one for one in said if not any(it.covers(one.finding.id, one.finding.path) for it in taken)]
    assert concerns_without(said, taken) == kept
    assert without(judged, said, taken) is without(judged, kept, taken)


@given(SOME, CONCERNS, ACCEPTED, acceptances)
def test_to_accept_more_never_makes_it_worse(
    judged: list[Judgement], said: list[Concern], taken: list[Accepted], more: Accepted
) -> None:
    assert without(judged, said, []) is fold(judged, said)
    assert without(judged, said, [*taken, more]) <= without(judged, said, taken)


@given(judgements, ACCEPTED)
def test_what_cannot_be_told_is_never_accepted(judged: Judgement, taken: list[Accepted]) -> None:
    untold = judged.exposure.unknown is not None or any(
        share.real is None and not fine for share, fine in zip(judged.exposure.shares, judged.allowed, strict=True)
    )
    if untold:
        assert judgement_without(judged, taken).verdict >= Verdict.UNKNOWN


@given(exposures)
def test_an_allowlist_of_nothing_locks_no_share_but_colimas_cache(exposed: Exposure) -> None:
    judged = judge(exposed, Allowlist())
    harmless = all(one.origin is Origin.CACHE and one.access is Access.RO and one.real for one in exposed.shares)
    assert (judged.verdict >= Verdict.UNKNOWN) is not (harmless and exposed.unknown is None)
