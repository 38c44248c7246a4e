"""The few answers the proof remembers: what a task's `e:when` decided, so that a gateway asking the same agrees.

Conditions are free, with one exception. A task whose codes count only `when` the form says so is followed by a gateway
asking the same question; leaving both free would let a review that was refused go on as one that agreed. So the
outcome of an `e:when` is kept, as what is known of single comparisons of a variable with a constant, until somebody
may write the variable anew. Whatever cannot be read that way stays free.
"""
from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from engine.errors import ExpressionError
from engine.process.expressions import compile_expr, normalise
from engine.process.proof.bits import union

MOST_MASKS = 16

_WORDS = {"true": True, "false": False, "真": True, "假": False}
#: A comparison with a constant, `("is", variable, type, value)`, or a whole text, `("text", dump)`.
Key = tuple


@dataclass(frozen=True, slots=True)
class Question:
    """A condition read for what it compares.

    Attributes:
        shape: "is" (a variable equals a constant), "not", "and", "or" or "text" (anything else).
        key: of "is", and of every other shape the whole text.
        names: variables it reads.
    """

    shape: str
    key: Key
    parts: tuple["Question", ...]
    names: frozenset[str]


def read(text: str) -> Question | None:
    """The question a condition asks; None when it does not compile."""
    try:
        compile_expr(text)
        return _read(ast.parse(normalise(text).strip(), mode="eval").body)
    except (ExpressionError, SyntaxError, ValueError, RecursionError):
        return None


def _read(node: ast.expr) -> Question:
    names = frozenset(one.id for one in ast.walk(node) if isinstance(one, ast.Name) and one.id not in _WORDS)
    names |= frozenset(call.args[0].value for call in ast.walk(node) if isinstance(call, ast.Call)
                       for _ in call.args[:1] if isinstance(call.args[0], ast.Constant))
    whole: Key = ("text", ast.dump(node))
    if isinstance(node, ast.BoolOp):
        return Question("and" if isinstance(node.op, ast.And) else "or", whole, tuple(map(_read, node.values)), names)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return Question("not", whole, (_read(node.operand),), names)
    if isinstance(node, ast.Name) and node.id not in _WORDS:
        return Question("is", ("is", node.id, "bool", True), (), names)
    if isinstance(node, ast.Compare) and len(node.ops) == 1 and isinstance(node.ops[0], (ast.Eq, ast.NotEq)):
        sides = [node.left, node.comparators[0]]
        variable = next((side.id for side in sides if isinstance(side, ast.Name) and side.id not in _WORDS), None)
        constant = next((value for side in sides for value in _constant(side)), None)
        if variable is not None and constant is not None:
            equal = _is(variable, constant, names)
            return equal if isinstance(node.ops[0], ast.Eq) else Question("not", whole, (equal,), names)
    return Question("text", whole, (), names)


def _constant(side: ast.expr) -> Iterable[object]:
    if isinstance(side, ast.Constant) and type(side.value) in (str, bool, int):
        yield side.value
    if isinstance(side, ast.Name) and side.id in _WORDS:
        yield _WORDS[side.id]


def _is(variable: str, value: object, names: frozenset[str]) -> Question:
    if value is False:
        true = Question("is", ("is", variable, "bool", True), (), names)
        return Question("not", ("text", variable), (true,), names)
    return Question("is", ("is", variable, type(value).__name__, value), (), names)


class Memory:
    """Which answers are kept, and in which bits: for each key one bit "known to be so", one "known not to be so"."""

    def __init__(self, told: Iterable[Question], asked: Iterable[Question], bit: Callable[[tuple], int]):
        """
        Args:
            told: questions whose outcome a task settles. asked: the conditions of gateways.
            bit: gives a name its bit in the state.
        """
        told, asked = list(told), list(asked)
        settled = frozenset().union(*(one.names for one in told))
        common = {key for one in told for key in _keys(one)} & {key for one in asked for key in _keys(one)}
        common |= {key for one in (*told, *asked) for key in _keys(one) if key[0] == "is" and key[1] in settled
                   and any(other.names & {key[1]} for other in asked)}
        self.yes = {key: bit(("yes", *key)) for key in sorted(common, key=repr)}
        self.no = {key: bit(("no", *key)) for key in sorted(common, key=repr)}
        names = {key: one.names for top in (*told, *asked) for key, one in _all(top) if key in common}
        self.names = {key: frozenset({key[1]}) if key[0] == "is" else names[key] for key in common}

    def about(self, names: frozenset[str]) -> int:
        """The bits of every answer that reads one of these variables."""
        return union(self.yes[key] | self.no[key] for key, read in self.names.items() if read & names)

    def both(self, key: Key) -> int:
        """The two bits of one answer."""
        return self.yes[key] | self.no[key]

    def learn(self, question: Question, outcome: bool, trusted: frozenset[str] | None) -> int:
        """The bits set by knowing the outcome of a question.

        Args:
            trusted: variables that are certainly given together with it; None for all.
        """
        bits = 0
        if question.key in self.yes and (trusted is None or question.names <= trusted):
            bits |= (self.yes if outcome else self.no)[question.key]
        if question.shape == "is" and outcome and bits:
            bits |= union(self.no[other] for other in self.yes if other[0] == "is" and other[1:3] == question.key[1:3]
                         and other != question.key)
        if question.shape == "not":
            bits |= self.learn(question.parts[0], not outcome, trusted)
        if question.shape == ("and" if outcome else "or"):
            bits |= union(self.learn(part, outcome, trusted) for part in question.parts)
        return bits

    def contradicts(self, bits: int) -> bool:
        """Whether the bits say of one answer both that it is so and that it is not."""
        return any(bits & yes and bits & self.no[key] for key, yes in self.yes.items())

    def certain(self, question: Question, outcome: bool) -> tuple[int, ...]:
        """Sets of bits, each of which makes this outcome of a condition certain."""
        kept = self.yes if outcome else self.no
        found = {kept[question.key]} if question.key in kept else set()
        if question.shape == "not":
            found.update(self.certain(question.parts[0], not outcome))
        elif question.shape in ("and", "or"):
            sides = [self.certain(part, outcome) for part in question.parts]
            if (question.shape == "or") == outcome:
                found.update(mask for side in sides for mask in side)
            else:
                found.update(_together(sides))
        return tuple(sorted(found)) if len(found) <= MOST_MASKS else ()


def _together(sides: list[tuple[int, ...]]) -> set[int]:
    masks = {0}
    for side in sides:
        masks = {one | other for one in masks for other in side}
        if len(masks) > MOST_MASKS:
            return set()
    return masks


def _all(question: Question) -> Iterable[tuple[Key, Question]]:
    yield question.key, question
    for part in question.parts:
        yield from _all(part)


def _keys(question: Question) -> Iterable[Key]:
    return (key for key, _ in _all(question))
