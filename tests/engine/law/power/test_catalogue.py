from dataclasses import replace

import pytest

from engine.errors import BadInput
from engine.law.power.catalogue import KINDS, WHOLE, CatalogueItem, Declared, Tag, miscounts, route, tagged, untagged

TAGS = {t.code: t for t in (Tag("total", "总清单"), Tag("comprehensive", "综合清单"), Tag("special", "专业清单"), Tag("township", "乡镇清单"))}


def base_list(penalty=101, inspection=13, compulsion=1, other=4) -> list[CatalogueItem]:
    """A base list 基础清单 of the size of DOMAIN 001-22."""
    sizes = {"penalty": penalty, "inspection": inspection, "compulsion": compulsion, "other": other}
    return [CatalogueItem(f"{kind}-{n}", "某事项", kind) for kind, size in sizes.items() for n in range(size)]


def district() -> list[CatalogueItem]:
    """The "1+3" lists of DOMAIN 002-3: 5010 = 1131 comprehensive + 3327 special + 552 of neither; 624 also for towns."""
    tags = [("total", "comprehensive", "township")] * 500 + [("total", "comprehensive")] * 631
    tags += [("total", "special", "township")] * 124 + [("total", "special")] * 3203 + [("total",)] * 552
    return [CatalogueItem(f"I-{n}", "某事项", "penalty", tags=of) for n, of in enumerate(tags)]


def test_the_kinds_of_a_list_add_up():
    declared = [Declared(WHOLE, 119), Declared("行政处罚", 101), Declared("监督检查", 13), Declared("行政强制", 1), Declared("其他", 4)]
    assert miscounts(base_list(), declared, TAGS) == []


def test_a_kind_that_is_one_short_is_named_with_its_line():
    declared = [Declared(WHOLE, 119, 120), Declared("行政处罚", 101, 121), Declared("监督检查", 13, 122)]
    found = miscounts(base_list(inspection=12, other=5), declared, TAGS)
    assert [(m.line, m.reason) for m in found] == [(122, "“监督检查”写明 13 项，实有 12 项")]


def test_declared_kinds_that_do_not_add_up_are_named():
    declared = [Declared(WHOLE, 119, 7), *(Declared(name, count) for name, count in zip(KINDS.values(), (101, 13, 1, 5)))]
    reasons = {m.reason for m in miscounts(base_list(), declared, TAGS)}
    assert "各类型合计 101+13+1+5=120，与总数 119 不符" in reasons


def test_overlapping_tags_are_counted_each_and_never_added_up():
    # 5010 ≠ 1131 + 3327 (+ 624): lists are tags on one catalogue, not a partition.
    items = district()
    declared = [Declared(*pair) for pair in ((WHOLE, 5010), ("总清单", 5010), ("综合清单", 1131), ("专业清单", 3327), ("乡镇清单", 624))]
    assert miscounts(items, declared, TAGS) == []
    assert len(untagged(items, "comprehensive", "special")) == 552 and len(tagged(items, "township")) == 624
    assert round(1131 / 5010 * 100, 2) == 22.57


@pytest.mark.parametrize("what, count", [("综合清单", 1130), ("township", 625), (WHOLE, 5009), ("某清单", 1)])
def test_each_declared_total_must_hold(what, count):
    assert [m.line for m in miscounts(district(), [Declared(what, count, 9)], TAGS)] == [9]


def test_one_total_declared_twice_must_agree():
    assert any("前后不一" in m.reason for m in miscounts(base_list(), [Declared(WHOLE, 119), Declared(WHOLE, 118)], TAGS))


def test_every_item_has_its_three_owners_and_its_levels(rules):
    catalogue = rules.catalogue
    assert set(catalogue.items) == set(rules.items)
    for item in catalogue.items.values():
        assert item.regulation in catalogue.departments and item.penalty in catalogue.departments and item.kind in KINDS
        assert {item.lead, item.assist} == {"county", "town"} and item.lead_duties and item.assist_duties
        assert catalogue.field_of(item.code)


def test_the_power_to_punish_moves_and_regulation_stays(rules):
    # 渣土: 住建 approves and regulates, the bureau punishes, towns by conferral.
    spoil = rules.catalogue.items["SR-010"]
    assert (spoil.approval, spoil.regulation, spoil.penalty) == ("housing", "housing", "demo_county")


def test_where_a_department_must_be_asked_it_is_told_what(rules):
    for item in rules.catalogue.items.values():
        assert bool(item.determination) == bool(item.question), item.code
    assert rules.catalogue.items["GH-001"].determination == "planning"
    assert "消除对规划实施的影响" in rules.catalogue.items["GH-001"].question


def test_what_towns_hold_by_conferral_is_the_township_list(rules):
    listed = {i.code for i in tagged(rules.catalogue.items.values(), "township")}
    assert {e.item_code for e in rules.lists if e.unit_code == "qingxi" and e.mode == "conferred"} == listed


@pytest.mark.parametrize("item, lead, assisting", [
    ("SR-007", "demo_county", ("planning", "market")),                       # 户外广告
    ("ST-004", "demo_county", ("ecology", "agriculture")),                  # 焚烧
    ("SR-010", "demo_county", ("housing", "ecology", "transport")),         # 渣土
    ("PS-001", "demo_county", ()),                                         # nobody else has a share
])
def test_an_overlap_names_who_leads_and_who_assists(rules, item, lead, assisting):
    found = route(rules.catalogue, item)
    assert (found.lead, found.assisting, found.disputed) == (lead, assisting, False)


def test_where_no_lead_is_settled_the_matter_is_disputed(rules):
    found = route(rules.catalogue, "SL-003")
    assert found.disputed and set(found.assisting) == {"water", "demo_county", "transport", "ecology"}


def test_two_rows_with_different_leads_are_a_dispute(rules):
    first = rules.catalogue.overlaps[0]
    both = replace(rules.catalogue, overlaps=(first, replace(first, code="other", lead="market")))
    assert route(both, "SR-006").disputed


def test_an_item_outside_the_catalogue_has_no_route(rules):
    with pytest.raises(BadInput):
        route(rules.catalogue, "XX-999")
