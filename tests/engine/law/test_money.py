import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import BadInput
from engine.law.money import in_words, yuan


@pytest.mark.parametrize("fen, words", [
    (0, "零元整"), (50_00, "伍拾元整"), (200_00, "贰佰元整"), (300_00, "叁佰元整"), (1000_00, "壹仟元整"),
    (1050_00, "壹仟零伍拾元整"), (1005_00, "壹仟零伍元整"), (3000_00, "叁仟元整"), (10_000_00, "壹万元整"),
    (100_000_00, "壹拾万元整"), (100_500_00, "壹拾万零伍佰元整"), (105_000_00, "壹拾万伍仟元整"), (1_000_000_00, "壹佰万元整"),
    (10_000_001_00, "壹仟万零壹元整"), (100_000_000_00, "壹亿元整"), (100_010_000_00, "壹亿零壹万元整"),
    (100_100_000_00, "壹亿零壹拾万元整"), (10_000_000_000_00, "壹佰亿元整"), (10_500_000_000_00, "壹佰零伍亿元整"),
    (20_000_000, "贰拾万元整"), (20_000_001, "贰拾万元零壹分"), (1000_01, "壹仟元零壹分"), (10_00, "壹拾元整"), (11_00, "壹拾壹元整"),
    (10_010, "壹佰元零壹角整"), (10_110, "壹佰零壹元壹角整"), (1_234_567_890_12, "壹拾贰亿叁仟肆佰伍拾陆万柒仟捌佰玖拾元零壹角贰分"),
    # 亿 is said once: what stands above it is counted in 亿.
    (1_234_500_000_000_00, "壹万贰仟叁佰肆拾伍亿元整"), (1_000_000_000_000_00, "壹万亿元整"), (1_000_000_000_001_00, "壹万亿零壹元整"),
    (9_999_999_999_999_999_99, "玖仟玖佰玖拾玖万玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
    # The bank rules' own examples: 1,409.50, 6,007.14, 1,680.32, 16,409.02, 325.04.
    (140_950, "壹仟肆佰零玖元伍角整"), (600_714, "陆仟零柒元壹角肆分"), (168_032, "壹仟陆佰捌拾元零叁角贰分"),
    (1_640_902, "壹万陆仟肆佰零玖元零贰分"), (32_504, "叁佰贰拾伍元零肆分"), (50, "伍角整"), (5, "伍分"),
])
def test_amounts_in_capitals(fen, words):
    assert in_words(fen) == words


@pytest.mark.parametrize("fen", [-1, 1.5, True, 10 ** 18, "5"])
def test_what_is_no_amount_is_refused(fen):
    with pytest.raises(BadInput):
        in_words(fen)


def read(words: str) -> int:
    """A second reader of Chinese capitals, left to right, that knows nothing of how they were written."""
    digits, places = "零壹贰叁肆伍陆柒捌玖", {"拾": 10, "佰": 100, "仟": 1000}
    total = section = digit = 0
    hundred_millions = 0
    for char in words.removesuffix("整"):
        if char in digits:
            digit = digits.index(char)
        elif char in places:
            section, digit = section + digit * places[char], 0
        elif char == "万":
            total, section, digit = (total + section + digit) * 10_000, 0, 0
        elif char == "亿":
            hundred_millions, total, section, digit = (total + section + digit) * 10 ** 8, 0, 0, 0
        elif char == "元":
            total, section, digit, hundred_millions = (hundred_millions + total + section + digit) * 100, 0, 0, 0
        elif char == "角":
            total, digit = total + digit * 10, 0
        elif char == "分":
            total, digit = total + digit, 0
    return total


@given(st.integers(0, 10 ** 18 - 1) | st.integers(0, 10 ** 7) | st.builds(lambda n, e: n * 10 ** e, st.integers(0, 999), st.integers(0, 15)))
def test_what_is_written_reads_back(fen):
    words = in_words(fen)
    assert read(words) == fen
    assert "零零" not in words and not words.startswith("零元零") and words.count("亿") <= 1 and words.endswith(("整", "分"))


@pytest.mark.parametrize("fen, text", [(0, "0 元"), (300_00, "300 元"), (1_250_50, "1,250.50 元"), (1_000_000_05, "1,000,000.05 元")])
def test_amounts_in_figures(fen, text):
    assert yuan(fen) == text
