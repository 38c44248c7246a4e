"""Expression attacks by category: import, dunder, format, frame, rebind, dos, unicode, dialect, data."""
from __future__ import annotations

import json
from pathlib import Path

#: category of RELIABILITY App. C → our own attacks; what each reaches for stands beside it
OWN = {
    "import": [  # reaching a module or a builtin that executes
        "__import__('os').system('touch {CANARY}')", "import os", "exec('1')", "eval('1+1')", "compile('1','x','eval')",
        "open('{CANARY}','w')", "open('/etc/passwd').read()", "globals()", "locals()", "vars()", "dir()", "input()", "exit()",
        "getattr(__builtins__,'__import__')('os')", "__builtins__", "breakpoint()", "help()", "print('x')", "memoryview(b'x')",
        "__loader__", "__spec__", "__name__", "builtins.open('x')", "os.system('id')", "type('X',(),{})", "super()", "object()",
    ],
    "dunder": [  # walking from a value to its class
        "().__class__.__base__.__subclasses__()", "[].__class__.__mro__[-1]", "''.__class__", "case.__class__", "a.__class__",
        "(lambda:0).__globals__", "case.items.__call__", "sum.__self__", "len.__module__", "case['__class__']",
        "case.__init__.__globals__", "getattr(case,'__cl'+'ass__')", "hasattr(case,'x')", "setattr(case,'x',1)", "a.real",
        "a.numerator", "case.items()", "case.get('amount')", "text.upper()", "big.append(1)", "case.keys", "[].append", "1 .real",
        "(1).__add__(2)", "'a'.join(['b'])", "case.__getitem__('amount')", "_a", "case._private", "a__b",
    ],
    "format": [  # templates that read attributes
        "'{0.__class__}'.format(case)", "f'{case}'", "f'{case.__class__}'", "'%s' % a", "'%1000000000d' % 1", "'%c' % 65",
        "str.format('{0}', 1)", "format(1, '999999999')", "'{:>9999999999}'.format(1)", "t'{a}'", "rf'{a}'", "b'x'", "u'x'",
    ],
    "frame": [  # generators, comprehensions, async
        "(x for x in [1]).gi_frame", "[x for x in [1]]", "{x for x in [1]}", "{x: 1 for x in [1]}", "(yield 1)", "await x",
        "[g for g in big]", "any(x for x in big)", "all(len(str(r))>1 for r in big)", "[y for y in [(z for z in [1])]]",
        "lambda: 1", "(lambda x: x)(1)", "(lambda f: f(f))(lambda f: f(f))",
    ],
    "rebind": [  # changing the data of the case
        "[case for case in [1]]", "(case := 1)", "case.update({'role': 'admin'})", "case.clear()", "case['role'] = 'x'",
        "big.sort()", "big.pop()", "del case", "a = 2", "a += 1", "case.role = 'admin'", "[*big]", "{**case}", "big[0:5]",
        "len(obj=big)", "max(*big)", "max(big, key=len)", "case | {'role': 1}", "case.pop('role')", "big.__setitem__(0, 1)",
    ],
    "dos": [  # work, memory, recursion
        "9**9**9", "9**99", "'a'*10**10", "'a'*1000000000", "[0]*1000000000", "big*1000000", "1<<10000000000", "1>>1",
        "range(10**9)", "[0 for _ in range(10**9)]", "len(str(10**5000000))", "int('9'*4000)**4000", "9" * 900, "-" * 900 + "1",
        "(" * 400 + "1" + ")" * 400, "[" * 400 + "]" * 400, "not " * 200 + "True", "1" + "+1" * 400, "a" + ".a" * 400,
        "a" + "[0]" * 300, "f(" * 200 + ")" * 200, "1 if 1 else " * 80 + "1", "1" + "<2" * 450, "big == big", "nested == nested",
        "nested in nested", "nested", "[nested, nested]", "big + big + big + big", "text + text", "[text, text, text, text]",
        "text in text", "sum(big) + sum(big) + sum(big)", "count(nested, nested)", "count(big, 1) + count(big, 2)", "max(big, big)",
        "big in [big, big, big, big]", "[big, big, big] == [big, big, big]", "has('a') and " * 70 + "True", "5 in big or " * 70 + "True",
        "1e400", "1e308*10", "0.1*1e300", "99999999999999999999", "999999999999999999 * 999999999999999999", "int(text)",
        "str(nested)", "str(big)", "round(1.5, 999999999)", "round(a, -5)", "abs(case)", "0x" + "f" * 200, "1_000_000", "0b1",
        "10**1000", "7 // 0.0", "1j", "1j*1j", "...", "int('٣')", "int('1_0')", "float('inf')", "float('nan')", "sum(nested)",
    ],
    "unicode": [  # what the parser would fold or hide
        "__ｉｍｐｏｒｔ__('os')", "ｅｖａｌ('1')", "ᵉval('1')", "𝓮val('1')", "e\u200bval('1')", "\u202ea\u202c", "ﬁ", "ªa", "a\u0301b",
        "getattr(case,'__cla\\x73s__')", "'\\u0041'", "1 if True else \x00 2", "a\x0bb", "a\u2028b", "\ufeffa", "５ + ５", "１",
        "＿＿import＿＿", "case．__class__", "'\ud800'", "“a\x00b”", "＂a＂",
    ],
    "dialect": [  # other engines' syntax
        "#{''.getClass()}", "${7*7}", "{{7*7}}", "{{ ''.__class__ }}", "<%= 7*7 %>", "T(java.lang.Runtime)", "#set($x=1)", "`id`",
        "function(x) external {}", "constructor.constructor('return process')()", "this.constructor", "new Date()", "a ? 1 : 2",
        "a && b", "a || b", "!a", "a?.b", "a => 1", "for x in [1] return x", "some x in [1] satisfies x", "@a", "$a", "a;b", "a\nb",
        "if a then 1 else 2", "match a", "assert a", "raise a", "return a", "with a: b", "global a", "class A: pass", "a: int",
    ],
    "data": [  # missing, wrong, secret
        "case[().__class__]", "secret", "1/0", "1%0", "case['missing']['deep']", "case.missing.deep", "case[0]", "big['x']",
        "big[99999]", "text[0]", "a[0]", "a.b", "None.x", "True.x", "case == case", "case < case", "a < 'x'", "a == 'x'", "None < 1",
        "-'x'", "+a", "~a", "not text", "text and a", "case in case", "a is a", "a is 1", "'a' 'b'", "a @ a", "a & a", "a ^ a",
        "clock('x')", "today()", "now()", "random()", "uuid()", "env('PATH')", "has(a)", "has()", "has('__class__')", "len()",
    ],
}
_GIVEN = json.loads(Path(__file__).with_name("expression_corpus.json").read_text("utf-8"))
BY_CATEGORY = {category: list(dict.fromkeys([*own, *(one["expr"] for one in _GIVEN if one["cat"] == category)])) for category, own in OWN.items()}
ATTACKS = list(dict.fromkeys(expression for every in BY_CATEGORY.values() for expression in every))
