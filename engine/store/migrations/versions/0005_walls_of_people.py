"""walls of people: who may bear a duty, hold a post, be an administrator, sign and decide, whatever program asks"""
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

#: what the statutes themselves keep apart (行政处罚法第五十七条、第五十八条、第六十四条、第六十七条); engine.law.people.separation.FLOOR says the same
FLOOR = (("handle", "review"), ("handle", "decide"), ("review", "decide"), ("handle", "hearing"), ("decide", "hearing"),
         ("handle", "collective"), ("handle", "collect_fine"), ("decide", "collect_fine"))
#: what an officer does; auxiliary staff and grid workers never (行政处罚法第四十二条)
OFFICERS = ("handle", "review", "hearing", "decide", "collective", "dispatch", "assess", "supervise", "collect_fine")
OTHERS = ("auxiliary", "grid")


def _text(values) -> str:
    return ", ".join(f"'{one}'" for one in values)


_BOTH = sorted({pair for one in FLOOR for pair in (one, one[::-1])})
_FLOOR = ", ".join(f"('{held}', '{wanted}')" for held, wanted in _BOTH)
#: the words of each wall; engine.store.walls turns them into an answer for a person
CHECKS = {
    # Whoever was stood in for bore the duty as well, and somebody who may not bear it cannot have it borne for them.
    "separated duty": "EXISTS (SELECT 1 FROM case_duty d JOIN separated s ON s.force = 'hard' AND ((s.held = d.duty AND s.wanted = NEW.duty) "
                      "OR (s.held = NEW.duty AND s.wanted = d.duty)) WHERE d.case_id = NEW.case_id AND (d.person_id IN (NEW.person_id, NEW.for_id) "
                      "OR d.for_id IN (NEW.person_id, NEW.for_id)))",
    "reason needed": "trim(coalesce(NEW.reason, '')) = '' AND EXISTS (SELECT 1 FROM case_duty d JOIN separated s ON s.force = 'soft' AND "
                     "((s.held = d.duty AND s.wanted = NEW.duty) OR (s.held = NEW.duty AND s.wanted = d.duty)) "
                     "WHERE d.case_id = NEW.case_id AND NEW.person_id IN (d.person_id, d.for_id))",
    "recused person": "EXISTS (SELECT 1 FROM recusal r WHERE r.case_id = NEW.case_id AND r.person_id IN (NEW.person_id, NEW.for_id))",
    "administrator duty": "EXISTS (SELECT 1 FROM administrator a WHERE a.person_id = NEW.person_id)",
    "officer duty": f"NEW.duty IN ({_text(OFFICERS)}) AND EXISTS (SELECT 1 FROM person p WHERE p.id = NEW.person_id AND p.kind IN ({_text(OTHERS)}))",
    "officer post": f"NEW.duty IN ({_text(OFFICERS)}) AND EXISTS (SELECT 1 FROM person p WHERE p.id = NEW.person_id AND p.kind IN ({_text(OTHERS)}))",
    "administrator post": "EXISTS (SELECT 1 FROM administrator a WHERE a.person_id = NEW.person_id AND (NEW.until_on IS NULL OR NEW.until_on >= {given}))",
    "post of administrator": "EXISTS (SELECT 1 FROM post p WHERE p.person_id = NEW.person_id AND (p.until_on IS NULL OR p.until_on >= {new_given}))",
    "second administrator": "EXISTS (SELECT 1 FROM administrator a WHERE a.person_id = NEW.person_id)",
    "own administrator": "NEW.given_by = NEW.person_id",
    "officer certificate": f"NEW.kind = 'enforcement_certificate' AND EXISTS (SELECT 1 FROM person p WHERE p.id = NEW.person_id AND p.kind IN ({_text(OTHERS)}))",
    "posts of an officer": f"EXISTS (SELECT 1 FROM post p WHERE p.person_id = NEW.id AND p.until_on IS NULL AND p.duty IN ({_text(OFFICERS)}))",
    "certificate of an officer": "EXISTS (SELECT 1 FROM qualification q WHERE q.person_id = NEW.id AND q.kind = 'enforcement_certificate' AND q.withdrawn_on IS NULL)",
    "two officers": "(SELECT count(DISTINCT p.id) FROM {signers}) < NEW.officers",
    "recused signer": "EXISTS (SELECT 1 FROM recusal r WHERE r.case_id = NEW.case_id AND (r.person_id = NEW.completed_by OR r.person_id IN (SELECT p.id FROM {signers})))",
    "administrator signer": "EXISTS (SELECT 1 FROM administrator a WHERE a.person_id = NEW.completed_by OR a.person_id IN (SELECT p.id FROM {signers}))",
    "decision without review": "NEW.kind = 'penalty_decision' AND NOT EXISTS (SELECT 1 FROM case_file c JOIN case_duty d ON d.case_id = c.id AND d.duty = 'review' "
                               "WHERE c.id = NEW.case_id AND {reviewed})",
    "fixed separation": f"(OLD.held, OLD.wanted) IN (VALUES {_FLOOR})",
    "weak separation": f"NEW.force <> 'hard' AND (NEW.held, NEW.wanted) IN (VALUES {_FLOOR})",
}
#: table → when it is looked at → the walls there
WALLS = (
    ("case_duty", "INSERT", "", ("separated duty", "reason needed", "recused person", "administrator duty", "officer duty")),
    ("post", "INSERT", "", ("administrator post", "officer post")),
    ("post", "UPDATE", "NEW.person_id <> OLD.person_id OR NEW.duty <> OLD.duty OR (OLD.until_on IS NOT NULL AND "
                       "(NEW.until_on IS NULL OR NEW.until_on > OLD.until_on))", ("administrator post", "officer post")),
    ("administrator", "INSERT", "", ("second administrator", "post of administrator", "own administrator")),
    ("qualification", "INSERT", "", ("officer certificate",)),
    ("qualification", "UPDATE", "NEW.kind <> OLD.kind OR NEW.person_id <> OLD.person_id", ("officer certificate",)),
    ("person", "UPDATE", f"NEW.kind <> OLD.kind AND NEW.kind IN ({_text(OTHERS)})", ("posts of an officer", "certificate of an officer")),
    ("task", "UPDATE", "NEW.state = 'done' AND OLD.state <> 'done'", ("two officers", "recused signer", "administrator signer")),
    ("paper", "INSERT", "", ("decision without review",)),
    ("separated", "INSERT", "", ("weak separation",)),
    ("separated", "UPDATE", "NEW.held <> OLD.held OR NEW.wanted <> OLD.wanted OR NEW.force <> OLD.force", ("fixed separation", "weak separation")),
    ("separated", "DELETE", "", ("fixed separation",)),
)
#: PostgreSQL reads what others have committed, not what they are about to: whoever asks these questions first holds the row they hang on.
#: The case is held as the service holds it; a person is shared by those who bear duties and held alone by whoever changes what they are.
LOCKS = {"case_duty": "PERFORM 1 FROM case_file WHERE id = NEW.case_id FOR NO KEY UPDATE; PERFORM 1 FROM person WHERE id IN (NEW.person_id, NEW.for_id) ORDER BY id FOR SHARE; ",
         "recusal": "PERFORM 1 FROM case_file WHERE id = NEW.case_id FOR NO KEY UPDATE; ",
         **dict.fromkeys(("post", "administrator", "qualification"), "PERFORM 1 FROM person WHERE id = NEW.person_id FOR NO KEY UPDATE; ")}
