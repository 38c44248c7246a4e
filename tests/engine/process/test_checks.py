"""The publish checks: each rule catches its fault, good diagrams pass, and no bytes make them raise."""
from __future__ import annotations

import random
import re
import resource
import time
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from engine.errors import DefinitionInvalid
from engine.process import bundle, checks
from engine.process.bpmn import BPMN, safe_root
from engine.process.checks import Known
from tests.engine.process.diagrams import HEAD, Diagram, loop_of, table
from tests.engine.process.test_equivalence import fork_with_loops, inclusive_and_many, nested_scopes, waits

PROCESSES = Path(__file__).parents[3] / "processes"


def line() -> Diagram:
    return Diagram("p").start().user("a").end()


def errors(data: bytes, **kwargs) -> set[str]:
    return {problem.rule for problem in checks.check(data, **kwargs) if problem.severity == "error"}


def event(name: str) -> str:
    return f"<bpmn:{name}EventDefinition id='ev'/>"


def gateway_pair(condition: str | None = "n > 1", default: bool = True) -> Diagram:
    return (line().xor("g", default="d" if default else None).end("e2").chain("start", "a", "g").flow("g", "end", condition)
            .flow("g", "e2", id="d"))


def forks(count: int) -> Diagram:
    diagram, last = Diagram("p").start(), "start"
    for k in range(count):
        diagram.node("parallelGateway", f"f{k}").node("parallelGateway", f"j{k}").flow(last, f"f{k}")
        for letter in "abc":
            diagram.user(f"{letter}{k}").chain(f"f{k}", f"{letter}{k}", f"j{k}")
        last = f"j{k}"
    return diagram.end().flow(last, "end")


def chain_of(length: int) -> Diagram:
    diagram = Diagram("p").start().end()
    ids = [f"u{k}" for k in range(length)]
    for id in ids:
        diagram.user(id)
    return diagram.chain("start", *ids, "end")


