"""Strict JSON: what two readers could understand differently is refused."""
from __future__ import annotations

import pytest

from api.body import strict_json
from engine.errors import BadInput


def test_plain_json_is_read_as_it_is():
    assert strict_json('{"地点": "人民路 12 号", "n": [1, -2.5, true, null]}'.encode()) == {"地点": "人民路 12 号", "n": [1, -2.5, True, None]}


@pytest.mark.parametrize(("raw", "said"), [
    (b'{"a": 1, "a": 2}', "重复"),
    (b'{"a": {"b": 1, "b": 1}}', "重复"),
    (b"NaN", "NaN"), (b"[Infinity]", "Infinity"), (b"[-Infinity]", "-Infinity"), (b"1e999", "超出范围"),
    (b"9007199254740992", "整数"), (b"1" * 5000, "整数"),
    (b'"\\u0000"', "控制字符"), (b'"\\ud800"', "控制字符"), (b'{"\\u0000": 1}', "控制字符"),
    (b"\xff", "UTF-8"), (b'{"a"', "第 1 行"), (b"", "第 1 行"), (b"{} {}", "第 1 行"),
    (b"[" * 40 + b"]" * 40, "嵌套"), (b"[" * 200_000, "嵌套"), (b'{"a":' * 200_000, "嵌套"),
])
def test_json_that_could_be_misread_is_refused_in_chinese(raw, said):
    with pytest.raises(BadInput) as refused:
        strict_json(raw)
    assert said in refused.value.detail


def test_the_largest_exact_integer_is_accepted():
    assert strict_json(b"9007199254740991") == 2**53 - 1
