from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from web import forms
from web.words import yuan

FINE = {"type": "number", "key": "penalty_fen", "label": "罚款金额", "properties": {"kind": "money"}, "validate": {"required": True}}
RESULT = {"type": "radio", "key": "result", "label": "结果",
          "values": [{"label": "属实", "value": "yes"}, {"label": "不属实", "value": "no"}], "validate": {"required": True}}


def form(*components) -> dict:
    return {"components": list(components)}


def sent(*components, **posted) -> forms.Sent:
    return forms.parse(form(*components), MultiDict(posted))


@given(st.integers(0, 2**53 - 1))
def test_money_comes_back_as_the_same_fen_it_was_shown_from(fen):
    shown = forms.fields(form(FINE), {"penalty_fen": fen})[0].value
    assert sent(FINE, penalty_fen=shown).data == {"penalty_fen": fen}


@pytest.mark.parametrize("typed, fen", [("300", 30000), ("300.00", 30000), ("0.01", 1), ("1,000", 100000), ("１０００．５", 100050),
                                        (" 50 元", 5000), ("¥50", 5000), ("￥50", 5000), ("1e3", 100000)])
def test_money_is_read_as_people_write_it(typed, fen):
    assert sent(FINE, penalty_fen=typed).data == {"penalty_fen": fen}


@pytest.mark.parametrize("typed", ["三百", "1.005", "-1", "NaN", "inf", "1e400", "9" * 40, "0x10", "1..2", "<b>1</b>"])
def test_money_that_cannot_be_read_is_refused_in_words_and_kept_as_typed(typed):
    found = sent(FINE, penalty_fen=typed)
    assert "penalty_fen" not in found.data
    shown = forms.fields(form(FINE), sent=found, wrong=found.errors)[0]
    assert shown.value == typed and shown.errors and shown.focus


@pytest.mark.parametrize("fen, text", [(0, "0.00"), (5, "0.05"), (30000, "300.00"), (10000000, "100,000.00"), (None, "")])
def test_fen_are_shown_as_yuan_with_two_decimals(fen, text):
    assert yuan(fen) == text


def test_few_options_are_radio_buttons_and_many_are_a_list():
    many = {"type": "select", "key": "mode", "label": "方式", "values": [{"label": str(n), "value": str(n)} for n in range(5)]}
    few = {**many, "values": many["values"][:4]}
    assert [f.kind for f in forms.fields(form(few, {**many, "key": "other"}))] == ["radio", "select"]


def test_only_the_first_wrong_field_asks_for_the_focus():
    found = sent(RESULT, FINE)
    shown = forms.fields(form(RESULT, FINE), sent=found, wrong=found.errors)
    assert [f.focus for f in shown] == [True, False]
    assert found.errors == {"result": ["请选择"], "penalty_fen": ["请填写"]}


def test_a_date_is_read_with_or_without_the_browsers_picker():
    day = {"type": "datetime", "subtype": "date", "key": "on", "dateLabel": "日期"}
    assert forms.fields(form(day))[0].kind == "date" and forms.fields(form(day))[0].label == "日期"
    assert sent(day, on="2026-03-09").data == sent(day, on="2026年3月9日").data == sent(day, on="2026/3/9").data == {"on": "2026-03-09"}
    assert sent(day, on="2026-02-30").errors and sent(day, on="明天").errors


def test_an_unticked_box_says_no_and_a_required_one_must_be_ticked():
    box = {"type": "checkbox", "key": "shown", "label": "已出示证件"}
    assert sent(box).data == {"shown": False} and sent(box, shown="yes").data == {"shown": True}
    assert sent({**box, "validate": {"required": True}}).errors == {"shown": ["请选择"]}


@pytest.mark.parametrize(("kept", "chosen"), [(True, ["yes"]), (False, ["no"]), (None, []), ("no", ["no"])])
def test_a_yes_or_no_may_be_left_open(kept, chosen):
    first = {"type": "radio", "key": "first", "label": "是否初次违法", "properties": {"kind": "yes_no"},
             "values": [{"label": "是", "value": "yes"}, {"label": "否", "value": "no"}]}
    shown = forms.fields(form(first), {"first": kept})[0]
    assert [o.value for o in shown.options if o.chosen] == chosen
    assert sent(first).data == {} and sent(first, first="no").data == {"first": "no"}
    assert [r["text"] for r in forms.record(form(first), {"first": kept})] == {True: ["是"], False: ["否"], "no": ["否"], None: []}[kept]


