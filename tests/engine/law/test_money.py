import pytest

from engine.errors import BadInput
from engine.law.money import in_words


@pytest.mark.parametrize("fen, words", [
    (0, "零元整"), (50_00, "伍拾元整"), (200_00, "贰佰元整"), (300_00, "叁佰元整"), (1000_00, "壹仟元整"),
    (1050_00, "壹仟零伍拾元整"), (1005_00, "壹仟零伍元整"), (3000_00, "叁仟元整"), (10_000_00, "壹万元整"),
    (100_000_00, "壹拾万元整"), (100_500_00, "壹拾万零伍佰元整"), (105_000_00, "壹拾万伍仟元整"), (1_000_000_00, "壹佰万元整"),
    (10_000_001_00, "壹仟万零壹元整"), (100_000_000_00, "壹亿元整"), (100_010_000_00, "壹亿零壹万元整"),
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
