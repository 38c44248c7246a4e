"""A case file bound: the order of DOMAIN §6.4, pages numbered in each volume, nothing lost and nothing overfull."""
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from engine.law.file.binding import Binding, Block, Part, Thing, bound

TWO = Binding("volumes", "正卷、副卷", "第四十七条", (("main", "正卷"), ("inner", "副卷")), ("main",), (
    Part("main", "立案", ("filing_approval",)), Part("main", "决定", ("penalty_decision",)), Part("main", "送达当事人", ("prior_notice", "service_receipt")),
    Part("main", "证据", ("records", "evidence", "measures")), Part("inner", "其他", ("*",)), Part("inner", "记录", ("deeds", "clocks"))), 10, 20)


def thing(kind: str, number: str = "", on: str | None = None, after: str = "", lines: int = 3, order: int = 0) -> Thing:
    return Thing(kind, kind, number, date.fromisoformat(on) if on else None, order, tuple(Block("text", "一行") for _ in range(lines)), after)


FILE = [thing("legal_review_opinion", "审1", "2026-03-17"), thing("prior_notice", "告1", "2026-02-12"), thing("penalty_decision", "决1", "2026-03-20"),
        thing("service_receipt", "达2", "2026-03-20", after="决1"), thing("service_receipt", "达1", "2026-02-12", after="告1"),
        thing("filing_approval", "立1", "2026-01-21"), thing("clocks"), thing("evidence")]


def test_the_decision_lies_before_the_notice_although_it_was_made_later():
    main, inner = bound(TWO, FILE)
    assert [e.thing.number or e.thing.kind for e in main.entries] == ["立1", "决1", "达2", "告1", "达1", "evidence"]
    assert [e.thing.number or e.thing.kind for e in inner.entries] == ["审1", "clocks"]
    assert main.open and not inner.open


def test_each_document_begins_on_a_page_of_its_own_and_each_volume_with_page_one():
    for volume in bound(TWO, FILE):
        assert [e.first_page for e in volume.entries] == list(range(1, len(volume.entries) + 1))
        assert [s.page for s in volume.sheets] == list(range(1, len(volume.sheets) + 1))


def test_a_receipt_whose_paper_is_not_there_keeps_a_place():
    main, _ = bound(TWO, [thing("service_receipt", "达9", "2026-03-01", after="void")])
    assert [e.thing.number for e in main.entries] == ["达9"]


def test_a_long_document_goes_on_over_several_pages():
    main, _ = bound(TWO, [thing("filing_approval", "立1", lines=25)])
    assert (main.entries[0].first_page, main.entries[0].last_page) == (1, 3)
    assert [len(s.blocks) for s in main.sheets] == [10, 10, 5]


def test_short_days_of_a_period_stand_two_in_a_line():
    days = tuple(Block("day", "第 1 日", "2026-01-01", True) for _ in range(20))
    main, inner = bound(TWO, [Thing("clocks", "期限", "", None, 0, days)])
    assert len(inner.sheets) == 1 and not main.entries


@given(st.lists(st.text("汉字ab 12。\n", max_size=400), max_size=12))
def test_no_word_is_lost_and_no_page_holds_more_than_it_can(texts):
    blocks = tuple(Block("text", text) for text in texts)
    _, inner = bound(TWO, [Thing("clocks", "期限", "", None, 0, blocks)])
    kept = "".join(b.text for s in inner.sheets for b in s.blocks)
    assert kept.replace(" ", "").replace("\n", "") == "".join(texts).replace(" ", "").replace("\n", "")
    for sheet in inner.sheets:
        lines = sum(1 + sum(sum(0.6 if c < "\u0250" else 1 for c in line) // 20 for line in b.text.split("\n")) for b in sheet.blocks)
        assert lines <= 2 * TWO.lines