FLOW = ("start", "a", "end")
FAULTS = [
    ("banned_events", line().node("endEvent", "s", event("signal")).chain("start", "a", "s")),
    ("allowed_elements", line().node("intermediateThrowEvent", "l", event("link")).chain("start", "a", "l", "end")),
    ("allowed_elements", line().node("intermediateThrowEvent", "l", event("compensate")).chain("start", "a", "l", "end")),
    ("allowed_elements", line().node("complexGateway", "l").chain("start", "a", "l", "end")),
    ("allowed_elements", line().node("adHocSubProcess", "l").chain("start", "a", "l", "end")),
    ("allowed_elements", line().node("transaction", "l").chain("start", "a", "l", "end")),
    ("allowed_elements", line().node("serviceTask", "l").chain("start", "a", "l", "end")),
    ("allowed_elements", line().node("task", "l").chain("start", "a", "l", "end")),
    ("allowed_elements", line().chain(*FLOW).node("dataObject", "o")),
    ("allowed_elements", line().chain(*FLOW).top('<x:evil xmlns:x="urn:other"/>')),
    ("banned_events", line().chain(*FLOW).sub("es", triggeredByEvent="true").message("m1", "m", "startEvent").end("ee")
        .flow("m1", "ee").close().top('<bpmn:message id="m" name="m"/>')),
    ("banned_events", line().node("intermediateCatchEvent", "c").chain("start", "a", "c", "end")),
    ("banned_events", line().node("intermediateCatchEvent", "c", "<bpmn:timerEventDefinition><bpmn:timeDuration>P1D</bpmn:timeDuration>"
                                  '<bpmn:conditionalEventDefinition id="x"/></bpmn:timerEventDefinition>').chain("start", "a", "c", "end")),
    ("banned_events", line().node("startEvent", "s", "<bpmn:documentation><bpmn:conditionalEventDefinition/></bpmn:documentation>").chain(*FLOW)),
    ("process_shape", Diagram("p").start().user("a").chain("start", "a")),
    ("process_shape", Diagram("p").user("a").end().chain("a", "end")),
    ("process_shape", line().chain(*FLOW).start("start2")),
    ("references", line().chain(*FLOW).flow("a", "nowhere")),
    ("references", line().chain(*FLOW).timer("t", 'clock("k")', attached="nobody")),
    ("references", line().chain("start", "a", "m1", "end").message("m1", "missing")),
    ("references", line().chain(*FLOW).top('<bpmn:signal name="s"/>')),
    ("references", line().chain(*FLOW).top('<bpmn:escalation name="s"/>')),
    ("references", line().chain(*FLOW).top('<bpmn:signal id="s"/>')),
    ("references", line().chain(*FLOW).top('<bpmn:correlationProperty id="s"/>')),
    ("reachable", line().chain(*FLOW).user("island").end("e2").chain("island", "e2")),
    ("reachable", line().user("dead").node("parallelGateway", "f").chain("start", "a", "f", "end").flow("f", "dead")),
    ("gateways", gateway_pair(default=False)),
    ("gateways", gateway_pair(condition=None)),
    ("gateways", line().node("parallelGateway", "f").node("parallelGateway", "j").user("b").chain("start", "f", "a", "j", "end")
        .flow("f", "b", "n > 1").flow("b", "j")),
    ("event_gateways", line().node("eventBasedGateway", "w").timer("t1", 'clock("a")').timer("t2", 'clock("b")').end("e2")
        .chain("start", "a", "w", "t1", "end").chain("w", "t2", "e2")),
    ("event_gateways", line().node("eventBasedGateway", "w").timer("t1", 'clock("a")').user("u").end("e2")
        .chain("start", "a", "w", "t1", "end").chain("w", "u", "e2")),
    ("task_flows", line().chain("start", "a").flow("a", "end", "n > 1")),
    ("task_flows", line().end("e2").chain(*FLOW).flow("a", "e2")),
    ("prediction", forks(8)),
    ("prediction", line().user("b").message("x", "m", "boundaryEvent", attachedToRef="a").chain("start", "a", "b", "a")
        .flow("x", "end").top('<bpmn:message id="m" name="停止"/>')),
    ("chains", chain_of(320)),
    ("duties", Diagram("p").start().node("userTask", "a").end().chain(*FLOW)),
    ("duties", Diagram("p").start().user("a", e_duty="boss").end().chain(*FLOW)),
    ("duties", Diagram("p").start().user("a", e_officers="two").end().chain(*FLOW)),
    ("our_attributes", Diagram("p").start().user("a", e_dutty="handle").end().chain(*FLOW)),
    ("our_attributes", Diagram("p").start().user("a", e_meets=" ").end().chain(*FLOW)),
    ("our_attributes", Diagram("p").start().user("a", e_changes="all").end().chain(*FLOW)),
    ("expressions_compile", gateway_pair("import os")),
    ("expressions_compile", gateway_pair('clock("x") == "1"')),
    ("expressions_compile", gateway_pair("launch(1)")),
    ("expressions_compile", gateway_pair("")),
    ("expressions_compile", line().script("s", "for x in y: pass").chain("start", "a", "s", "end")),
    ("expressions_compile", line().script("s", "print(1)").chain("start", "a", "s", "end")),
    ("expressions_compile", line().node("scriptTask", "s", "<bpmn:script>n = 1</bpmn:script>" * 2).chain("start", "a", "s", "end")),
    ("expressions_compile", Diagram("p").start().user("a", e_when="x.__class__").end().chain(*FLOW)),
    ("multi_instance", Diagram("p").start().user("a", loop_of(101)).end().chain(*FLOW)),
    ("multi_instance", Diagram("p").start().user("a", loop_of(1000000000)).end().chain(*FLOW)),
    ("multi_instance", Diagram("p").start().node("scriptTask", "s", "<bpmn:script>n = 1</bpmn:script>" + loop_of(3)).end()
        .chain("start", "s", "end")),
    ("calls", line().node("callActivity", "c").chain("start", "a", "c", "end")),
    ("calls", line().node("callActivity", "c", calledElement="p").chain("start", "a", "c", "end")),
    ("decisions_present", line().node("businessRuleTask", "d").chain("start", "a", "d", "end")),
    ("gateways", Diagram("p").start().node("parallelGateway", "f").user("a").user("b").node("parallelGateway", "j").xor("x", "d")
        .end().chain("start", "f", "a", "j", "x").chain("f", "b", "j").flow("x", "f", "n > 1").flow("x", "end", id="d")),
]


@pytest.mark.parametrize(("rule", "diagram"), FAULTS, ids=[f"{n}-{rule}" for n, (rule, _) in enumerate(FAULTS)])
def test_each_fault_is_found_by_its_rule(rule, diagram):
    problems = [problem for problem in checks.check(diagram.data()) if problem.rule == rule and problem.severity == "error"]
    assert problems
    for problem in problems:
        assert any("\u4e00" <= char <= "\u9fff" for char in problem.message)