SQLITE = {"given": "date(substr(a.given_at, 1, 19), '+8 hours')", "new_given": "date(substr(NEW.given_at, 1, 19), '+8 hours')",
          "signers": "json_each(NEW.signers) s JOIN person p ON p.id = s.value", # json_extract is refused in a trigger under trusted_schema=OFF, json_each is not
          "reviewed": "EXISTS (SELECT 1 FROM json_each(c.met) met JOIN json_each(met.value) said WHERE met.key = 'legal_review' AND said.key = 'digest' "
                      "AND said.value IS NOT NULL)"}
POSTGRESQL = {"given": "(a.given_at AT TIME ZONE 'Asia/Shanghai')::date", "new_given": "(NEW.given_at AT TIME ZONE 'Asia/Shanghai')::date",
              "signers": "json_array_elements_text(NEW.signers::json) s(one) JOIN person p ON p.id::text = s.one",
              "reviewed": "c.met::json -> 'legal_review' ->> 'digest' IS NOT NULL"}
#: an INSERT OR REPLACE of SQLite deletes what is in its way without asking the triggers of DELETE
KEPT = (("case_duty", "duties are history", "id = NEW.id OR (case_id = NEW.case_id AND person_id = NEW.person_id AND duty = NEW.duty)"),
        ("event", "events are append-only", "seq = NEW.seq"))


