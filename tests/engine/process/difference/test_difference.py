"""What a changed drawing, form or table is said to mean differently."""
from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine import rulebook
from engine.process import bundle
from engine.process.difference import between
from engine.process.proof import Obligations
from engine.settings import ROOT

FOLDER = ROOT / "processes"
KEY = "ordinary_penalty"


@pytest.fixture(scope="module")
def law() -> Obligations:
    return Obligations.of(rulebook.load(FOLDER / "law"))


@pytest.fixture(scope="module")
def shipped() -> bundle.Bundle:
    return bundle.read(FOLDER / KEY)


def changed(one: bundle.Bundle, path: str, *swaps: tuple[str, str]) -> bundle.Bundle:
    text = one.files[path].decode()
    for old, new in swaps:
        assert old in text, old
        text = text.replace(old, new, 1)
    return bundle.from_files({**one.files, path: text.encode()})


def compared(law, old: bundle.Bundle, new: bundle.Bundle):
    return between({KEY: old}, {KEY: new}, obligations=law)


def told(found) -> set[tuple]:
    return {(one.subject, one.id, one.how, one.what) for one in found.changes}


def test_a_process_does_not_differ_from_itself(law, shipped):
    found = compared(law, shipped, shipped)
    assert (found.changes, found.owed, found.moved) == ((), (), 0)
    assert found.told() == "内容没有差别。"


def test_tidying_up_the_page_is_no_change_of_meaning(law, shipped):
    found = compared(law, shipped, changed(shipped, f"{KEY}.bpmn", ('Bounds x="', 'Bounds x="7')))
    assert found.changes == () and found.moved == 1


def test_another_duty_is_told_with_both_duties(law, shipped):
    new = changed(shipped, f"{KEY}.bpmn", ('id="legal_review" name="法制审核" e:duty="review"', 'id="legal_review" name="法制审核" e:duty="handle"'))
    (one,) = compared(law, shipped, new).changes
    assert (one.subject, one.id, one.what, one.before, one.after, one.shown) == ("element", "legal_review", "职责", "review", "handle", "legal_review")
    assert one.message == "更改环节“法制审核”的职责：由“review”改为“handle”。"


def test_a_rewired_flow_names_where_it_went_and_goes(law, shipped):
    text = shipped.diagram.decode()
    start = text.index('sequenceFlow id="') + len('sequenceFlow id="')
    flow = text[start:text.index('"', start)]
    target = text[text.index('targetRef="', start) + len('targetRef="'):]
    target = target[:target.index('"')]
    new = bundle.from_files({**shipped.files, f"{KEY}.bpmn": (text[:start] + text[start:].replace(f'targetRef="{target}"', 'targetRef="legal_review"', 1)).encode()})
    found = [one for one in compared(law, shipped, new).changes if one.subject == "flow" and one.how == "rewired"]
    assert [(one.id, one.what, one.after) for one in found] == [(flow, "终点", "法制审核")]


def test_the_order_of_codes_in_a_list_means_nothing(law, shipped):
    text = shipped.diagram.decode()
    start = text.index('e:needs="') + len('e:needs="')
    codes = text[start:text.index('"', start)]
    assert " " in codes
    turned = " ".join(reversed(codes.split()))
    assert not compared(law, shipped, changed(shipped, f"{KEY}.bpmn", (f'e:needs="{codes}"', f'e:needs="{turned}"'))).changes


def test_a_need_the_drawing_made_itself_comes_and_goes_without_an_article(law, shipped):
    more = changed(shipped, f"{KEY}.bpmn", ('e:needs="', 'e:needs="second_look '))
    (gained,) = compared(law, shipped, more).owed
    (lost,) = compared(law, more, shipped).owed
    assert (gained.how, lost.how, gained.code, gained.article) == ("gained", "lost", "second_look", None)
    assert "流程图自行规定" in lost.message


def test_a_national_obligation_goes_only_with_the_act_it_belongs_to(law, shipped):
    """行政处罚法第五十八条: without the act that issues the decision no review is owed any more, and the difference says so."""
    text = shipped.diagram.decode()
    task = text.index('id="decide"')
    head = text[task:text.index(">", task)]
    # attributes hold spaces, so cut them out whole
    for name in ("needs", "gates", "meets", "paper"):
        if f'e:{name}="' in head:
            start = head.index(f'e:{name}="')
            head_end = head.index('"', start + len(f'e:{name}="')) + 1
            head = head[:start] + head[head_end:]
    new = bundle.from_files({**shipped.files, f"{KEY}.bpmn": (text[:task] + head + text[text.index(">", task):]).encode()})
    lost = {one.code: one.article for one in compared(law, shipped, new).owed if one.how == "lost" and one.element == "decide"}
    assert lost["legal_review"] == "行政处罚法第五十八条"


def test_fields_of_a_form_are_compared_one_by_one(law, shipped):
    form = json.loads(shipped.files["forms/legal_review.json"])
    gone, kept = form["components"][0], form["components"][1]
    form["components"] = [{**kept, "label": "送审日"}, *form["components"][2:], {"key": "extra", "type": "textfield", "label": "另附说明"}]
    new = bundle.from_files({**shipped.files, "forms/legal_review.json": json.dumps(form, ensure_ascii=False).encode()})
    found = told(compared(law, shipped, new))
    assert found == {("field", f"legal_review.{gone['key']}", "removed", ""), ("field", f"legal_review.{kept['key']}", "changed", "名称"),
                     ("field", "legal_review.extra", "added", "")}


def test_a_changed_rule_of_a_table_is_told_with_its_cells(law, shipped):
    new = changed(shipped, "decisions/collective.dmn", ('<outputEntry id="rule_required_5"><text>true</text>', '<outputEntry id="rule_required_5"><text>false</text>'))
    (one,) = compared(law, shipped, new).changes
    assert (one.subject, one.id, one.before, one.after) == ("rule", "collective.rule_required", "true | - | - | - | true", "true | - | - | - | false")


def test_a_changed_setting_scenario_and_file_are_told(law, shipped):
    new = changed(shipped, "process.toml", ("order = 3", "order = 4"))
    new = bundle.from_files({**{p: c for p, c in new.files.items() if p != "scenarios/e2.toml"}, "papers/notice.typ": "告知书".encode()})
    assert told(compared(law, shipped, new)) == {("setting", "order", "changed", "排列次序"), ("scenario", "scenarios/e2.toml", "removed", ""),
                                                 ("paper", "papers/notice.typ", "added", "")}


def test_a_process_that_came_or_went_is_one_change(law, shipped):
    assert told(between({}, {KEY: shipped}, obligations=law)) == {("process", KEY, "added", "")}
    assert told(between({KEY: shipped}, {}, obligations=law)) == {("process", KEY, "removed", "")}


def test_what_is_told_is_plain_json(law, shipped):
    new = changed(shipped, f"{KEY}.bpmn", ('e:duty="review"', 'e:duty="decide"'))
    assert json.loads(json.dumps(compared(law, shipped, new).as_dict(), ensure_ascii=False))["changes"][0]["message"].endswith("。")


def test_every_shipped_process_can_be_compared_with_every_other(law):
    read = [bundle.read(path.parent) for path in Path(FOLDER).glob("*/process.toml")]
    for one in read:
        for other in read:
            same = between({"x": one}, {"x": other}, obligations=law)
            assert bool(same.changes) == (one.digest != other.digest)
