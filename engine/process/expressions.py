"""The only evaluator in the house: Python-looking expressions over plain data, and nothing else.

SpiffWorkflow's own engine is eval() and exec(): `os.system` ran from nine places of an uploaded diagram. Here the
text is parsed once, every node is looked up in an allow-list and turned into a closure, and only those closures
run. There is no attribute of a Python object, no call except to a registered function, no loop, no power, shift or
formatting, and every operation checks its operands' types: a rule that cannot be decided is an error, never "false".

Chinese names, full-width punctuation and ≥ ≤ ≠ may be written: （罚款金额 ≥ 50000）并且 案由 == “占道经营”.
"""
from __future__ import annotations

import ast
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from engine.errors import ExpressionError
from engine.process.functions import FUNCTIONS
from engine.process.values import ARITHMETIC, COMPARISONS, SCALARS, Run, bounded, item, number, plain, truth

MAX_CHARS = 1_000
MAX_NODES = 200
MAX_DEPTH = 20

_CONSTANTS = {"true": True, "false": False, "null": None, "真": True, "假": False, "空": None}
_PUNCTUATION = str.maketrans({
    "（": "(", "）": ")", "，": ",", "：": ":", "【": "[", "】": "]", "＝": "=", "＞": ">", "＜": "<", "！": "!",
    "＋": "+", "－": "-", "＊": "*", "／": "/", "．": ".", "？": "?", "\u3000": " ", "\n": " ", "\r": " ", "\t": " ",
    "≥": ">=", "≤": "<=", "≠": "!=", "×": "*", "÷": "/",
})
_WORDS = [(re.compile(r"(?<!\w)并且(?!\w)"), "and"), (re.compile(r"(?<!\w)或者(?!\w)"), "or"),
          (re.compile(r"(?<!\w)并非(?!\w)"), "not")]
_QUOTES = {'"': '"', "'": "'", "“": "”", "‘": "’"}
_NUMBER_THEN_LETTER = re.compile(r"(?<![\w.])\d+(?:\.\d*)?[^\W\d]")


#: One node, compiled.
Step = Callable[[Run], Any]


@dataclass(frozen=True, slots=True)
class Compiled:
    """A checked expression.

    Attributes:
        source: the text as written.
        names: data names it reads (also inside `has("…")`).
        calls: functions it calls that the caller must register, e.g. `clock`.
        clocks: the literal codes given to `clock("…")`.
    """

    source: str
    names: frozenset[str]
    calls: frozenset[str]
    clocks: frozenset[str]
    _step: Step

    def __call__(self, data: Mapping[str, Any], functions: Mapping[str, Callable] | None = None) -> Any:
        """The value over `data`; see `evaluate`."""
        try:
            return plain(self._step(Run(data, functions or {})))
        except (RecursionError, OverflowError, MemoryError) as fault:
            raise ExpressionError(f"表达式无法计算：{self.source}") from fault


def evaluate(src: str, data: Mapping[str, Any], functions: Mapping[str, Callable] | None = None) -> Any:
    """The value of an expression.

    Args:
        src: the expression, at most 1,000 characters.
        data: plain values by name; never changed.
        functions: functions the expression may call besides the built-in ones, by name.
    Returns:
        None, bool, int, float, str, or lists and dicts of these (always a copy).
    Raises:
        ExpressionError: anything that is not allowed, unknown, of the wrong type, or too much.
    """
    return compile_expr(src)(data, functions)


@lru_cache(4096)
def compile_expr(src: str) -> Compiled:
    """Check and compile an expression (cached by its text).

    Raises:
        ExpressionError: the text is not in the language.
    """
    if not isinstance(src, str) or not src.strip():
        raise ExpressionError("表达式为空")
    if len(src) > MAX_CHARS:
        raise ExpressionError(f"表达式超过 {MAX_CHARS} 个字符")
    text = normalise(src).strip()
    try:
        tree = ast.parse(text, mode="eval")
    except (SyntaxError, ValueError, MemoryError, RecursionError) as fault:
        raise ExpressionError(f"表达式有语法错误：{src.strip()[:80]}") from fault
    compiler = _Compiler()
    step = compiler.step(tree.body, 1)
    return Compiled(src, frozenset(compiler.names), frozenset(compiler.calls), frozenset(compiler.clocks), step)


