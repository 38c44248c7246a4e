"""Decision tables (DMN) over SpiffWorkflow's model, with our evaluator in every cell.

Stock 3.2 glues cell texts into one string to evaluate, and treats every hit policy but COLLECT as "first match".
Here UNIQUE means unique, an undecided table is an error unless its outputs have default entries, and any other
policy is refused when the table is read.
"""
from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.dmn.engine.DMNEngine import DMNEngine
from SpiffWorkflow.dmn.parser.DMNParser import DMNParser

from engine.errors import DefinitionInvalid, ExpressionError
from engine.process.bpmn import refused, safe_root
from engine.process.expressions import Compiled, compile_expr, normalise
from engine.process.values import equal, truth

POLICIES = ("UNIQUE", "FIRST", "COLLECT")
_AGGREGATES: dict[str, Callable[[list[Any]], Any]] = {"SUM": sum, "COUNT": len, "MIN": min, "MAX": max}
_INPUT = "dmn_input"
_TEST = re.compile(r"\s*(<=|>=|==|!=|<|>|not\s+in\b|in\b)")

#: A cell as a test of the input's value over the variables.
Test = Callable[[Any, Mapping[str, Any]], bool]


@dataclass(frozen=True)
class _Rule:
    number: int
    tests: tuple[Test | None, ...]
    outputs: tuple[Compiled | None, ...]


def interval(code: str) -> tuple[str, str, bool, bool] | None:
    """A cell of the form `[1..5)`: both ends as they are written, and whether each belongs to it; None for any other cell.

    Taken apart by hand, as a regular expression for it needs the cube of the cell's length to find that it is none.
    """
    code = code.strip()
    low, dots, high = (one.strip() for one in code[1:-1].partition(".."))
    if not (low and dots and high and code[0] in "[(]" and code[-1] in "])["):
        return None
    return low, high, code[0] == "[", code[-1] == "]"


