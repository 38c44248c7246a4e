"""Deploying: versions count up, running cases keep theirs, a faulty bundle is refused whole."""
from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from engine import errors
from engine.process import bundle
from engine.store import tables
from engine.work import cases, definitions
from tests.concurrency.race import parted, race
from tests.conftest import ROOT
from tests.course import Course, actor, moment
from tests.invariants import check_invariants

AT = moment("2026-04-27T18:00:00+08:00")


def shipped(key: str, *changes: tuple[bytes, bytes]) -> bundle.Bundle:
    """A shipped process folder with its diagram changed."""
    one = bundle.read(ROOT / "processes" / key)
    files = dict(one.files)
    path = f"{key}.bpmn"
    for old, new in changes:
        assert old in files[path]
        files[path] = files[path].replace(old, new)
    return bundle.from_files(files)


def renamed(word: str) -> bundle.Bundle:
    """The closed loop with another name for its last task."""
    return shipped("closed_loop", ("监督评价".encode(), f"监督评价{word}".encode()))


def deploy(engine, *given: bundle.Bundle) -> dict:
    return definitions.deploy(engine, None, {one.key: one for one in given}, at=AT)


def versions(engine) -> dict[str, list[tuple[int, bool]]]:
    """Each key's versions, the newest first, with whether it is in force."""
    found: dict[str, list] = {}
    for one in definitions.listed(engine, None):
        found.setdefault(one["key"], []).append((one["version"], one["in_force"]))
    return found


def test_a_new_deployment_is_a_new_version_and_an_unchanged_bundle_is_none(engine):
    assert deploy(engine, shipped("closed_loop"))["definitions"][0]["version"] == 1
    assert deploy(engine, renamed("二"))["definitions"][0]["version"] == 2
    assert versions(engine) == {"closed_loop": [(2, True), (1, False)], "forced_demolition": [(1, True)], "ordinary_penalty": [(1, True)], "summary_penalty": [(1, True)]}
    assert deploy(engine, shipped("closed_loop"))["definitions"][0]["version"] == 1
    assert versions(engine)["closed_loop"] == [(2, False), (1, True)]
    check_invariants(engine)


def test_a_running_case_keeps_its_versions_and_a_new_one_takes_the_new(engine):
    old = Course.begin(engine).to("apply_filing")
    deploy(engine, renamed("二"), shipped("ordinary_penalty", ("立卷归档".encode(), "立卷归档二".encode())))
    new = Course.begin(engine).to("archive")
    old.to("archive")
    assert (old.task()["name"], new.task()["name"]) == ("立卷归档", "立卷归档二")
    assert (old.to("supervise").task()["name"], new.to("supervise").task()["name"]) == ("监督评价", "监督评价二")
    officer = actor(engine, "wang_qiang")
    assert "监督评价二" not in cases.diagram(engine, officer, old.case_id)["xml"]
    assert "监督评价二" in cases.diagram(engine, officer, new.case_id)["xml"]
    check_invariants(engine)


def test_one_faulty_bundle_refuses_them_all(engine):
    before = versions(engine)
    faulty = shipped("ordinary_penalty", (b'e:form="archive"', b'e:form="no_such_form"'))
    with pytest.raises(errors.DefinitionInvalid) as refused:
        deploy(engine, renamed("二"), faulty)
    assert any(p["element"] == "archive" for p in refused.value.problems)
    assert versions(engine) == before
    with engine.store.read() as conn:
        assert len(conn.execute(select(tables.deployment)).all()) == 1
    check_invariants(engine)


COULD_NOT_RUN = (
    (b'e:duty="supervise"', b'e:duty="emperor"', "supervise"), (b'e:starts="verify_lead"', b'e:starts="no_such_clock"', "triage"),
    (b'calledElement="summary_penalty"', b'calledElement="nowhere"', "nowhere"),
    (b"procedure == 'summary'", b"__import__('os').system('true')", "procedure_route_to_summary"))


def test_a_diagram_that_could_not_run_is_named_and_refused(engine):
    for old, new, element in COULD_NOT_RUN:
        with pytest.raises(errors.DefinitionInvalid) as refused:
            deploy(engine, shipped("closed_loop", (old, new)))
        assert element in [p["element"] for p in refused.value.problems]
    assert versions(engine)["closed_loop"] == [(1, True)]
    check_invariants(engine)


def test_two_deployments_at_once_do_not_undo_each_other(engine):
    jobs = [lambda: deploy(engine, renamed("二")), lambda: deploy(engine, shipped("ordinary_penalty", ("立卷归档".encode(), "立卷归档二".encode()))),
            lambda: deploy(engine, renamed("三"))]
    done, refused = parted(race(jobs))
    assert len(done) == 3 and not refused
    assert versions(engine)["ordinary_penalty"] == [(2, True), (1, False)]
    assert sorted(v for v, _ in versions(engine)["closed_loop"]) == [1, 2, 3]
    check_invariants(engine)


def test_a_definition_that_is_not_there_is_not_found(engine):
    for look in (definitions.get, definitions.xml):
        with pytest.raises(errors.NotFound):
            look(engine, None, 9_999)


def test_only_a_designer_deploys_in_person(engine):
    for login in ("wang_qiang", "gao_jun", "jiang_hong"):
        with pytest.raises(errors.Forbidden):
            definitions.deploy(engine, actor(engine, login), {"closed_loop": renamed("二")}, at=AT)
    assert versions(engine)["closed_loop"] == [(1, True)]
    check_invariants(engine)


def test_in_production_nobody_deploys_alone(engine):
    he_qing = actor(engine, "he_qing")
    engine.settings = replace(engine.settings, mode="production")
    with pytest.raises(errors.Forbidden) as refusal:
        definitions.deploy(engine, he_qing, {"closed_loop": renamed("二")}, at=AT)
    assert "另一名设计人员审核" in refusal.value.detail and "草稿" in refusal.value.next
    assert versions(engine)["closed_loop"] == [(1, True)]
    assert definitions.deploy(engine, None, {"closed_loop": renamed("二")}, at=AT)["definitions"][0]["version"] == 2  # the operator at the machine
    check_invariants(engine)
