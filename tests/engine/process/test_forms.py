"""Forms: what a field accepts, what it refuses, and in which words."""
from __future__ import annotations

import json

import pytest
from hypothesis import given, settings, strategies as st

from engine.errors import DefinitionInvalid, FormInvalid
from engine.process import forms

COMPONENTS = [
    {"type": "text", "text": "说明"},
    {"type": "textfield", "key": "name", "label": "姓名", "validate": {"required": True, "maxLength": 10}},
    {"type": "textarea", "key": "note"},
    {"type": "group", "components": [{"type": "number", "key": "count", "decimalDigits": 0, "validate": {"min": 1, "max": 9}}]},
    {"type": "number", "key": "fine", "properties": {"kind": "money"}, "validate": {"max": 100000}},
    {"type": "number", "key": "rate", "decimalDigits": 2},
    {"type": "select", "key": "kind", "values": [{"label": "警告", "value": "warning"}, {"label": "罚款", "value": "fine"}]},
    {"type": "radio", "key": "mode", "values": [{"label": "甲", "value": "a"}]},
    {"type": "checkbox", "key": "told", "validate": {"required": True}},
    {"type": "checklist", "key": "rights", "values": [{"label": "一", "value": "1"}, {"label": "二", "value": "2"}]},
    {"type": "datetime", "key": "on", "subtype": "date", "dateLabel": "日期"},
    {"type": "datetime", "key": "at", "subtype": "datetime"},
    {"type": "datetime", "key": "clock", "subtype": "time"},
    {"type": "radio", "key": "first", "properties": {"kind": "yes_no"}, "values": [{"label": "是", "value": "yes"}, {"label": "否", "value": "no"}]},
    {"type": "textfield", "key": "code", "validate": {"pattern": "[0-9]{4}"}},
]
FORM = forms.parse(json.dumps({"id": "f", "components": COMPONENTS}).encode())


def one(key: str, value: object) -> object:
    return FORM.load({key: value}, partial=True)[key]


@pytest.mark.parametrize(("key", "value", "kept"), [
    ("name", "王五", "王五"), ("name", "e\u0301", "é"), ("note", "第一行\r\n第二行", "第一行\n第二行"), ("count", 3, 3), ("count", 3.0, 3), ("fine", 20000, 20000),
    ("rate", 1.25, 1.25), ("kind", "fine", "fine"), ("told", True, True), ("rights", ["1", "2"], ["1", "2"]), ("rights", [], []), ("on", "2026-03-01", "2026-03-01"),
    ("at", "2026-03-01T08:30:00+08:00", "2026-03-01T08:30:00+08:00"), ("clock", "09:30", "09:30"), ("code", "0123", "0123"), ("first", "yes", True), ("first", "no", False), ("first", True, True), ("first", False, False), ("first", "", None),
    ("first", None, None), ("note", "", None), ("kind", None, None)])
def test_a_good_value_is_kept(key, value, kept):
    assert one(key, value) == kept and type(one(key, value)) is type(kept)


@pytest.mark.parametrize(("key", "value"), [
    ("name", ""), ("name", None), ("name", "   "), ("name", 5), ("name", True), ("name", ["x"]), ("name", {"a": 1}), ("name", "x" * 11), ("name", "a\nb"), ("name", "a\x00"),
    ("name", "a\u202eb"), ("name", "a\u200bb"), ("name", "\ud800"), ("note", "x" * 5001), ("note", "a\x1b"), ("count", True), ("count", "3"), ("count", 0), ("count", 10),
    ("count", 2.5), ("count", float("nan")), ("count", float("inf")), ("fine", 12.5), ("fine", -1), ("fine", 100001), ("fine", "200"), ("rate", 1.234), ("rate", 10**30),
    ("kind", "prison"), ("kind", 1), ("kind", ["fine"]), ("told", 1), ("told", "true"), ("told", False), ("told", None), ("rights", "1"), ("rights", ["3"]), ("rights", ["1", "1"]),
    ("rights", [1]), ("on", "2026-02-30"), ("on", "2026/03/01"), ("on", "20260301"), ("on", "0001-01-01"), ("on", 20260301), ("at", "2026-03-01T08:30:00"), ("clock", "25:00"),
    ("code", "12345"), ("code", "abcd"), ("first", "maybe"), ("first", 1), ("mode", True), ("unknown", 1), ("__class__", 1)])
def test_a_bad_value_is_refused_in_chinese(key, value):
    with pytest.raises(FormInvalid) as refusal:
        FORM.load({key: value}, partial=True)
    assert list(refusal.value.fields) == [key]
    assert all(any("\u4e00" <= char <= "\u9fff" for char in message) for message in refusal.value.fields[key])


def test_required_fields_may_be_missing_from_a_draft_only():
    assert FORM.load({}, partial=True) == {}
    with pytest.raises(FormInvalid) as refusal:
        FORM.load({})
    assert refusal.value.fields == {"name": ["请填写"], "told": ["请填写"]}


def test_a_form_knows_its_fields_and_its_public_json_is_a_copy():
    assert FORM.keys >= {"name", "count", "on"} and {f.key: f.label for f in FORM.fields}["on"] == "日期"
    FORM.public()["components"].clear()
    assert len(FORM.public()["components"]) == len(COMPONENTS)


@pytest.mark.parametrize("source", [
    b"", b"[]", b"{", b"\xff", b'{"components": 5}', b'{"components": [5]}', b'{"components": [{"type": "textfield"}]}', b'{"components": NaN}',
    b'{"components": [{"type": "textfield", "key": "a b"}]}', b'{"components": [{"type": "textfield", "key": "__x", "validate": {"pattern": "("}}]}',
    b'{"components": [{"type": "textfield", "key": "a"}, {"type": "number", "key": "a"}]}', b'{"components": [{"type": "filepicker", "key": "a"}]}',
    b'{"components": [{"type": "textfield", "key": "a", "validate": {"pattern": "(a+)+b"}}]}', b"[" * 100_000,
    b'{"components": [{"type": "number", "key": "a", "validate": {"min": "x"}}]}', b'{"components": [{"type": "dynamiclist", "components": []}]}',
    b'{"components": [{"type": "select", "key": "a", "values": [5]}]}', b'{"components": [{"type": "textfield", "key": "a", "validate": 5}]}',
    b'{"components": [{"type": "textfield", "key": "a", "properties": 5}]}', b'{"components": [{"type": "group", "components": 5}]}'])
def test_a_file_that_is_not_a_form_is_refused(source):
    with pytest.raises(DefinitionInvalid):
        forms.parse(source)


def test_a_slow_pattern_cannot_be_declared():
    for pattern in ("(a|aa)+", "(.*)*x", "(a*){5}", ".*.*.*.*x", "a" * 201):
        with pytest.raises(DefinitionInvalid):
            forms.parse(json.dumps({"components": [{"type": "textfield", "key": "a", "validate": {"pattern": pattern}}]}).encode())


VALUES = st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
                      lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3), max_leaves=6)


@settings(max_examples=300, deadline=None, database=None)
@given(st.dictionaries(st.sampled_from(sorted(FORM.keys)) | st.text(max_size=4), VALUES, max_size=5))
def test_anything_sent_is_kept_as_plain_json_or_refused_by_field(data):
    try:
        kept = FORM.load(data, partial=True)
    except FormInvalid as refusal:
        assert set(refusal.fields) <= set(data)
    else:
        json.dumps(kept, allow_nan=False)
        assert FORM.load(kept, partial=True) == kept or None in kept.values()