@pytest.mark.parametrize(("text", "tag", "severity"), [
    ('clock("pay")', "timeDate", None), ("2026-03-01T08:30:00+08:00", "timeDate", "warning"), ("P5D", "timeDuration", "warning"),
    ("PT36H", "timeDuration", "warning"), ("R3/P1D", "timeCycle", "warning"), ("due_text", "timeDate", "warning"),
    ("P1M", "timeDuration", "error"), ("P1Y", "timeDuration", "error"), ("P99999999Y", "timeDuration", "error"),
    ("P", "timeDuration", "error"), ("PT", "timeDuration", "error"), ("", "timeDuration", "error"),
    ("2026-03-01T08:30:00", "timeDate", "error"), ("2026-03-01", "timeDate", "error"), ("2026-02-30T08:30:00+08:00", "timeDate", "error"),
    ("R1000000/PT0.001S", "timeCycle", "error"), ("R/P1D", "timeCycle", "error"), ("R5/PT1S", "timeCycle", "error"),
    ('clock("pay")', "timeDuration", "error"), ("P5D", "timeDate", "error")])
def test_a_timer_is_judged_by_its_text(text, tag, severity):
    data = line().timer("t", text, tag).chain("start", "a", "t", "end").data()
    rule = "timers_fixed" if severity == "warning" else "timers_sound"
    found = {(problem.rule, problem.severity) for problem in checks.check(data) if problem.rule.startswith("timers")}
    assert found == ({(rule, severity)} if severity else set())


def test_codes_are_checked_when_the_rule_pack_is_given():
    data = (Diagram("p").start().user("a", e_starts="pay@on", e_meets="notice", e_gates="file", e_paper="letter")
            .timer("t", 'clock("nope")').node("callActivity", "c", calledElement="other").end()
            .chain("start", "a", "t", "c", "end").data())
    assert errors(data) == set()
    assert errors(data, known=Known(clocks={"pay", "nope"}, obligations={"notice"}, acts={"file"}, papers={"letter"},
                                    processes={"other"})) == set()
    assert errors(data, known=Known(clocks={"pay"})) == {"clock_codes"}
    assert errors(data, known=Known(obligations=(), acts=(), papers=(), clocks=("pay", "nope"))) == {"code_names"}
    assert errors(data, known=Known(processes=())) == {"calls"}


def test_a_step_makes_one_paper():
    data = Diagram("p").start().user("a", e_paper="letter other").end().chain("start", "a", "end").data()
    assert errors(data, known=Known(papers={"letter", "other"})) == {"code_names"}


def test_forms_and_decisions_are_checked_when_the_folder_is_given():
    diagram = (Diagram("p").start().user("a", e_form="facts", e_starts="pay@served_on").node("businessRuleTask", "d", e_decision="lv")
               .end().chain("start", "a", "d", "end"))
    date = {"type": "datetime", "subtype": "date", "key": "served_on"}
    decision = table("lv", ["n"], ["level"], [(["1"], ["1"])])
    def found(**parts) -> set[str]:
        one = diagram.bundle(**parts)
        return errors(one.diagram, bundle=one)
    assert found(forms={"facts": [date]}, decisions={"lv": decision}) == set()
    assert found(decisions={"lv": decision}) == {"forms_present"}
    assert found(forms={"facts": [{"type": "textfield", "key": "served_on"}]}, decisions={"lv": decision}) == {"forms_present"}
    assert found(forms={"facts": [{"type": "filepicker", "key": "x"}]}, decisions={"lv": decision}) == {"forms_present"}
    assert found(forms={"facts": [date]}) == {"decisions_present"}
    assert found(forms={"facts": [date]}, decisions={"lv": decision.replace(b"UNIQUE", b"ANY")}) == {"decisions_present"}


def test_a_name_nothing_sets_is_a_warning():
    one = gateway_pair("verdikt == 'x'").bundle()
    assert any(p.rule == "unset_names" and "verdikt" in p.message for p in checks.check(one.diagram, bundle=one))


@pytest.mark.parametrize("severity", ["error", "warning", "off"])
def test_how_grave_an_adjustable_finding_is_the_rule_folder_says(severity):
    one = gateway_pair("verdikt == 'x'").bundle()
    found = [p.severity for p in checks.check(one.diagram, bundle=one, known=Known(severities={"unset_names": severity})) if p.rule == "unset_names"]
    assert found == ([] if severity == "off" else [severity])


def test_what_guards_against_wrong_execution_stays_an_error_whatever_is_said():
    data = gateway_pair(default=False).data()
    assert errors(data, known=Known(severities=dict.fromkeys((rule.RULE for rule in checks.RULES), "off"))) == {"gateways"}


