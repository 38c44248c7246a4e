"""The national obligations as data: what the shipped file says, and that a bad one is refused whole."""
from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from engine import rulebook
from engine.errors import RulePackInvalid
from engine.process.proof import Obligations

LAW = Path(__file__).parents[4] / "processes" / "law"


def test_every_obligation_and_act_names_its_article():
    national = rulebook.load(LAW).national
    assert all("第" in one.article and "条" in one.article for one in (*national.obligations, *national.acts, *national.apart))
    by_code = {one.code: one for one in national.obligations}
    assert set(by_code) >= {"filing", "investigation", "notice", "defence_window", "hearing", "legal_review", "decision",
                            "service"}
    assert (by_code["legal_review"].duties, by_code["legal_review"].voided_by, by_code["legal_review"].article) == (
        ("review",), ("handle",), "行政处罚法第五十八条")
    assert by_code["hearing"].asked == ("statement_outcome", "hearing_requested")
    assert set(by_code["defence_window"].elapsed) == {"statement", "hearing_request"}


def test_a_penalty_needs_notice_window_review_and_a_requested_hearing():
    act = next(one for one in rulebook.load(LAW).national.acts if one.code == "penalty_decision")
    assert set(act.needs) >= {"notice", "defence_window", "legal_review", "hearing"} and act.duty == "decide"
    assert act.covers(("decision",), (), ()) and act.covers((), ("decide",), ()) and act.covers((), (), ("penalty_decision",))
    assert not act.covers(("decision",), (), ("no_penalty_decision",)) and not act.covers(("filing",), ("file",), ())


def test_clocks_of_the_agency_are_owed_and_those_of_the_party_are_not():
    law = Obligations.of(rulebook.load(LAW))
    assert {"decide", "serve_decision", "publish", "close", "seizure"} <= law.owed
    assert not {"statement", "hearing_request", "pay", "reconsider", "sue"} & law.owed


@pytest.mark.parametrize(("old", "new", "reason"), [
    ('article = "行政处罚法第五十八条"', 'article = "本局惯例"', "没有写明条文"), ('duties = ["serve"]', 'duties = ["emperor"]', "emperor"),
    ('elapsed = ["statement", "hearing_request"]', 'elapsed = ["no_such_clock"]', "no_such_clock"),
    ('needs = ["service"]', 'needs = ["no_such_obligation"]', "no_such_obligation"), ('gates = ["decide"]',
        'gates = ["no_such_act"]', "no_such_act"),
    ('papers = ["penalty_approval"]', 'papers = ["no_such_paper"]', "no_such_paper"), ('code = "notice"', 'code = "hearing"',
        "重复"),
    ('duties = ["handle", "review", "decide"]', 'duties = ["handle"]', "两个以上"), ('code = "filing"',
        'code = "filing"\nlenient = true', "lenient")])
def test_a_bad_row_refuses_the_whole_pack_with_its_line(tmp_path, old, new, reason):
    folder = shutil.copytree(LAW, tmp_path / "law")
    file = folder / "obligations.toml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(RulePackInvalid) as refused:
        rulebook.load(folder)
    fault = next(one for one in refused.value.problems if reason in one["reason"])
    assert fault["file"] == "obligations.toml" and fault["line"]


def test_an_act_nothing_is_recognised_by_is_refused(tmp_path):
    folder = shutil.copytree(LAW, tmp_path / "law")
    file = folder / "obligations.toml"
    file.write_text(file.read_text(encoding="utf-8").replace('papers = ["investigation_report"]\n', ""), encoding="utf-8")
    with pytest.raises(RulePackInvalid) as refused:
        rulebook.load(folder)
    assert any("认出" in one["reason"] for one in refused.value.problems)


def test_without_the_file_there_is_no_law_in_force(tmp_path):
    folder = shutil.copytree(LAW, tmp_path / "law")
    (folder / "obligations.toml").unlink()
    with pytest.raises(RulePackInvalid):
        rulebook.load(folder)