def _said(wall: str, words: dict[str, str]) -> str:
    said = CHECKS[wall]
    for name, what in words.items():
        said = said.replace("{" + name + "}", what)
    return said


def _name(table: str, event: str) -> str:
    return f"{table}_walls_{event[0].lower()}"


def sqlite() -> list[str]:
    """The walls as SQLite has them."""
    made = ["DROP TRIGGER duty_separated"]
    for table, event, when, walls in WALLS:
        checks = "; ".join(f"SELECT RAISE(ABORT, '{wall}') WHERE {_said(wall, SQLITE)}" for wall in walls)
        made.append(f"CREATE TRIGGER {_name(table, event)} BEFORE {event} ON {table}{f' WHEN {when}' if when else ''} BEGIN {checks}; END")
    for table, said, which in KEPT:
        made.append(f"CREATE TRIGGER {table}_kept_r BEFORE INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE {which}) "
                    f"BEGIN SELECT RAISE(ABORT, '{said}'); END")
    made.append("CREATE TRIGGER administrator_kept_u BEFORE UPDATE ON administrator BEGIN SELECT RAISE(ABORT, 'second administrator'); END")
    made.append("CREATE TRIGGER task_kept_u BEFORE UPDATE OF state ON task WHEN OLD.state IN ('done', 'cancelled') AND NEW.state <> OLD.state "
                "BEGIN SELECT RAISE(ABORT, 'closed task'); END")
    return made


def postgresql() -> list[str]:
    """The walls as PostgreSQL has them."""
    made = ["DROP TRIGGER duty_separated ON case_duty", "DROP FUNCTION refuse_separated()"]
    for table, event, when, walls in WALLS:
        # A snapshot taken before another's commit cannot answer these questions; a serializable one is checked by the database itself.
        first = ("IF current_setting('transaction_isolation') = 'repeatable read' THEN RAISE EXCEPTION 'stale snapshot'; END IF; " + LOCKS[table]
                 if table in LOCKS else "")
        checks = " ".join(f"IF {_said(wall, POSTGRESQL)} THEN RAISE EXCEPTION '{wall}'; END IF;" for wall in walls)
        name = _name(table, event)
        made.append(f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {first}{checks} "
                    f"RETURN {'OLD' if event == 'DELETE' else 'NEW'}; END $$")
        made.append(f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW {f'WHEN ({when}) ' if when else ''}EXECUTE FUNCTION {name}()")
    made += [
        f"CREATE FUNCTION hold_case() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {LOCKS['recusal']}RETURN NEW; END $$",
        "CREATE TRIGGER recusal_holds BEFORE INSERT ON recusal FOR EACH ROW EXECUTE FUNCTION hold_case()",
        "CREATE FUNCTION refuse_wall() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '%', TG_ARGV[0]; END $$",
        "CREATE TRIGGER administrator_kept_u BEFORE UPDATE ON administrator FOR EACH ROW EXECUTE FUNCTION refuse_wall('second administrator')",
        "CREATE TRIGGER task_kept_u BEFORE UPDATE ON task FOR EACH ROW WHEN (OLD.state IN ('done', 'cancelled') AND NEW.state <> OLD.state) "
        "EXECUTE FUNCTION refuse_wall('closed task')",
        "CREATE TRIGGER separated_kept_t BEFORE TRUNCATE ON separated FOR EACH STATEMENT EXECUTE FUNCTION refuse_wall('fixed separation')"]
    return made


def upgrade() -> None:
    connection = op.get_bind()
    lite = connection.dialect.name == "sqlite"
    for held, wanted in _BOTH:
        connection.exec_driver_sql(f"INSERT INTO separated (held, wanted, force) VALUES ('{held}', '{wanted}', 'hard') "
                                   "ON CONFLICT (held, wanted) DO UPDATE SET force = 'hard'")
    for statement in sqlite() if lite else postgresql():
        connection.exec_driver_sql(statement if lite else statement.replace("%", "%%"))
