"""The outcome of scenarios as JUnit XML, for pipelines."""
from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from typing import Any

#: characters that XML 1.0 has no way to write
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def report(outcome: Mapping[str, Any]) -> str:
    """JUnit XML of a rehearsal: one test suite a process, one test case a scenario.

    Args:
        outcome: as `engine.play.rehearsal.run` gives it.
    """
    every = outcome["scenarios"]
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f"<testsuites {_counted(every)}>"]
    for process in dict.fromkeys(one["process"] for one in every):
        mine = [one for one in every if one["process"] == process]
        lines.append(f'<testsuite name="{_said(process)}" {_counted(mine)}>')
        for one in mine:
            lines.append(f'<testcase classname="{_said(process)}" name="{_said(one["file"])}" time="{one["seconds"]:.3f}">')
            if not one["ok"]:
                lines.append(f'<failure message="{_said(one["failures"][0])}">{_said(chr(10).join(one["failures"]))}</failure>')
            lines.append(f"<system-out>{_said(one['title'])}</system-out></testcase>")
        lines.append("</testsuite>")
    return "\n".join([*lines, "</testsuites>", ""])


def _counted(scenarios: list[Mapping[str, Any]]) -> str:
    failed = sum(not one["ok"] for one in scenarios)
    return f'tests="{len(scenarios)}" failures="{failed}" errors="0" time="{sum(one["seconds"] for one in scenarios):.3f}"'


def _said(text: str) -> str:
    return escape(_UNWRITABLE.sub("\ufffd", text))