@lru_cache(1024)
def compile_script(src: str) -> tuple[tuple[str, Compiled], ...]:
    """A script: lines of `name = expression`, nothing else.

    Returns:
        (name, expression) in order.
    Raises:
        ExpressionError: with the number of the offending line.
    """
    if not isinstance(src, str) or len(src) > 5 * MAX_CHARS:
        raise ExpressionError(f"脚本超过 {5 * MAX_CHARS} 个字符")
    steps = []
    for number, line in enumerate(src.splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        match = re.match(r"\s*([^\W\d]\w*)\s*[=＝](?![=＝])\s*(\S.*)$", line)
        if not match or match[1].startswith("_") or unicodedata.normalize("NFKC", match[1]) != match[1]:
            raise ExpressionError(f"第 {number} 行：脚本只允许「变量 = 表达式」")
        if len(steps) >= 50:
            raise ExpressionError("脚本超过 50 行")
        steps.append((match[1], compile_expr(match[2])))
    return tuple(steps)


def normalise(src: str) -> str:
    """Full-width punctuation and Chinese words outside strings made ASCII; strings become Python literals.

    Raises:
        ExpressionError: control characters, backslashes, or letters that Unicode would fold into others
            (`ｉｍｐｏｒｔ` reads as `import` to Python's parser).
    """
    out: list[str] = []
    position = 0
    while position < len(src):
        char = src[position]
        close = _QUOTES.get(char)
        if close is None:
            end = position
            while end < len(src) and src[end] not in _QUOTES:
                end += 1
            out.append(_plain_code(src[position:end]))
            position = end
            continue
        end = src.find(close, position + 1)
        if end < 0:
            raise ExpressionError("文字缺少结束的引号")
        content = src[position + 1:end]
        if "\\" in content or any(unicodedata.category(c) in ("Cc", "Cs") for c in content):
            raise ExpressionError("文字中不能有反斜杠或控制字符")
        out.append(repr(content))
        position = end + 1
    return "".join(out)


def _plain_code(code: str) -> str:
    code = code.translate(_PUNCTUATION)
    if "\\" in code or not code.isprintable():
        raise ExpressionError("表达式中不能有反斜杠、换行以外的控制字符")
    if unicodedata.normalize("NFKC", code) != code:
        raise ExpressionError("名称和数字请使用标准字符，不要用全角字母、全角数字或异体字符")
    if _NUMBER_THEN_LETTER.search(code):
        raise ExpressionError("数字请写成普通的十进制数")
    for word, operator in _WORDS:
        code = word.sub(operator, code)
    return code


class _Compiler:
    """Turns allowed AST nodes into closures; anything without a method here is refused."""

    def __init__(self) -> None:
        self.names: set[str] = set()
        self.calls: set[str] = set()
        self.clocks: set[str] = set()
        self.nodes = 0

    def step(self, node: ast.AST, depth: int) -> Step:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise ExpressionError(f"表达式过于复杂（超过 {MAX_NODES} 项），请拆成几条")
        if depth > MAX_DEPTH:
            raise ExpressionError(f"表达式嵌套过深（超过 {MAX_DEPTH} 层）")
        build = getattr(self, f"on_{type(node).__name__}", None)
        if build is None:
            raise ExpressionError(f"不支持的写法（{type(node).__name__}）")
        step = build(node, depth + 1)

        def checked(run: Run) -> Any:
            run.charge(1)
            return bounded(step(run))
        return checked

    def on_Constant(self, node: ast.Constant, depth: int) -> Step:
        value = node.value
        if type(value) not in SCALARS:
            raise ExpressionError("不支持的常量")
        bounded(value)
        return lambda run: value

    def on_Name(self, node: ast.Name, depth: int) -> Step:
        name = self._name(node.id)
        if name in _CONSTANTS:
            return lambda run: _CONSTANTS[name]
        self.names.add(name)

        def read(run: Run) -> Any:
            if name not in run.data:
                raise ExpressionError(f"没有名为「{name}」的数据")
            return run.data[name]
        return read

    def on_Attribute(self, node: ast.Attribute, depth: int) -> Step:
        whole, key = self.step(node.value, depth), self._name(node.attr)
        return lambda run: item(whole(run), key)

    def on_Subscript(self, node: ast.Subscript, depth: int) -> Step:
        whole, key = self.step(node.value, depth), self.step(node.slice, depth)
        return lambda run: item(whole(run), key(run))

    def on_BoolOp(self, node: ast.BoolOp, depth: int) -> Step:
        parts = [self.step(value, depth) for value in node.values]
        if isinstance(node.op, ast.And):
            return lambda run: all(truth(part(run)) for part in parts)
        return lambda run: any(truth(part(run)) for part in parts)

    def on_UnaryOp(self, node: ast.UnaryOp, depth: int) -> Step:
        operand = self.step(node.operand, depth)
        if isinstance(node.op, ast.Not):
            return lambda run: not truth(operand(run))
        if isinstance(node.op, ast.USub):
            return lambda run: -number(operand(run))
        raise ExpressionError("不支持的运算符")

    def on_BinOp(self, node: ast.BinOp, depth: int) -> Step:
        apply = ARITHMETIC.get(type(node.op))
        if apply is None:
            raise ExpressionError(f"不支持的运算符（{type(node.op).__name__}）")
        left, right = self.step(node.left, depth), self.step(node.right, depth)
        return lambda run: apply(run, left(run), right(run))

    def on_Compare(self, node: ast.Compare, depth: int) -> Step:
        values = [self.step(value, depth) for value in (node.left, *node.comparators)]
        tests = [self._comparison(op, right) for op, right in zip(node.ops, node.comparators)]

        def compare(run: Run) -> bool:
            left = values[0](run)
            for test, value in zip(tests, values[1:]):
                right = value(run)
                if not test(run, left, right):
                    return False
                left = right
            return True
        return compare

    def _comparison(self, op: ast.cmpop, right: ast.AST) -> Callable[[Run, Any, Any], bool]:
        if isinstance(op, (ast.Is, ast.IsNot)):
            if not (isinstance(right, ast.Constant) and right.value is None):
                raise ExpressionError("is 只能用于判断是否为空（is None）")
            return COMPARISONS[ast.Eq if isinstance(op, ast.Is) else ast.NotEq]
        return COMPARISONS[type(op)]

    def on_IfExp(self, node: ast.IfExp, depth: int) -> Step:
        test, then, otherwise = (self.step(part, depth) for part in (node.test, node.body, node.orelse))
        return lambda run: then(run) if truth(test(run)) else otherwise(run)

    def on_List(self, node: ast.List | ast.Tuple, depth: int) -> Step:
        items = [self.step(item, depth) for item in node.elts]
        return lambda run: [item(run) for item in items]

    on_Tuple = on_List

    def on_Call(self, node: ast.Call, depth: int) -> Step:
        if not isinstance(node.func, ast.Name) or node.keywords:
            raise ExpressionError("只能调用已登记的函数")
        name = self._name(node.func.id)
        if name in ("has", "有"):
            return self._has(node)
        arguments = [self.step(argument, depth) for argument in node.args]
        if name in FUNCTIONS:
            function, fewest, most = FUNCTIONS[name]
            if not fewest <= len(arguments) <= most:
                raise ExpressionError(f"函数 {name} 的参数个数不对")
            return lambda run: function(run, *[argument(run) for argument in arguments])
        self.calls.add(name)
        if name == "clock" and len(node.args) == 1 and isinstance(node.args[0], ast.Constant):
            self.clocks.add(str(node.args[0].value))
        return lambda run: _registered(run, name, [a(run) for a in arguments])

    def _has(self, node: ast.Call) -> Step:
        if len(node.args) != 1 or not isinstance(node.args[0], ast.Constant) or type(node.args[0].value) is not str:
            raise ExpressionError('has 的用法：has("数据名")')
        name = self._name(node.args[0].value)
        self.names.add(name)
        return lambda run: run.data.get(name) is not None

    @staticmethod
    def _name(name: str) -> str:
        if name.startswith("_") or "__" in name:
            raise ExpressionError("名称不能以下划线开头或含有连续下划线")
        return name


def _registered(run: Run, name: str, arguments: list[Any]) -> Any:
    function = run.functions.get(name)
    if function is None:
        raise ExpressionError(f"没有名为「{name}」的函数")
    return function(*[plain(argument) for argument in arguments])
