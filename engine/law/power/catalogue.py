"""The catalogue of items 事项总目录: overlapping list tags, kinds, owners of 审批、监管、处罚, levels of 属地管理, departments that overlap."""
from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Iterable, Mapping, NamedTuple

from engine.errors import BadInput

#: Kinds of item; every item is of exactly one, so their counts add up to the whole.
KINDS = {"penalty": "行政处罚", "inspection": "监督检查", "compulsion": "行政强制", "other": "其他"}
LEVELS = {"city": "市级", "county": "县级", "town": "乡镇（街道）"}
#: Declared totals are for the whole list, a kind, or a tag.
WHOLE = "总数"


@dataclass(frozen=True, slots=True)
class Department:
    """A department 主管部门 that may own powers without having a power list here. `agency` is its full name."""

    code: str
    name: str
    agency: str


@dataclass(frozen=True, slots=True)
class Tag:
    """A list 清单 that items belong to. Tags overlap: one catalogue, not a partition."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class CatalogueItem:
    """What the catalogue says of one item. Departments are codes; empty where there is none.

    Attributes:
        kind: a key of KINDS. tags: codes of the lists it is on.
        approval, regulation, penalty: owners of 审批权, 监管权, 处罚权 at county level; only 处罚 moves when an item is delegated.
        determination: the department that must be asked 技术认定; question: what it is asked.
        lead, assist: levels of 主体责任 and 配合责任, keys of LEVELS, with the exact duties of each.
    """

    code: str
    name: str
    kind: str
    domain: str = ""
    tags: tuple[str, ...] = ()
    approval: str = ""
    regulation: str = ""
    penalty: str = ""
    determination: str = ""
    question: str = ""
    lead: str = ""
    lead_duties: tuple[str, ...] = ()
    assist: str = ""
    assist_duties: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Overlap:
    """Departments whose duties overlap in one matter 职责交叉.

    Attributes:
        shares: department code → what of the matter is its business.
        lead: who leads 牵头, "" when that was never settled. basis: the document that settles it.
    """

    code: str
    name: str
    items: tuple[str, ...]
    shares: Mapping[str, str]
    lead: str
    basis: str


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything the catalogue files say.

    Attributes:
        fields: field of enforcement 执法领域 → the domains of items in it.
        bodies: who signs off a list, code → name, in order.
    """

    items: Mapping[str, CatalogueItem] = field(default_factory=dict)
    departments: Mapping[str, Department] = field(default_factory=dict)
    tags: Mapping[str, Tag] = field(default_factory=dict)
    overlaps: tuple[Overlap, ...] = ()
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    bodies: Mapping[str, str] = field(default_factory=dict)

    def field_of(self, item_code: str) -> str:
        """The field of enforcement an item belongs to; "" when none is named."""
        domain = self.items[item_code].domain if item_code in self.items else ""
        return next((name for name, domains in self.fields.items() if domain in domains), "")


class Declared(NamedTuple):
    """A total that a list declares: `what` is WHOLE, a kind's or a tag's name or code; `line` where it stands."""

    what: str
    count: int
    line: int | None = None


class Miscount(NamedTuple):
    """A total that does not hold, in Chinese, and where it was declared."""

    reason: str
    line: int | None


@dataclass(frozen=True, slots=True)
class Route:
    """Who deals with a matter when several could.

    Attributes:
        lead: code of the leading department; "" when it is disputed and goes to 争议处理.
        assisting: the others with a share. overlaps: the rows this rests on.
    """

    lead: str
    assisting: tuple[str, ...]
    overlaps: tuple[Overlap, ...]

    @property
    def disputed(self) -> bool:
        """Whether no lead is settled, or two rows name different ones (行政处罚法第二十五条第二款)."""
        return not self.lead


def route(catalogue: Catalogue, item_code: str) -> Route:
    """The leading and assisting departments for an item; its penalty owner alone when no overlap is on record.

    Raises:
        BadInput: an item that is not in the catalogue.
    """
    if item_code not in catalogue.items:
        raise BadInput(f"事项 {item_code} 不在事项总目录内。", item_code=item_code)
    rows = tuple(o for o in catalogue.overlaps if item_code in o.items)
    if not rows:
        return Route(catalogue.items[item_code].penalty, (), ())
    leads = {o.lead for o in rows}
    lead = leads.pop() if len(leads) == 1 else ""
    return Route(lead, tuple(dict.fromkeys(d for o in rows for d in o.shares if d != lead)), rows)


def tagged(items: Iterable[CatalogueItem], tag: str) -> tuple[CatalogueItem, ...]:
    """The items on a list."""
    return tuple(i for i in items if tag in i.tags)


def untagged(items: Iterable[CatalogueItem], *tags: str) -> tuple[CatalogueItem, ...]:
    """The items on none of these lists."""
    return tuple(i for i in items if not set(tags) & set(i.tags))


def miscounts(items: Iterable[CatalogueItem], declared: Iterable[Declared], tags: Mapping[str, Tag]) -> list[Miscount]:
    """The declared totals that do not hold.

    The whole and each kind are counted, and declared kinds must add up to the declared whole. Each tag is counted by itself:
    tags overlap and leave items out, so they are never added up.
    """
    rows, declared = list(items), list(declared)
    words = {**{name: code for code, name in KINDS.items()}, **{t.name: t.code for t in tags.values()}}
    kinds, marks = Counter(i.kind for i in rows), Counter(t for i in rows for t in i.tags)
    found, said = [], {}
    for total in declared:
        key = words.get(total.what, total.what)
        if key not in (WHOLE, *KINDS, *tags):
            found.append(Miscount(f"合计项“{total.what}”既不是事项类型，也不是清单名称", total.line))
            continue
        if key in said and said[key].count != total.count:
            found.append(Miscount(f"“{total.what}”的合计前后不一：{said[key].count}、{total.count}", total.line))
        said[key] = total
        counted = len(rows) if key == WHOLE else kinds[key] if key in KINDS else marks[key]
        if counted != total.count:
            found.append(Miscount(f"“{total.what}”写明 {total.count} 项，实有 {counted} 项", total.line))
    by_kind = [said[k].count for k in KINDS if k in said]
    if WHOLE in said and len(by_kind) == len(KINDS) and sum(by_kind) != said[WHOLE].count:
        found.append(Miscount(f"各类型合计 {'+'.join(map(str, by_kind))}={sum(by_kind)}，与总数 {said[WHOLE].count} 不符", said[WHOLE].line))
    return found
