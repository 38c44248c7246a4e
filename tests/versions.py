"""Other versions of the shipped processes, put into force for tests: drawn differently, with more to do, or past the proof."""
from __future__ import annotations

from sqlalchemy import insert, select

from engine.process import bundle
from engine.store import definitions as rows
from engine.store import tables
from engine.work import definitions
from tests.conftest import ROOT
from tests.course import moment
from tests.engine.process.test_relink import _redrawn

AT = moment("2026-04-01T09:00:00+08:00")
KEY = "ordinary_penalty"
PATH = f"{KEY}.bpmn"
#: the decision with what it asks for, as it is shipped
DECISION = 'e:needs="notice legal_review" e:gates="decide" e:meets="decision" e:stops="decide"'
RENAMED = ('name="立卷归档"', 'name="整理归档"')
#: without the review, and without the acts by which the law would ask for it again
UNREVIEWED = ((DECISION, 'e:needs="notice" e:meets="issued" e:stops="decide"'), ('e:paper="penalty_decision" ', ""))


def second_look(after: str = "investigate", before: str = "conclude") -> tuple[tuple[str, str], ...]:
    """A new obligation 复核 before the decision, met by a new task between two others."""
    flow = f'<bpmn:sequenceFlow id="{after}_to_{before}" sourceRef="{after}" targetRef="{before}"/>'
    task = ('<bpmn:userTask id="second_look" name="复核" e:duty="handle" e:form="conclude" e:changes="nothing" e:meets="second_look"/>'
            + flow.replace(f'targetRef="{before}"', 'targetRef="second_look"')
            + f'<bpmn:sequenceFlow id="second_look_on" sourceRef="second_look" targetRef="{before}"/>')
    return ((flow, task), (DECISION, DECISION.replace('e:needs="', 'e:needs="second_look ')))


def changed(*swaps: tuple[str, str], key: str = KEY) -> bundle.Bundle:
    """A shipped folder with its drawing changed."""
    one = bundle.read(ROOT / "processes" / key)
    path = next(p for p in one.files if p.endswith(".bpmn"))
    text = one.files[path].decode()
    for old, new in swaps:
        assert old in text, old
        text = text.replace(old, new, 1)
    return bundle.from_files({**one.files, path: text.encode()})


def redrawn() -> dict[str, bundle.Bundle]:
    """Every shipped process with new names and a gateway between each two tasks."""
    return {path.parent.name: _redrawn(bundle.read(path.parent)) for path in (ROOT / "processes").glob("*/process.toml")}


def deploy(engine, *given: bundle.Bundle, at=AT) -> int:
    """Puts folders into force as the command line does; returns the deployment."""
    return definitions.deploy(engine, None, {one.key: one for one in given}, at=at)["deployment_id"]


def smuggle(engine, one: bundle.Bundle) -> int:
    """Puts a folder into force past the checks and the proof, by writing its row; returns the deployment."""
    with engine.store.engine.begin() as conn:
        before = rows.current(conn)
        version = max(conn.execute(select(tables.definition.c.version).where(tables.definition.c.key == one.key)).scalars()) + 1
        made = conn.execute(insert(tables.definition).values(key=one.key, version=version, deployed_at=AT, name=one.name, root=one.root, digest=one.digest,
                                                             bundle=bundle.pack(one))).inserted_primary_key[0]
        deployment = conn.execute(insert(tables.deployment).values(at=AT, person_id=None)).inserted_primary_key[0]
        kept = conn.execute(select(tables.deployed.c.key, tables.deployed.c.definition_id).where(tables.deployed.c.deployment_id == before)).all()
        conn.execute(insert(tables.deployed), [{"deployment_id": deployment, "key": k, "definition_id": made if k == one.key else d} for k, d in kept])
    return deployment
