"""The shipped processes with something wrong done to them on purpose, and what has to be said about it."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from engine.process import bundle
from tests.engine.process.proof.changes import B, E, LOOP, ORDINARY, SUMMARY, Drawing


@dataclass
class Mutant:
    """What was done, the process it starts with, the changed folders, and what has to be found: rule, code, element."""

    name: str
    root: str
    changed: dict[str, bundle.Bundle]
    rules: tuple[str, ...]
    elements: tuple[str, ...]
    avoids: tuple[str, ...] = ()


def one(name: str, drawing: Drawing, rules: str, elements: str, avoids: str = "") -> Mutant:
    return Mutant(name, drawing.key, {drawing.key: drawing.written()}, tuple(rules.split()), tuple(elements.split()),
                  tuple(avoids.split()))


DECISION = "decide issue_decision"
#: tasks of the ordinary procedure before its legal review; a way from any of them straight to the decision skips it
BEFORE = ("apply_filing", "approve_filing", "investigate", "conclude", "issue_notice", "serve_notice", "serve_hearing_notice",
          "await_statement", "recheck_statement", "notify_hearing", "hold_hearing", "revise")
#: what stands before the review besides
PASSED = ("lead_verified", "not_yet_noticed", "filing_route", "conclusion_route", "notice_in", "record_notice", "hearing_route",
          "served_in", "statement_route", "window_closed", "window_passed", "adopt_route", "window_in", "revise_route",
          "review_in",
          "approve_no_penalty", "no_penalty_route", "returned_by_leaders")
#: what stands before the party has been heard
UNHEARD = ("lead_verified", "not_yet_noticed", "apply_filing", "approve_filing", "filing_route", "investigate", "conclude",
           "conclusion_route", "notice_in", "issue_notice", "record_notice", "hearing_route", "serve_notice",
           "serve_hearing_notice",
           "served_in")
#: the flows between the review and the decision
AFTER = (("review_route", "need_collective"), ("need_collective", "collective_route"), ("collective_route", "collective"),
         ("collective_route", "decide_in"), ("collective", "collective_result_route"), ("collective_result_route", "decide_in"),
         ("decide_in", "decide"), ("decide", "decide_route"), ("decide_route", "issue_decision"))


def mutants() -> Iterator[Mutant]:
    """All of them, each with the finding that follows from what was done."""
    for family in (left_out, bypassed, forked, struck, reentered, misassigned, unmarked, never_stopped, misrouted, unheard,
                   miscalled):
        yield from family()


def ways_out(source: str) -> list[tuple[str, str]]:
    return [(source, flow.get("targetRef")) for flow in Drawing(ORDINARY).flows(source)
            if flow.get("targetRef") not in ("not_filed", "decide_no_penalty")]


def left_out() -> Iterator[Mutant]:
    yield one("review left out", Drawing(ORDINARY).without("legal_review"), "national", DECISION, "legal_review")
    yield one("hearing left out", Drawing(ORDINARY).without("hold_hearing"), "national", DECISION, "hold_hearing")
    yield one("investigation left out", Drawing(ORDINARY).without("investigate"), "national needs", DECISION + " legal_review",
              "investigate")
    yield one("filing approval left out", Drawing(ORDINARY).without("approve_filing"), "national", DECISION, "approve_filing")
    yield one("both notices left out", Drawing(ORDINARY).without("serve_notice").without("serve_hearing_notice"),
              "national needs",
              DECISION + " legal_review", "serve_notice serve_hearing_notice")
    for notice in ("serve_notice", "serve_hearing_notice"):
        yield one(f"{notice} left out", Drawing(ORDINARY).without(notice), "national needs", DECISION + " legal_review", notice)
    for service in ("serve_decision", "serve_warning", "serve_no_penalty"):
        yield one(f"{service} left out", Drawing(ORDINARY).without(service), "national", "close_case", service)
    window = Drawing(ORDINARY)
    for flow in window.flows("window_closed"):
        flow.getparent().remove(flow)
    window.box("window_closed").remove(window.node("window_closed"))
    yield one("nobody is heard", window.without("await_statement"), "national", DECISION)
    yield one("on-the-spot report left out", Drawing(SUMMARY).without("report_to_agency"), "clock", "decide_on_spot",
              "report_to_agency")
    yield one("deposit left out", Drawing(SUMMARY).without("deposit"), "clock", "hand_in_cash", "deposit")
    yield one("handing in left out", Drawing(SUMMARY).without("hand_in_cash"), "clock", "collect_cash", "hand_in_cash")
    yield one("verification left out", Drawing(LOOP).without("verify"), "clock", "triage", "verify")


def bypassed() -> Iterator[Mutant]:
    for source in BEFORE + PASSED:
        for way in ways_out(source):
            for target in ("decide_in", "issue_decision"):
                drawing = Drawing(ORDINARY)
                yield one(f"from {way[0]} to {way[1]}, past everything to {target}", drawing.bypass(drawing.flow(*way), target),
                          "national", DECISION)


def forked() -> Iterator[Mutant]:
    for source in BEFORE + PASSED:
        for way in ways_out(source):
            drawing = Drawing(ORDINARY)
            yield one(f"decision beside the way from {way[0]} to {way[1]}",
                      drawing.bypass(drawing.flow(*way), "decide_in", "parallelGateway"), "national", DECISION)


def struck() -> Iterator[Mutant]:
    for kind in ("timer", "message", "conditional"):
        for host in (*BEFORE, "legal_review"):
            yield one(f"{kind} on {host} to the decision", Drawing(ORDINARY).boundary(host, "decide_in", kind), "national",
                      DECISION)
    for host in (*BEFORE, "legal_review"):
        yield one(f"reminder on {host} goes to the decision", Drawing(ORDINARY).boundary(host, "issue_decision", "timer", False),
                  "national", DECISION)
    for kind in ("error", "escalation"):
        for target in ("decide_in", "issue_decision"):
            drawing = Drawing(ORDINARY).boxed("legal_review", kind, "review_outcome == 'agree'")
            drawing.link("box_caught", target)
            yield one(f"{kind} of a failed review to {target}", drawing, "national", DECISION)
        yield one(f"{kind} on an investigation to the decision", Drawing(ORDINARY).boundary("investigate", "decide_in", kind),
                  "never", "added_1")


def reentered() -> Iterator[Mutant]:
    for way in AFTER:
        drawing = Drawing(ORDINARY)
        flow = drawing.flow(*way)
        task = drawing.add(flow.getparent(), "userTask", name="补充材料", e_duty="handle", e_form="amend_file")
        yield one(f"changed again between {way[0]} and {way[1]}", drawing.onto(flow, task), "national",
                  "issue_decision" if way[0] in ("decide", "decide_route") else "decide")
        drawing = Drawing(ORDINARY)
        flow = drawing.flow(*way)
        back = drawing.add(flow.getparent(), "userTask", name="补正", e_duty="handle", e_form="amend_file")
        yield one(f"sent back between {way[0]} and {way[1]} to no new review", _round(drawing, flow, back), "national",
                  "issue_decision" if way[0] in ("decide", "decide_route") else "decide")


def _round(drawing: Drawing, flow, task: str) -> Drawing:
    """A gateway on the flow from which a task leads round to behind it."""
    join = drawing.add(flow.getparent(), "exclusiveGateway")
    drawing.onto(flow, join)
    drawing.bypass(flow, task)
    drawing.link(task, join)
    return drawing


def misassigned() -> Iterator[Mutant]:
    wrong = {"legal_review": "handle decide serve", "decide": "handle review", "issue_decision": "handle review serve",
             "approve_filing": "handle review", "hold_hearing": "handle decide", "serve_notice": "handle review",
             "serve_hearing_notice": "handle review", "investigate": "review decide", "conclude": "review decide",
             "revise": "review decide", "collective": "handle review", "approve_no_penalty": "handle review",
             "decide_no_penalty": "handle review", "close_case": "handle", "await_statement": "review"}
    for task, duties in wrong.items():
        for duty in duties.split():
            yield one(f"{task} by {duty}", Drawing(ORDINARY).set(task, e_duty=duty), "duty", task)
    yield one("on-the-spot decision by review", Drawing(SUMMARY).set("decide_on_spot", e_duty="review"), "duty", "decide_on_spot")
    yield one("on-the-spot closing by handle", Drawing(SUMMARY).set("close_case", e_duty="handle"), "duty", "close_case")


def unmarked() -> Iterator[Mutant]:
    for task in ("legal_review", "await_statement", "hold_hearing", "investigate", "approve_filing"):
        rules = "national needs"
        yield one(f"{task} meets nothing", Drawing(ORDINARY).set(task, e_meets=None), rules, DECISION + " legal_review")
    yield one("issuing the decision is not guarded", Drawing(ORDINARY).set("issue_decision", e_gates=None), "guard",
              "issue_decision")
    yield one("the on-the-spot decision is not guarded", Drawing(SUMMARY).set("decide_on_spot", e_gates=None), "guard",
              "decide_on_spot")
    yield one("a revision is said to change nothing and a review is drawn without outcome",
              Drawing(ORDINARY).set("legal_review", e_when="review_outcome == 'send_back'"), "national", DECISION)
    yield one("the review counts only for some", Drawing(ORDINARY).set("legal_review", e_when="conclusion == 'penalty'"),
              "national", DECISION)
    yield one("a script is said to review", _scripted(), "national effect", DECISION + " scripted")
    yield one("the review is undone by the meeting", Drawing(ORDINARY).set("collective", e_voids="legal_review"), "national",
              "decide")


def _scripted() -> Drawing:
    drawing = Drawing(ORDINARY).without("legal_review")
    flow = drawing.flow("review_in", "review_route")
    drawing.add(flow.getparent(), "scriptTask", "scripted", e_meets="legal_review")
    etree.SubElement(drawing.node("scripted"), f"{B}script").text = "review_outcome = 'agree'"
    return drawing.onto(flow, "scripted")


def never_stopped() -> Iterator[Mutant]:
    for key, task, code, starter in (
            (ORDINARY, "decide_no_penalty", "decide", "approve_filing"), (ORDINARY, "issue_decision", "decide", "approve_filing"),
            (ORDINARY, "serve_decision", "serve_decision", "issue_decision"), (ORDINARY, "serve_warning", "serve_decision",
                "issue_decision"),
            (ORDINARY, "publish_decision", "publish", "issue_decision"), (ORDINARY, "publish_warning", "publish",
                "issue_decision"),
            (ORDINARY, "close_case", "close", "serve_no_penalty serve_warning record_payment"),
            (ORDINARY, "archive", "archive", "close_case"),
            (SUMMARY, "close_case", "close", "collect_cash record_payment"), (SUMMARY, "archive", "archive", "close_case"),
            (SUMMARY, "report_to_agency", "summary_report", "decide_on_spot"), (SUMMARY, "hand_in_cash", "hand_in_cash",
                "collect_cash"),
            (SUMMARY, "deposit", "bank_deposit", "hand_in_cash"), (LOOP, "verify", "verify_lead", "triage")):
        drawing = Drawing(key)
        left = " ".join(one for one in drawing.node(task).get(f"{E}stops").split() if one != code)
        yield one(f"{task} does not stop {code}", drawing.set(task, e_stops=left or None), "clock", starter)
    drawing = Drawing(ORDINARY)
    yield one("a refused filing leaves the decision clock", drawing.set("approve_filing", e_when=None), "clock", "approve_filing")
    drawing = Drawing(LOOP)
    yield one("a transferred lead leaves its clock", drawing.set("triage", e_when=None), "clock", "triage")
    drawing = Drawing(ORDINARY)
    yield one("a case may end while its decision is due", drawing.bypass(drawing.flow("investigate", "conclude"), "not_filed"),
              "clock",
              "approve_filing")


def misrouted() -> Iterator[Mutant]:
    """Default flows that let through what was refused, and conditions that no longer ask what the task decided."""
    for gateway, through, back, text, rules, elements in (
            ("review_route", "need_collective", "returned_by_leaders", "review_outcome == 'send_back'", "national", DECISION),
            ("filing_route", "investigate", "apply_filing", "filing_decision == 'supplement'", "national", DECISION),
            ("close_route", "archive", "amend_file", "close_decision == 'send_back'", "clock",
             "serve_no_penalty serve_warning record_payment")):
        drawing = Drawing(ORDINARY)
        good, bad = drawing.flow(gateway, through), drawing.flow(gateway, back)
        for child in list(good):
            good.remove(child)
        etree.SubElement(bad, f"{B}conditionExpression").text = text
        # the answer that goes through is no longer told from others the form may give
        drawing.set(gateway, default=good.get("id"))
        yield one(f"{gateway} lets everything else through", drawing, rules, elements)
    for source, target, text, rules, elements in (
            ("review_route", "need_collective", "conclusion == 'penalty'", "national", DECISION),
            ("filing_route", "investigate", "item_code != ''", "national", DECISION),
            ("review_route", "need_collective", "review_outcome != 'agree'", "national", DECISION)):
        drawing = Drawing(ORDINARY)
        drawing.flow(source, target)[0 if len(drawing.flow(source, target)) == 1 else -1].text = text
        yield one(f"{source} asks {text}", drawing, rules, elements)
    drawing = Drawing(ORDINARY)
    yield one("a heavier penalty skips the new notice", _retarget(drawing, ("revise_route", "notice_in"), "decide_in"),
              "national", DECISION)
    drawing = Drawing(ORDINARY)
    yield one("what the leader sent back comes straight to him again", _retarget(drawing, ("returned", "revise"), "decide_in",
        keep="revise"),
              "national", DECISION)


def _retarget(drawing: Drawing, way: tuple[str, str], target: str, keep: str | None = None) -> Drawing:
    flow = drawing.flow(*way)
    if keep:
        return drawing.bypass(flow, target)
    flow.set("targetRef", target)
    return drawing


def unheard() -> Iterator[Mutant]:
    for source in UNHEARD:
        for way in ways_out(source):
            drawing = Drawing(ORDINARY)
            yield one(f"review straight from {way[0]} to {way[1]}", drawing.bypass(drawing.flow(*way), "review_in"),
                      "national needs",
                      DECISION + " legal_review")
    drawing = Drawing(ORDINARY)
    yield one("a requested hearing is not held", drawing.bypass(drawing.flow("notify_hearing", "hold_hearing"), "review_in"),
              "national",
              DECISION)
    drawing = Drawing(ORDINARY)
    drawing.flow("statement_route", "notify_hearing").set("targetRef", "recheck_statement")
    yield one("a request for a hearing is treated as a statement", drawing.without("notify_hearing").without("hold_hearing"),
              "national", DECISION)
    drawing = Drawing(ORDINARY)
    drawing.flow("statement_route", "notify_hearing")[-1].text = "statement_outcome == 'hearing_wanted'"
    yield one("a request for a hearing is not recognised", drawing, "national", DECISION)
    for text in ('clock("legal_review")', 'clock("decide")', "P1D"):
        drawing = Drawing(ORDINARY)
        timer = next(drawing.node("window_closed").iter(f"{B}timeDate"))
        timer.tag, timer.text = (f"{B}timeDuration", text) if text == "P1D" else (timer.tag, text)
        yield one(f"the window closes by {text}", drawing, "national", DECISION)
    yield one("the period is not started by one notice", Drawing(ORDINARY).set("serve_notice", e_starts=None),
              "clock_not_started",
              "await_statement")


def miscalled() -> Iterator[Mutant]:
    """The loop calls a version of the ordinary procedure that is not the one that was proven."""
    for name, drawing in (("without review", Drawing(ORDINARY).without("legal_review")),
                          ("without hearing", Drawing(ORDINARY).without("hold_hearing")),
                          ("reviewed by handlers", Drawing(ORDINARY).set("legal_review", e_duty="handle")),
                          ("with a timer to the decision", Drawing(ORDINARY).boundary("legal_review", "decide_in", "timer"))):
        loop = Drawing(LOOP).set("ordinary", calledElement="ordinary_old")
        yield Mutant(f"the loop calls a version {name}", LOOP,
                     {LOOP: loop.written(), "ordinary_old": drawing.written("ordinary_old")},
                     ("national", "duty"), ("decide", "issue_decision", "legal_review"))
    loop = Drawing(LOOP).set("ordinary", calledElement="closed_loop_again")
    yield Mutant("the loop calls itself", LOOP, {LOOP: loop.written(), "closed_loop_again": Drawing(LOOP).set(
        "ordinary", calledElement=LOOP).written("closed_loop_again")}, ("recursion",), (LOOP,))
