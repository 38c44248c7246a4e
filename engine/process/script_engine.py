"""SpiffWorkflow's script engine replaced: one evaluator for every slot, one set of variables for the whole instance.

The variables belong to the instance, not to a task. Stock SpiffWorkflow copies data from task to task and merges the
copies at joins, where a branch that has changed nothing overwrites what its sibling changed, lists lose items, and a
field named `typename` makes the case unreadable. The facts of a case are one flat namespace, so one dict is kept.
"""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.script_engine.python_environment import BasePythonScriptEngineEnvironment

from engine.errors import ExpressionError
from engine.process.expressions import compile_expr, compile_script
from engine.process.values import SCALARS, bounded, truth

MAX_VARIABLES = 500


@dataclass(frozen=True, slots=True)
class Context:
    """The outside world at one step.

    Attributes:
        at: the present instant, aware.
        clocks: clock code → the instant it is due, or None while it stands still (suspended).
    """

    at: datetime
    clocks: Mapping[str, datetime | None] = field(default_factory=dict)


def storable(name: str, value: Any) -> Any:
    """A value a variable may hold: a scalar, or a flat list of scalars (kept as a tuple, so nothing can edit it).

    Raises:
        ExpressionError: anything else.
    """
    if type(value) in (list, tuple):
        if all(type(item) in SCALARS for item in value):
            return tuple(bounded(item) for item in bounded(value))
    elif type(value) in SCALARS:
        return bounded(value)
    raise ExpressionError(f"流程数据「{name}」只能是文字、数字、是否值或它们的列表")


class ScriptEngine(PythonScriptEngine):
    """Evaluates over the variables of one running instance."""

    def __init__(self, variables: dict[str, Any] | None = None):
        self.variables: dict[str, Any] = variables if variables is not None else {}
        self.context = Context(datetime.min)
        #: the task whose expression is being evaluated, left standing when it fails
        self.evaluating: Any = None
        super().__init__(_Environment(self))

    def assign(self, values: Mapping[str, Any]) -> None:
        """Set variables after checking all of them."""
        checked = {name: storable(name, value) for name, value in values.items()}
        self.variables.update(checked)
        if len(self.variables) > MAX_VARIABLES:
            raise ExpressionError(f"流程数据超过 {MAX_VARIABLES} 项")

    def overlay(self, task: Any) -> Mapping[str, Any]:
        """The variables as this task sees them: a multi-instance child also sees its own item."""
        return {**self.variables, **task.data} if task.data else self.variables

    def evaluate(self, task: Any, expression: str, external_context: Any = None) -> Any:
        self.evaluating = task
        value = compile_expr((expression or "").strip())(self.overlay(task))
        self.evaluating = None
        return value

    def condition(self, task: Any, expression: str) -> bool:
        """The value of a condition, which must be yes or no."""
        value = self.evaluate(task, expression)
        self.evaluating = task
        truth(value)
        self.evaluating = None
        return value

    def execute(self, task: Any, script: str, external_context: Any = None) -> bool:
        self.evaluating = task
        for name, expression in compile_script(script or ""):
            self.assign({name: expression(self.overlay(task))})
        self.evaluating = None
        return True

    def timer(self, task: Any, expression: str) -> tuple[Any, tuple[str, ...]]:
        """The value of a timer's expression and the clock codes it asked for.

        Raises:
            ExpressionError: a clock that is not running.
        """
        asked: list[str] = []

        def clock(code: str) -> str | None:
            if code not in self.context.clocks:
                raise ExpressionError(f"期限「{code}」没有启动，定时器无法等待它")
            asked.append(code)
            due = self.context.clocks[code]
            return due.isoformat() if due is not None else None

        self.evaluating = task
        value = compile_expr(expression.strip())(self.overlay(task), {"clock": clock})
        self.evaluating = None
        return value, tuple(asked)

    def validate(self, expression: str) -> None:
        compile_expr(expression)

    def call_service(self, task: Any, **kwargs: Any) -> Any:
        raise ExpressionError("不支持服务任务")


class _Environment(BasePythonScriptEngineEnvironment):
    """What SpiffWorkflow calls directly, beside the engine: correlation keys are evaluated over a message's payload."""

    def __init__(self, engine: ScriptEngine):
        super().__init__({})
        self.engine = engine

    def evaluate(self, expression: str, context: Mapping[str, Any], external_context: Any = None) -> Any:
        return compile_expr((expression or "").strip())({**self.engine.variables, **context})

    def execute(self, script: str, context: Any, external_context: Any = None) -> bool:
        raise ExpressionError("脚本只能由脚本任务执行")

    def call_service(self, context: Any, **kwargs: Any) -> Any:
        raise ExpressionError("不支持服务任务")