class Decision(DMNEngine):
    """One compiled decision table.

    Attributes:
        id: the id of the DMN decision; `e:decision` names it.
        names: the variables its cells read.
        outputs: the variables it sets.
    """

    def __init__(self, table: Any, id: str, name: str, aggregate: str | None, defaults: Mapping[str, Compiled]):
        super().__init__(table)
        self.id, self.name, self.policy, self.aggregate = id, name, table.hit_policy, aggregate
        self.outputs = tuple(output.name or output.label for output in table.outputs)
        self.defaults = dict(defaults)
        self._names: set[str] = set()
        self._inputs = [self._expression(f"输入「{i.label or i.id}」", i.expression or i.label) for i in table.inputs]
        self._rules = [self._rule(rule) for rule in table.rules]
        self.names = frozenset(self._names) - {_INPUT}

    def result(self, task: Any) -> dict[str, Any]:
        """SpiffWorkflow's entry point: the outputs for one task."""
        return self.decide(task.workflow.top_workflow.script_engine.overlay(task))

    def decide(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """The outputs for these variables.

        Raises:
            ExpressionError: no rule applies and there is no default; two rules apply under UNIQUE; a cell fails.
        """
        values = [expression(data) for expression in self._inputs]
        hits = [rule for rule in self._rules if self._applies(rule, values, data)]
        if self.policy == "UNIQUE" and len(hits) > 1:
            raise ExpressionError(f"决策表「{self.name}」要求唯一命中，但第 {hits[0].number}、{hits[1].number} 行同时符合")
        if self.policy == "COLLECT" and (hits or self.aggregate):
            return self._collect(hits, data)
        if hits:
            return self._read(hits[0], data)
        if set(self.defaults) == set(self.outputs):
            return {output: default(data) for output, default in self.defaults.items()}
        raise ExpressionError(f"决策表「{self.name}」没有一行符合当前数据，也没有默认结果")

    def _applies(self, rule: _Rule, values: list[Any], data: Mapping[str, Any]) -> bool:
        try:
            return all(test is None or test(value, data) for test, value in zip(rule.tests, values))
        except ExpressionError as fault:
            raise ExpressionError(f"决策表「{self.name}」第 {rule.number} 行：{fault.detail}") from fault

    def _read(self, rule: _Rule, data: Mapping[str, Any]) -> dict[str, Any]:
        return {output: cell(data) if cell is not None else None for output, cell in zip(self.outputs, rule.outputs)}

    def _collect(self, hits: list[_Rule], data: Mapping[str, Any]) -> dict[str, Any]:
        found = {output: [value for rule in hits if (value := self._read(rule, data)[output]) is not None]
                 for output in self.outputs}
        if self.aggregate is None:
            return found
        if self.aggregate != "COUNT" and any(type(v) not in (int, float) for values in found.values() for v in values):
            raise ExpressionError(f"决策表「{self.name}」要求汇总，但结果不是数字")
        return {output: _AGGREGATES[self.aggregate](values) if values or self.aggregate in ("SUM", "COUNT") else None
                for output, values in found.items()}

    def _expression(self, where: str, text: str | None) -> Compiled:
        try:
            compiled = compile_expr((text or "").strip())
        except ExpressionError as fault:
            raise refused("decisions", f"决策表「{self.name}」{where}：{fault.detail}", self.id) from fault
        if compiled.calls:
            raise refused("decisions", f"决策表「{self.name}」{where}：不能调用函数 {'、'.join(sorted(compiled.calls))}",
                          self.id)
        self._names |= compiled.names
        return compiled

    def _rule(self, rule: Any) -> _Rule:
        where = f"第 {rule.row_number} 行"
        tests = tuple(self._test(where, entry.lhs[0] if entry.lhs else None) for entry in rule.inputEntries)
        outputs = tuple(self._expression(where, entry.text) if (entry.text or "").strip() else None
                        for entry in rule.outputEntries)
        return _Rule(rule.row_number, tests, outputs)

    def _test(self, where: str, text: str | None) -> Test | None:
        text = (text or "").strip()
        if text in ("", "-", "—", "－"):
            return None
        code = normalise(text).strip()
        if found := interval(code):
            low, high, low_in, high_in = found
            code = f"({low}) {'<=' if low_in else '<'} {_INPUT} {'<=' if high_in else '<'} ({high})"
        elif "?" in _outside_strings(code):
            code = _replace_outside_strings(code)
        elif _TEST.match(code):
            code = f"{_INPUT} {code}"
        else:
            return self._same(where, code)
        compiled = self._expression(where, code)
        return lambda value, data: truth(compiled({**data, _INPUT: value}))

    def _same(self, where: str, code: str) -> Test:
        wanted = self._expression(where, code)
        several = "," in _outside_strings(code) and not code.startswith(("[", "("))
        if several:
            return lambda value, data: any(equal(value, one) for one in wanted(data))
        return lambda value, data: equal(value, wanted(data))


_PIECES = re.compile(r"""('(?:[^'])*'|"(?:[^"])*")""")


def _outside_strings(code: str) -> str:
    return "".join(_PIECES.split(code)[::2])


def _replace_outside_strings(code: str) -> str:
    pieces = _PIECES.split(code)
    return "".join(piece if place % 2 else piece.replace("?", _INPUT) for place, piece in enumerate(pieces))


def parse(data: bytes, filename: str = "") -> Decision:
    """Read one DMN file holding one decision table.

    Args:
        data: the file.
        filename: shown in messages.
    Raises:
        DefinitionInvalid: not DMN, not exactly one table, another hit policy, a cell that does not compile.
    """
    root = safe_root(data)
    space = root.tag[1:].partition("}")[0] if root.tag.startswith("{") else ""
    tables = [node for node in root.iter(f"{{{space}}}decisionTable")]
    if "DMN" not in space.upper() or len(tables) != 1 or len(list(root.iter(f"{{{space}}}decision"))) != 1:
        raise refused("decisions", f"决策文件 {filename} 应当有且只有一张决策表")
    table = tables[0]
    policy = (table.get("hitPolicy") or "UNIQUE").upper()
    aggregate = table.get("aggregation")
    if policy not in POLICIES or aggregate and (policy != "COLLECT" or aggregate not in _AGGREGATES):
        raise refused("decisions", f"决策文件 {filename} 的命中策略 {policy} 不支持，请改用 UNIQUE、FIRST 或 COLLECT")
    try:
        defaults = _prepare(table, space)
        parser = DMNParser(BpmnParser(), root, {"dmn": space}, filename=filename)
        parser.parse()
        return Decision(parser.decision.decisionTables[0], parser.decision.id, parser.decision.name or filename,
                        aggregate, {name: compile_expr(text) for name, text in defaults.items()})
    except ExpressionError as fault:
        raise refused("decisions", f"决策文件 {filename}：{fault.detail}") from fault
    except DefinitionInvalid:
        raise
    except Exception as fault:
        raise refused("decisions", f"决策文件 {filename} 的结构不完整，请在设计器中重新保存") from fault


def _prepare(table: Any, space: str) -> dict[str, str]:
    """Drop what the stock parser chokes on, make outputs ASCII, and take the default output entries."""
    defaults: dict[str, str] = {}
    known = {f"{{{space}}}{tag}" for tag in ("input", "output", "rule")}
    for child in list(table):
        if child.tag not in known:
            table.remove(child)
    for entry in table.iter(f"{{{space}}}outputEntry"):
        for text in entry.iter(f"{{{space}}}text"):
            text.text = normalise(text.text) if (text.text or "").strip() else None
    for output in table.iter(f"{{{space}}}output"):
        if not (output.get("name") or output.get("label") or "").strip():
            raise ExpressionError("有一列输出没有名称")
        for text in output.iterfind(f"{{{space}}}defaultOutputEntry/{{{space}}}text"):
            if (text.text or "").strip():
                defaults[output.get("name") or output.get("label")] = text.text
    return defaults
