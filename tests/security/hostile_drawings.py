"""The corpus of hostile drawings (RELIABILITY App. D): what parsers of XML and runners of BPMN have been broken with."""
from __future__ import annotations

import gzip
import io
import zipfile

from tests.engine.process.diagrams import HEAD, Diagram, loop_of
from tests.engine.process.test_checks import BOMBS, doctype, line, wrapped

FLOW = ("start", "a", "end")
#: what an address or a path in the corpus stands for: the test puts its own socket and its own file there
HOST, CANARY = b"127.0.0.1:1/", b"/etc/passwd"


def _zip() -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("a.bpmn", line().chain(*FLOW).data())
    return data.getvalue()


def _timer(text: str, tag: str = "timeDuration") -> bytes:
    return line().timer("t", text, tag).chain("start", "a", "t", "end").data()


def _calls(*keys: str) -> bytes:
    drawing = line()
    for number, key in enumerate(keys):
        drawing.node("callActivity", f"c{number}", calledElement=key)
    return drawing.chain("start", "a", *(f"c{number}" for number in range(len(keys))), "end").data()


def _attribute(name: str, value: str) -> bytes:
    return HEAD.replace("targetNamespace", f'xmlns:c="http://camunda.org/schema/1.0/bpmn" {name}="{value}" targetNamespace').encode() + wrapped("").split(b">", 2)[2]