def test_a_group_may_matter_for_one_answer_only():
    group = {"type": "group", "label": "裁量", "conditional": {"hide": '=conclusion != "penalty"'},
             "components": [{"type": "textarea", "key": "factors", "label": "情节"}]}
    shown = forms.fields(form(group))[0]
    assert shown.when == {"key": "conclusion", "is": ["penalty"]} and shown.fields[0].when is None


def test_an_emptied_field_is_said_to_be_empty_so_that_the_old_value_goes():
    note = {"type": "textarea", "key": "note", "label": "说明"}
    assert sent(note, note="").cleared({"note": "旧的", "elsewhere": 1}) == {"note": None}
    assert sent(note, note="新的").cleared({"note": "旧的"}) == {}


def test_a_field_that_does_not_matter_for_the_answer_is_not_asked_for():
    amount = {**FINE, "conditional": {"hide": '=result != "yes"'}}
    assert sent(RESULT, amount, result="no").errors == {}
    assert sent(RESULT, amount, result="yes").errors == {"penalty_fen": ["请填写"]}


@pytest.mark.parametrize("hide, when", [
    ('=a != "x"', {"key": "a", "is": ["x"]}), ('=a != "x" and a != "y"', {"key": "a", "is": ["x", "y"]}),
    ('=a = "x"', {"key": "a", "not": ["x"]}), ('=a = "x" or a = "y"', {"key": "a", "not": ["x", "y"]}),
    ('=a != "x" or b != "y"', None), ("=a > 3", None), ("", None)])
def test_conditions_of_a_known_shape_are_understood_and_others_leave_the_field_on_the_page(hide, when):
    assert forms.when_of({"conditional": {"hide": hide}}) == when


def test_groups_are_opened_and_foreign_keys_are_ignored():
    group = {"type": "group", "label": "处罚", "components": [FINE]}
    assert sent(group, penalty_fen="1", csrf="x", admin="1").data == {"penalty_fen": 100}
    assert forms.wrong_fields(forms.fields(form(group), wrong={"penalty_fen": ["低于下限"]}))[0].key == "penalty_fen"


def test_an_item_is_chosen_from_the_list_and_read_by_its_name():
    item = {"type": "textfield", "key": "item_code", "label": "事项", "properties": {"kind": "item"}}
    lists = {"item": [{"value": "SR-002", "label": "SR-002 店外经营", "group": "市容"}]}
    shown = forms.fields(form(item), {"item_code": "SR-002"}, lists=lists)[0]
    assert shown.kind == "select" and shown.options[0].chosen and shown.options[0].group == "市容"
    assert forms.record(form(item), {"item_code": "SR-002"}, lists) == [{"label": "事项", "text": "SR-002 店外经营"}]


def test_a_record_is_read_in_words():
    day = {"type": "datetime", "subtype": "date", "key": "on", "label": "日期"}
    box = {"type": "checkbox", "key": "shown", "label": "已出示证件"}
    data = {"result": "yes", "penalty_fen": 30050, "on": "2026-03-09", "shown": True}
    assert [r["text"] for r in forms.record(form(RESULT, FINE, day, box), data)] == ["属实", "300.50 元", "2026年3月9日", "是"]


def test_a_time_of_day_of_a_drawn_form_is_typed_shown_and_sent_as_an_instant():
    part = {"type": "datetime", "subtype": "datetime", "key": "demolition_at", "label": "实施时间"}
    drawn = {"components": [part]}
    sent = forms.parse(drawn, MultiDict({"demolition_at": "2026-09-15T23:00"}))
    assert sent.data == {"demolition_at": "2026-09-15T23:00:00+08:00"}
    [field] = forms.fields(drawn, sent.data)
    assert (field.kind, field.value) == ("moment", "2026-09-15T23:00")
    assert forms.record(drawn, sent.data) == [{"label": "实施时间", "text": "2026年9月15日 23:00"}]
    assert forms.parse(drawn, MultiDict({"demolition_at": "2026-09-15"})).errors == {"demolition_at": ["请填写日期和时间，例如 2026-03-09 14:05"]}