@pytest.mark.parametrize("make", [fork_with_loops, inclusive_and_many, nested_scopes, waits])
def test_good_diagrams_have_no_errors(make):
    make()  # compiling runs the checks


@pytest.mark.parametrize("folder", sorted(path.parent.name for path in PROCESSES.glob("*/process.toml")))
def test_the_processes_we_ship_have_no_errors(folder):
    one = bundle.read(PROCESSES / folder)
    assert [p.message for p in checks.check(one.diagram, bundle=one) if p.severity == "error"] == []


def wrapped(body: str) -> bytes:
    return (HEAD + f'<bpmn:process id="p" isExecutable="true">{body}</bpmn:process></bpmn:definitions>').encode()


def doctype(entity: str) -> bytes:
    return f'<?xml version="1.0"?><!DOCTYPE d [{entity}]><d>&x;</d>'.encode()


BOMBS = {
    "external entity": doctype('<!ENTITY x SYSTEM "file:///etc/passwd">'),
    "http entity": doctype('<!ENTITY x SYSTEM "http://127.0.0.1:1/x">'),
    "parameter entity": doctype('<!ENTITY % x SYSTEM "http://127.0.0.1:1/x"> %x;'),
    "external dtd": b'<!DOCTYPE d SYSTEM "http://127.0.0.1:1/x"><d/>',
    "billion laughs": doctype("".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))),
    "quadratic": doctype(f'<!ENTITY x "{"x" * 100_000}">'),
    "recursive entity": doctype('<!ENTITY x "&y;"><!ENTITY y "&x;">'),
    "stylesheet": b'<?xml version="1.0"?><?xml-stylesheet href="http://127.0.0.1/"?><d/>',
    "utf-16": doctype('<!ENTITY x "1">').decode().encode("utf-16"),
    "utf-16 without a mark": doctype('<!ENTITY x "1">').decode().encode("utf-16-le"),
    "utf-32": "<d/>".encode("utf-32"),
    "utf-7": b'<?xml version="1.0" encoding="utf-7"?>+ADwAIQ-DOCTYPE d+AD4-<d/>',
    "ebcdic": '<?xml version="1.0" encoding="cp037"?><d/>'.encode("cp037"),
    "declared gb18030": '<?xml version="1.0" encoding="gb18030"?><d>案</d>'.encode("gb18030"),
    "attributes": ("<d " + " ".join(f'a{n}="1"' for n in range(100_000)) + "/>").encode(),
    "attribute of 1.9 MB": wrapped(f'<bpmn:userTask id="a" name="{"x" * 1_900_000}"/>'),
    "namespaces": ("<d " + " ".join(f'xmlns:n{n}="u{n}"' for n in range(50_000)) + "/>").encode(),
    "depth 300": b"<a>" * 300 + b"</a>" * 300,
    "depth 10 000": b"<a>" * 10_000 + b"</a>" * 10_000,
    "too large": b"<a>" + b"x" * (2 * 1024 * 1024) + b"</a>",
    "many elements": wrapped("".join(f'<bpmn:userTask id="u{n}"/>' for n in range(5_000))),
    "many nodes": b"<a>" + b"<b/>" * 200_000 + b"</a>",
    "chain of 1 200": chain_of(900).data(),
    "thirty forks": forks(30).data(),
    "self loop": line().chain(*FLOW).flow("a", "a").data(),
    "twice the same id": wrapped('<bpmn:userTask id="a"/><bpmn:userTask id="a"/>'),
    "xinclude": wrapped('<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="/etc/passwd" parse="text"/>'),
    "schema location": HEAD.replace("targetNamespace", 'xsi:schemaLocation="urn:x http://127.0.0.1:1/x" targetNamespace').encode(),
    "not xml": b"PK\x03\x04 zip", "empty": b"", "nul": b"<a>\x00</a>", "html": b"<html><body></body></html>",
    "cut off": line().chain(*FLOW).data()[:-40], "gzip": b"\x1f\x8b\x08\x00" + bytes(200),
    "comment with --": wrapped("<!-- a -- b -->"), "only a mark": b"\xef\xbb\xbf",
    "long expression": gateway_pair("n > 1 and " * 30_000 + "n").data(), "deep expression": gateway_pair("(" * 40_000).data(),
    "long script": line().script("s", "a = 1\n" * 100_000).chain("start", "a", "s", "end").data(),
    "count of 10^5 digits": Diagram("p").start().user("a", loop_of(1).replace(">1<", ">" + "9" * 100_000 + "<")).end()
        .chain(*FLOW).data(),
    "timer of 10^5 digits": line().timer("t", "P" + "9" * 100_000 + "D", "timeDuration").chain("start", "a", "t", "end").data(),
    "odd timer": line().timer("t", "P" + "1D" * 50_000, "timeDuration").chain("start", "a", "t", "end").data(),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_hostile_file_is_refused_in_time_and_memory(name):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.perf_counter()
    problems = checks.check(BOMBS[name])
    assert time.perf_counter() - began < 2.0
    assert any(problem.severity == "error" for problem in problems)
    assert all("root:" not in problem.message for problem in problems)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200 * 1024


