"""The verdict as people read it: findings in sentences with their runs, what was explored, what is assumed."""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from engine.process.bpmn import Element
from engine.process.proof.explore import Explored, Hit
from engine.process.proof.obligations import Obligations
from engine.process.proof.shape import At, Move, Net

MOST_NAMED = 8
#: one fault in the flow shows in many places; the nearest of them are enough to find it
MOST_ALIKE = 3
_ALIKE = ("tokens", "stuck", "inclusive", "never")

ASSUMED = (
    "网关的条件不作计算：排他网关的任一分支、包容网关的任一组分支都看作可能；只有任务的 e:when 与其后网关对同一数据的判断前后一致。",
    "时间不作计算：期限届满、条件成立、消息到达都看作随时可能，也看作终会发生；到期的事项先于同时的办理和消息处理。",
    "没有人工环节的循环看作终会走出；多人办理的份数看作任意。",
    "人员、金额、送达日期等事实由服务在办理时逐项核对；本证明是第二道防线，不能代替它。",
)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something the drawing allows and must not, with the shortest run that shows it.

    Attributes:
        rule: needs, national, duty, guard, effect, clock_not_started, tokens, stuck, clock, never, inclusive, apart, people,
            unmodelled, too_large, or the name of a publish check.
        process, element: where it is shown; None for the whole.
        message: one Chinese sentence. article: the article behind it.
        path: (process key, element id) in the order they are reached.
        flows: (process key, flow id) taken on the way.
    """

    rule: str
    process: str | None
    element: str | None
    message: str
    article: str | None = None
    path: tuple[At, ...] = ()
    flows: tuple[At, ...] = ()
    severity: str = "error"

    def as_dict(self) -> dict[str, Any]:
        """The finding as plain JSON values."""
        return {"rule": self.rule, "process": self.process, "element": self.element, "severity": self.severity,
                "message": self.message, "article": self.article, "path": [list(at) for at in self.path],
                "flows": [list(at) for at in self.flows]}


@dataclass(frozen=True, slots=True)
class Proof:
    """The verdict on one process with everything it calls.

    Attributes:
        ok: nothing was found and nothing was left out.
        explored: `markings` states, `steps` moves, `seconds`, `reduced` (independent branches in one order only),
            `whole` (nothing left out).
        assumed: what the verdict rests on.
    """

    root: str
    ok: bool
    findings: tuple[Finding, ...]
    explored: Mapping[str, Any]
    assumed: tuple[str, ...] = ASSUMED

    def as_dict(self) -> dict[str, Any]:
        """The proof as plain JSON values."""
        return {"root": self.root, "ok": self.ok, "findings": [one.as_dict() for one in self.findings],
                "explored": dict(self.explored), "assumed": list(self.assumed)}

    def told(self) -> str:
        """The proof in Chinese, for a terminal."""
        figures = self.explored
        seen = f"共查看 {figures['markings']} 种状态、{figures['steps']} 步，用时 {figures['seconds']:.2f} 秒"
        if self.ok:
            return "\n".join([f"流程 {self.root} 已证明：每一条路都符合要求。{seen}。", "前提：", *(f"  {one}" for one in self.assumed)])
        lines = [f"流程 {self.root} 未通过证明，{len(self.findings)} 处问题。{seen}。"]
        for one in self.findings:
            lines.append(f"{one.process or '-'}/{one.element or '-'}：{one.message}（{one.rule}）")
            if one.path:
                lines.append("  " + " → ".join(element for _, element in one.path))
        return "\n".join(lines)


def figures(explored: Explored) -> dict[str, Any]:
    """What was explored, as plain values."""
    return {"markings": explored.markings, "steps": explored.steps, "seconds": round(explored.seconds, 3),
            "reduced": explored.reduced, "whole": explored.whole}


def path(run: Iterable[Move]) -> tuple[At, ...]:
    """The elements of a run in the order they are reached; a step that only finishes one is not named again."""
    reached: list[At] = []
    for move in run:
        for at in (move.at, *move.also):
            if not (move.act in ("finish", "again") and at in reached) and (not reached or reached[-1] != at):
                reached.append(at)
    return tuple(reached)


class Teller:
    """Puts hits into sentences."""

    def __init__(self, net: Net, obligations: Obligations):
        self.net, self.law = net, obligations

    def findings(self, hits: Iterable[Hit]) -> list[Finding]:
        """The hits as findings, the most telling rules and the shortest runs first."""
        order = {rule: number for number, rule in enumerate(_SENTENCES)}
        told: dict[str, int] = {}
        found = []
        for hit in sorted(hits, key=lambda hit: (order[hit.rule], len(hit.run), hit.at, hit.code)):
            told[hit.rule] = told.get(hit.rule, 0) + 1
            if hit.rule not in _ALIKE or told[hit.rule] <= MOST_ALIKE:
                found.append(self.finding(hit))
        return found

    def finding(self, hit: Hit) -> Finding:
        """One hit."""
        reached = path(hit.run)
        words = {"name": self.name(hit.at), "code": hit.code, "owed": self._owed(hit.code), "route": self._route(reached, hit),
                 "clock": self.law.clock_names.get(hit.code, hit.code), "duty": self.law.duty_names.get(hit.code, hit.code),
                 "own": self.law.duty_names.get(self.net.elements[hit.at].duty or "", "未写明的人员"),
                 "others": "、".join(self.name(at) for at in hit.others)}
        message = _SENTENCES[hit.rule].format(**words)
        if hit.article:
            message += f"依据：{hit.article}。"
        flows = tuple(flow for move in hit.run for flow in move.flows)
        return Finding(hit.rule, *hit.at, message, hit.article, reached, flows)

    def name(self, at: At) -> str:
        """An element as a designer finds it: 「名称」（编号）."""
        element: Element = self.net.elements[at]
        return f"「{element.name}」（{element.id}）" if element.name != element.id else f"「{element.id}」"

    def _owed(self, code: str) -> str:
        if code in self.law.by_code:
            return self.law.by_code[code].name
        meets = next((one.name for one in self.net.elements.values() if code in one.meets), None)
        return f"{meets}（{code}）" if meets else code

    def _route(self, reached: tuple[At, ...], hit: Hit) -> str:
        """The named stations of a run in words, the middle of a long one left out."""
        names = [self.net.elements[at].name for at in reached
                 if self.net.elements[at].name != at[1] and (at != hit.at or hit.rule in ("clock", "stuck"))]
        named = [name for number, name in enumerate(names) if not number or names[number - 1] != name]
        if len(named) > MOST_NAMED:
            named = [*named[:2], f"…（略去 {len(named) - MOST_NAMED + 1} 个环节）", *named[3 - MOST_NAMED:]]
        return "经" + "、".join(named) if named else "从开始"


#: rule → its sentence, in the order in which findings are told
_SENTENCES = {
    "national": "{route}，没有“{owed}”就能到达{name}；这道法定程序任何流程图都不能省去。",
    "needs": "{route}，没有“{owed}”就能到达{name}，而该环节写明须先有它。",
    "duty": "{name}应由承担“{duty}”职责的人员办理，图上写的是“{own}”。",
    "guard": "{name}没有写明 e:gates=\"{code}\"，作出这一行为时系统就不会核对法定条件。",
    "clock": "{name}起算的期限“{clock}”一直没有停止：{route}，流程就结束了。",
    "tokens": "{route}，{name}会同时出现两次；请先把各分支汇合，或者把它们放进同一个子流程。",
    "stuck": "{route}之后停在{others}，再也走不到结束。",
    "inclusive": "{route}，汇合网关{name}会不等其余分支就放行；请把这段分支放进子流程，或改用并行网关。",
    "clock_not_started": "{route}到达{name}时，它等待的期限“{clock}”没有起算，案件会停在这里。",
    "effect": "{name}写有 e:{code}，但只有用户任务办结时它才起作用，请改写在用户任务上。",
    "never": "没有一条路能走到{name}，图上它却连在后面：{route}之后轮不到它。",
}
