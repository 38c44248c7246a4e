"""Articles of law as they are cited: §17③ in the item catalogue, 第十七条第三款 on paper."""
from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

_DIGITS = "零一二三四五六七八九"
_PLACES = ((1000, "千"), (100, "百"), (10, "十"))
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩"
_SIGN = re.compile(rf"§(\d+)([{_CIRCLED}]*)((?:\(\d+\))*)")
#: §49/50/54 names three articles
_SLASH = re.compile(r"/(?=\d)")
_ARTICLE = re.compile(r"第[一二三四五六七八九十百千零]+条")
_ARABIC = re.compile(r"第[（(]?(\d+)[）)]?([条款项目])")
_BRACKETED = re.compile(r"第?[（(]([一二三四五六七八九十]+)[）)]([款项])")


@dataclass(frozen=True, slots=True)
class Cite:
    """An article 条, with the paragraphs 款 and items 项 of it that are meant; empty when the article has none."""

    article: int
    paragraphs: tuple[int, ...] = ()
    items: tuple[int, ...] = ()

    def __str__(self) -> str:
        paragraphs = "、".join(f"第{numeral(n)}款" for n in self.paragraphs)
        return f"第{numeral(self.article)}条{paragraphs}" + "、".join(f"第{numeral(n)}项" for n in self.items)


class Shortfall(NamedTuple):
    """What is wrong with a citation, in Chinese. `code`: "imprecise" (not down to 条、款、项), "other" (another article or law)."""

    code: str
    said: str


def numeral(number: int) -> str:
    """1 … 9999 as statutes count: 17 → 十七, 118 → 一百一十八, 1108 → 一千一百零八."""
    text, rest, gap = "", number, False
    for place, name in _PLACES:
        digit, rest = divmod(rest, place)
        if digit:
            text += ("零" if gap and text else "") + _DIGITS[digit] + name
            gap = False
        else:
            gap = bool(text)
    if rest:
        text += ("零" if gap else "") + _DIGITS[rest]
    return text[1:] if text.startswith("一十") else text


def cites(signs: str) -> list[Cite]:
    """The articles that catalogue notation names, those of the law before (原…§118①) included."""
    return [Cite(int(number), tuple(_CIRCLED.index(c) + 1 for c in circled), tuple(map(int, re.findall(r"\d+", items))))
            for number, circled, items in _SIGN.findall(_SLASH.sub("/§", signs))]


def plain(text: str) -> str:
    """A citation with numbers as characters and without spaces or brackets: 第 17 条第（三）项 → 第十七条第三项."""
    text = _ARABIC.sub(lambda m: f"第{numeral(int(m[1]))}{m[2]}", re.sub(r"\s+", "", text))
    return _BRACKETED.sub(lambda m: f"第{m[1]}{m[2]}", text)


def statute(signs: str) -> str:
    """The statute that catalogue notation names: 城乡规划法§41 → 城乡规划法."""
    return re.match(r"[^§(（]*", signs)[0].strip()


def shortfall(text: str, signs: str) -> Shortfall | None:
    """What a printed citation lacks of what the catalogue names, or None.

    Args:
        text: the citation as printed.
        signs: the catalogue's notation; any one of several articles is enough, and none is asked for where it names none.
    """
    text, law, wanted = plain(text), plain(statute(signs)), cites(signs)
    if law and law not in text:
        return Shortfall("other", f"没有引用事项目录所列的{law}")
    if not _ARTICLE.search(text):
        return Shortfall("imprecise", "没有写明第几条")
    named = [cite for cite in wanted if f"第{numeral(cite.article)}条" in text]
    if wanted and not named:
        return Shortfall("other", f"与事项目录所列的{'或者'.join(str(cite) for cite in wanted)}不一致")
    lacks = [said for cite in named if (said := _inside(text, cite))]
    return Shortfall("imprecise", lacks[0]) if named and len(lacks) == len(named) else None


def _inside(text: str, cite: Cite) -> str | None:
    after = _ARTICLE.split(text.split(f"第{numeral(cite.article)}条", 1)[1])[0]
    for numbers, unit in ((cite.paragraphs, "款"), (cite.items, "项")):
        if numbers and not any(f"第{numeral(n)}{unit}" in after for n in numbers):
            return f"第{numeral(cite.article)}条没有具体到{unit}（{'、'.join(f'第{numeral(n)}{unit}' for n in numbers)}）"
    return None