@pytest.mark.parametrize("text, said", [
    ("<a>" * 100 + "</a>" * 100, None), ("<a>" * 101 + "</a>" * 101, "超过 100 层"),
    ("<a " + " ".join(f'a{n}="1"' for n in range(64)) + "/>", None), ("<a " + " ".join(f'a{n}="1"' for n in range(65)) + "/>", "属性过多"),
    (f'<d xmlns="{BPMN}">' + "<task/>" * 1999 + "</d>", None), (f'<d xmlns="{BPMN}">' + "<task/>" * 2000 + "</d>", "图过大"),
    ("<d>" + "<x/>" * 19_999 + "</d>", None), ("<d>" + "<x/>" * 20_000 + "</d>", "图过大"),
    ('<d id="y"><a id="q"/><b id="z"/><c id="z"/><c id="q"/></d>', "编号 z 被使用了两次")])
def test_each_bound_holds_to_the_last_one(text, said):
    if said is None:
        assert safe_root(text.encode()) is not None
    else:
        with pytest.raises(DefinitionInvalid) as refusal:
            safe_root(text.encode())
        assert said in refusal.value.problems[0]["message"]


SEEDS = [nested.data() for nested in (gateway_pair(), forks(2), chain_of(3))] + [
    path.read_bytes() for path in sorted(PROCESSES.glob("*/*.bpmn"))]


def mutated(data: bytes, chance: random.Random) -> bytes:
    """A few random cuts, swaps and splices, with pieces of the file itself and a few nasty ones."""
    nasty = [b"", b"\x00", b"<", b"&x;", b"]]>", b"</bpmn:process>", b'id="a"', b"\xff\xfe", "案".encode(), b"9" * 50,
             b"sourceRef", b"<bpmn:subProcess id='zz'>", b"attachedToRef='a'", b"e:officers='x'", b"<bpmn:timeCycle>R/</bpmn:timeCycle>"]
    for _ in range(chance.randrange(1, 5)):
        start = chance.randrange(len(data))
        end = min(len(data), start + chance.choice((0, 1, 3, 20, 200)))
        other = chance.randrange(len(data))
        piece = chance.choice([chance.choice(nasty), data[other:other + chance.randrange(1, 120)]])
        data = data[:start] + piece + data[end:] or b"x"
    return data


def test_mutated_files_never_raise_and_never_take_long():
    chance = random.Random(20260301)
    slowest = 0.0
    for _ in range(400):
        data = mutated(chance.choice(SEEDS), chance)
        began = time.thread_time()
        problems = checks.check(data)
        slowest = max(slowest, time.thread_time() - began)
        assert all(isinstance(problem, checks.Problem) and problem.message for problem in problems)
    assert slowest < 2.0


def test_attribute_values_and_texts_never_raise():
    """Well-formed files with wrong words in the right places get past the parser, so the rules see them."""
    chance = random.Random(7)
    words = ["", "a", "p", "start", "nowhere", "true", "-1", "999999999", "案", "x y z", "@#", "__class__", "()", "None", "P1D"]
    for _ in range(200):
        text = chance.choice(SEEDS).decode()
        spots = [m for m in re.finditer(r'(?<==)"[^"<>]*"|(?<=>)[^<>\s][^<>]*(?=<)', text) if "://" not in m[0] and "urn:" not in m[0]]
        for spot in sorted(chance.sample(spots, min(3, len(spots))), key=lambda m: -m.start()):
            word = chance.choice(words)
            text = text[:spot.start()] + (f'"{word}"' if spot[0].startswith('"') else word) + text[spot.end():]
        problems = checks.check(text.encode())
        assert not any("无法检查" in problem.message for problem in problems), [p.message for p in problems]


@settings(max_examples=150, deadline=None, database=None)
@given(st.binary(max_size=300))
def test_random_bytes_never_raise(data):
    assert any(problem.severity == "error" for problem in checks.check(data))