BOM = b"\xef\xbb\xbf"
REFUSED = {
    **BOMBS,
    "entity over ftp": doctype('<!ENTITY x SYSTEM "ftp://127.0.0.1:1/x">'),
    "entity by a php filter": doctype('<!ENTITY x SYSTEM "php://filter/convert.base64-encode/resource=/etc/passwd">'),
    "entity of the home page": doctype('<!ENTITY x SYSTEM "file://127.0.0.1/etc/passwd">'),
    "public entity": doctype('<!ENTITY x PUBLIC "-//A//B//EN" "http://127.0.0.1:1/x">'),
    "parameter entity out of band": doctype('<!ENTITY % f SYSTEM "file:///etc/passwd"><!ENTITY % d SYSTEM "http://127.0.0.1:1/d.dtd">%d;'),
    "a dtd of the machine used again": b'<!DOCTYPE d SYSTEM "file:///usr/share/xml/fontconfig/fonts.dtd" [<!ENTITY % expr "a)><!ENTITY x SYSTEM '
                                       b"'file:///etc/passwd'><!ELEMENT b (c\">]><d>&x;</d>",
    "laughs, few": doctype('<!ENTITY a "ha"><!ENTITY b "&a;&a;">'), "laughs, a million": doctype("".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 7))),
    "attributes of the document type": b'<!DOCTYPE d [<!ATTLIST d a CDATA "x">]><d/>', "notation": b'<!DOCTYPE d [<!NOTATION n SYSTEM "file:///etc/passwd">]><d/>',
    "upper case doctype after a comment": b"<!-- x --><!DOCTYPE d><d/>", "doctype inside": b"<d><!DOCTYPE d [<!ENTITY x 'y'>]>&x;</d>",
    "xinclude of an address": wrapped('<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="http://127.0.0.1:1/x"/>'),
    "import of another file": HEAD.encode() + b'<bpmn:import importType="http://www.omg.org/spec/BPMN/20100524/MODEL" location="http://127.0.0.1:1/x" namespace="n"/></bpmn:definitions>',
    "attribute of 10 MB": wrapped(f'<bpmn:userTask id="a" name="{"x" * 10_000_000}"/>'),
    "chain of 5 000": Diagram("p").start().end().chain("start", "end").data().replace(b"</bpmn:process>", b"".join(
        f'<bpmn:userTask id="u{n}" e:duty="handle"/><bpmn:sequenceFlow id="k{n}" sourceRef="u{n}" targetRef="u{n + 1}"/>'.encode() for n in range(5_000)) + b"</bpmn:process>"),
    "calls itself": _calls("p"), "calls a path": _calls("../../etc/passwd"), "calls nobody": _calls(""),
    "dangling flow": line().chain(*FLOW).flow("a", "nowhere").data(), "no default": line().xor("g").end("e2").chain("start", "a", "g").flow("g", "end", "n > 1").flow(
        "g", "e2", "n > 2").data(),
    "two encodings": '<?xml version="1.0" encoding="utf-16"?><d/>'.encode(), "two marks": BOM + BOM + line().chain(*FLOW).data(),
    "mark of another encoding": b"\xff\xfe" + line().chain(*FLOW).data(), "overlong utf-8": wrapped("x").replace(b"x</", b"\xc0\xbcscript></"),
    "a surrogate": wrapped("x").replace(b"x</", b"\xed\xa0\x80</"), "control characters": wrapped("x").replace(b"x</", b"\x01\x02</"),
    "a character that is none": wrapped("&#0;"), "a character beyond": wrapped("&#x110000;"),
    "cdata left open": wrapped("<![CDATA[ x"), "cdata that ends twice": wrapped("<![CDATA[ x ]]> ]]>"),
    "a document type in cdata": wrapped("<![CDATA[<!DOCTYPE d>]]>"),
    "gzip bomb": gzip.compress(b"<a>" + b"x" * 20_000_000), "a zip": _zip(), "html and xml at once": b"<!--><script>alert(1)</script>--><html xmlns='http://www.w3.org/1999/xhtml'/>",
    "ten to the ninth at once": Diagram("p").start().user("a", loop_of(10**9)).end().chain(*FLOW).data(), "a million times a millisecond": _timer("R1000000/PT0.001S", "timeCycle"),
    "a hundred million years": _timer("P99999999Y"), "nothing to wait for": _timer(""), "P": _timer("P"), "no such day": _timer("2026-02-30T00:00:00+08:00", "timeDate"),
    "a service that runs a class": line().node("serviceTask", "s", **{"class": "java.lang.Runtime"}).chain("start", "a", "s", "end").data(),
    "a script that runs": line().script("s", "__import__('os').system('touch /etc/passwd')").chain("start", "a", "s", "end").data(),
    "a condition that runs": line().xor("g", "d").end("e2").chain("start", "a", "g").flow("g", "end", "__import__('os').system('id')").flow("g", "e2", id="d").data(),
    "a vendor's script": line().chain(*FLOW).top('<bpmn:extensionElements><c:script xmlns:c="http://camunda.org/schema/1.0/bpmn">x</c:script></bpmn:extensionElements>').data(),
    "a trigger in a trigger": line().node("intermediateCatchEvent", "t", "<bpmn:timerEventDefinition><bpmn:timeDate>nan</bpmn:timeDate>"
                                          '<bpmn:conditionalEventDefinition id="x"/></bpmn:timerEventDefinition>').chain("start", "a", "t", "end").data(),
    "a process in a process": wrapped('<bpmn:process id="q"/>'), "no process": HEAD.encode() + b"</bpmn:definitions>",
    "depth 90 of sub-processes": wrapped("".join(f'<bpmn:subProcess id="s{n}">' for n in range(90)) + "</bpmn:subProcess>" * 90),
}
#: harmless as they stand: kept or put right, never carried out
ACCEPTED = {
    "script in the documentation": line().chain(*FLOW).data().replace(b"</bpmn:process>", b"<bpmn:documentation>&lt;script&gt;alert(1)&lt;/script&gt;</bpmn:documentation></bpmn:process>"),
    "a script for an address": line().chain(*FLOW).data().replace(b'targetNamespace="t"', b'xmlns:c="http://camunda.org/schema/1.0/bpmn" c:x="javascript:alert(1)" targetNamespace="t"'),
    "entities of xml itself": line().chain(*FLOW).data().replace(b'name="a"', b'name="&lt;b&gt;&amp;&#x4e2d;"'), "cdata": line().chain(*FLOW).data().replace(
        b"</bpmn:process>", b"<bpmn:documentation><![CDATA[<b> & </b>]]></bpmn:documentation></bpmn:process>"),
    "one mark": BOM + line().chain(*FLOW).data(),
    "a schema location": line().chain(*FLOW).data().replace(b"targetNamespace", b'xsi:schemaLocation="urn:x http://127.0.0.1:1/x" targetNamespace', 1),
}
REFUSED.pop("schema location")
