"""An item's way onto a list, and what a list version gives and changes (DOMAIN 003-1, 001-21)."""
from dataclasses import replace
from datetime import date

import pytest

from engine.errors import BadInput, NeedsUnmet
from engine.law.power.authority import ListEntry
from engine.law.power.power_list import ACTIONS, STATES, Line, ListVersion, SignOff, Step, advance, allows, diff, in_force
from engine.law.power.succession import Recall

BODIES = {"establishment": "编委办", "town": "乡镇（街道）", "department": "县直主管部门", "reform": "审改办", "justice": "司法局"}
DAYS = {"offer": date(2023, 9, 4), "compare": date(2023, 9, 25), "claim": date(2023, 10, 16), "decline": date(2023, 10, 16),
        "approve": date(2023, 12, 11), "publish": date(2023, 12, 20), "withdraw": date(2025, 12, 22), "enter": date(2023, 11, 13)}
WHOLE_WAY = ("offer", "compare", "claim", "approve", "publish")
ALL_SIGNED = tuple(SignOff(body, date(2023, 12, 8)) for body in BODIES)


def step(action: str, **changes) -> Step:
    return replace(Step(action, DAYS[action], "某机关", "某文", signed=ALL_SIGNED if action == "approve" else ()), **changes)


def walk(*actions: str, mode: str = "conferred") -> Line:
    line = Line("X", mode)
    for action in actions:
        line = advance(line, step(action, reason="无承接能力" if action == "decline" else ""), BODIES)
    return line


def version(number: str, effective_on: date, *codes: str, actions=WHOLE_WAY, until: date | None = None, **terms) -> ListVersion:
    entries = {c: ListEntry("town", c, "conferred", effective_on, until, "赋权决定", version=number, **terms) for c in codes}
    return ListVersion("town", number, effective_on, entries, {c: replace(walk(*actions), item_code=c) for c in codes})


@pytest.mark.parametrize("actions, state", [
    ((), ""), (("offer",), "offered"), (("offer", "compare"), "compared"), (("offer", "compare", "claim"), "claimed"),
    (("offer", "compare", "decline"), "not_claimed"), (("offer", "compare", "claim", "approve"), "approved"),
    (("offer", "compare", "claim", "approve", "publish"), "published"),
    (("offer", "compare", "claim", "approve", "publish", "withdraw"), "withdrawn"),
])
def test_an_item_goes_step_by_step(actions, state):
    line = walk(*actions)
    assert line.state == state and [s.action for s in line.steps] == list(actions) and state in STATES


@pytest.mark.parametrize("line, action", [
    (walk(), "publish"), (walk("offer"), "claim"), (walk("offer", "compare"), "approve"),
    (walk("offer", "compare", "claim"), "publish"),
    (walk("offer", "compare", "decline"), "approve"), (walk("offer", "compare", "claim", "approve", "publish"), "claim"),
    (walk("offer", "compare", "claim", "approve"), "withdraw"), (walk(*WHOLE_WAY), "offer"),
])
def test_no_step_is_left_out(line, action):
    assert not allows(line, action)
    with pytest.raises(NeedsUnmet) as refused:
        advance(line, step(action, on=date(2026, 1, 5), reason="理由"), BODIES)
    assert ACTIONS[action].name in refused.value.detail and STATES[line.state] in refused.value.detail


def test_what_was_not_claimed_or_was_taken_back_may_be_offered_again():
    assert allows(walk("offer", "compare", "decline"), "offer")
    assert allows(walk("offer", "compare", "claim", "approve", "publish", "withdraw"), "offer")


def test_not_claiming_needs_a_reason():
    with pytest.raises(BadInput, match="理由"):
        advance(walk("offer", "compare"), step("decline", reason=" "), BODIES)


@pytest.mark.parametrize("missing", list(BODIES))
def test_approval_needs_every_body_to_have_signed(missing):
    signed = tuple(s for s in ALL_SIGNED if s.body != missing)
    with pytest.raises(NeedsUnmet, match=BODIES[missing][:2]):
        advance(walk("offer", "compare", "claim"), step("approve", signed=signed), BODIES)


def test_a_signature_after_the_approval_does_not_count():
    signed = (*ALL_SIGNED[1:], replace(ALL_SIGNED[0], on=date(2023, 12, 12)))
    with pytest.raises(NeedsUnmet, match="编委办"):
        advance(walk("offer", "compare", "claim"), step("approve", signed=signed), BODIES)


@pytest.mark.parametrize("changes", [{"by": " "}, {"document": ""}, {"on": date(2023, 9, 3)}])
def test_every_step_says_who_by_what_document_and_in_order_of_time(changes):
    with pytest.raises(BadInput):
        advance(walk("offer"), step("compare", **changes), BODIES)


def test_an_unknown_action_is_refused():
    with pytest.raises(BadInput):
        advance(walk(), Step("paint", date(2023, 9, 4), "某", "某文"), BODIES)


@pytest.mark.parametrize("mode", ["own", "authorised"])
def test_a_statutory_power_is_entered_and_cannot_be_declined(mode):
    # 法定职责必须为: the statute gives it, nobody offers or claims it.
    assert allows(Line("X", mode), "enter") and not allows(Line("X", mode), "offer")
    assert walk("enter", "publish", mode=mode).state == "published"
    assert not allows(walk("enter", mode=mode), "decline")


@pytest.mark.parametrize("mode", ["conferred", "entrusted", "stationed"])
def test_what_is_given_by_another_must_be_offered_first(mode):
    with pytest.raises(NeedsUnmet, match="先提出"):
        advance(Line("X", mode), step("enter"), BODIES)


@pytest.mark.parametrize("until", range(5))
def test_only_a_published_version_gives_power(until):
    draft = version("1", date(2024, 1, 1), "X", actions=WHOLE_WAY[:until])
    assert draft.notice is None and in_force([draft]) == ()
    assert [e.item_code for e in in_force([version("1", date(2024, 1, 1), "X")])] == ["X"]


def test_the_next_published_version_ends_the_one_before():
    one, two = version("1", date(2024, 1, 1), "X", "Y"), version("2", date(2026, 1, 1), "X")
    found = {(e.version, e.item_code): (e.valid_from, e.valid_until) for e in in_force([two, one])}
    assert found == {("1", "X"): (date(2024, 1, 1), date(2025, 12, 31)), ("1", "Y"): (date(2024, 1, 1), date(2025, 12, 31)),
                     ("2", "X"): (date(2026, 1, 1), None)}


def test_a_draft_does_not_end_the_version_in_force():
    draft = version("2", date(2026, 1, 1), "X", actions=("offer",))
    assert [(e.version, e.valid_until) for e in in_force([version("1", date(2024, 1, 1), "X"), draft])] == [("1", None)]


def test_a_recall_ends_an_entry_the_day_before():
    recall = Recall("town", ("X",), date(2025, 7, 1), "收回公告", "finish")
    found = {e.item_code: e.valid_until for e in in_force([version("1", date(2024, 1, 1), "X", "Y")], [recall])}
    assert found == {"X": date(2025, 6, 30), "Y": None}


def test_what_was_recalled_and_granted_anew_is_held_again():
    recall = Recall("town", ("X",), date(2025, 7, 1), "收回公告", "finish")
    versions = [version("1", date(2024, 1, 1), "X"), version("2", date(2026, 1, 1), "X")]
    assert [(e.valid_from, e.valid_until) for e in in_force(versions, [recall])] == [
        (date(2024, 1, 1), date(2025, 6, 30)), (date(2026, 1, 1), None)]


def test_an_entrustment_ends_with_its_term():
    assert in_force([version("1", date(2024, 1, 1), "X", until=date(2024, 12, 31))])[0].valid_until == date(2024, 12, 31)


def test_versions_differ_in_what_is_added_removed_and_changed():
    old = version("1", date(2024, 1, 1), "X", "Y", kinds=("warning", "fine"))
    new = version("2", date(2026, 1, 1), "Y", "Z", kinds=("warning",), top_fen=200_00)
    assert diff(old, new) == (("Z",), ("X",), {"Y": ("kinds", "top_fen")})
    assert diff(old, old) == ((), (), {})


def test_dates_alone_are_no_difference_and_unclaimed_items_are_not_granted():
    old, later = version("1", date(2024, 1, 1), "X"), version("2", date(2026, 1, 1), "X")
    assert diff(old, later) == ((), (), {})
    unclaimed = version("2", date(2026, 1, 1), "X", actions=("offer", "compare", "decline"))
    assert diff(old, unclaimed).removed == ("X",)


def test_the_shipped_lists_shrink_as_well_as_grow(rules):
    first, second = rules.power_lists["shiqiao"]
    assert diff(first, second) == ((), ("SR-010", "SL-004"), {})
    assert {c: first.lines[c].state for c in ("SR-010", "SL-004", "ST-006", "DL-001", "SR-001", "GH-003")} == {
        "SR-010": "withdrawn", "SL-004": "withdrawn", "ST-006": "not_claimed", "DL-001": "not_claimed", "SR-001": "published",
        "GH-003": "published"}
    assert first.notice.on == date(2023, 12, 20) and "公告" in first.notice.document


def test_a_shipped_draft_gives_no_power(rules):
    draft = rules.power_lists["yunling"][-1]
    assert draft.notice is None and {line.state for line in draft.lines.values()} == {"claimed", "not_claimed", "approved"}
    assert not any(e.version == draft.number for e in rules.lists)
